import { accountIn } from "../issuance/administration/account-in.ts";
import { Refusal } from "../issuance/refusal.ts";
import type { AccountIdentity } from "../store/accounts/account-rows.ts";
import { systemTenant } from "../store/accounts/system-operators.ts";
import type { Act } from "../store/audit/audit.ts";
import type { StoreTransaction } from "../store/database/schema.ts";
import { insertAskedMails, keepAskedMails } from "../store/notices/asked-mails.ts";

const hour = 60 * 60_000;
/** How many mails one account has sent within an hour. */
export const mostOfAccount = 30;
/** How many those of a tenant have sent within an hour, together. */
export const mostOfTenant = 120;

/** Mails that somebody has sent, by what they do at a site, to addresses that they, or others, have entered there. */
interface AskedMails {
  readonly count: number;
  /** Whom they are to, if that is an account: to the one that acts, mails of the tenant's other accounts do not count. */
  readonly to?: AccountIdentity;
  /** Whether they are counted only: nobody is kept from logging in. */
  readonly always?: boolean;
}

/**
 * Records mails that an account has sent, unless it, or its tenant, has had too many sent within the last hour: otherwise,
 * whoever may enter addresses could have anybody's mailbox filled. Commands are not bound.
 *
 * @throws Refusal `mails-exceeded`, with the time until they can be sent
 */
export async function askForMails(
  transaction: StoreTransaction,
  { actor, now }: Act,
  { count, to, always = false }: AskedMails,
): Promise<void> {
  const account = accountOf(actor);
  if (account === undefined || count === 0) return;
  const isOwn = to?.tenant === account.tenant && to.name === account.name;
  const at = now.getTime();
  // What was recorded while the clock was ahead does not count.
  const asked = await keepAskedMails(transaction, account.tenant, { from: at - hour, to: at });
  const times = asked.map(({ askedAt }) => askedAt);
  const ofAccount = asked.filter((each) => each.account === account.name).map(({ askedAt }) => askedAt);
  const wait = Math.max(
    always ? 0 : waitFor(ofAccount, count, { most: mostOfAccount, at }),
    always || isOwn ? 0 : waitFor(times, count, { most: mostOfTenant, at }),
  );
  if (wait > 0) throw new Refusal("mails-exceeded", { retryAfter: Math.ceil(wait / 1000) });
  await insertAskedMails(transaction, account, at, count);
}

/** The time in milliseconds until so many more are not too many; 0 if they are not. */
function waitFor(times: readonly number[], count: number, { most, at }: { readonly most: number; readonly at: number }): number {
  const last = times[times.length + count - most - 1];
  return last === undefined ? 0 : last + hour - at;
}

/** The account of a site that acts, itself or by a token. */
function accountOf(actor: string): AccountIdentity | undefined {
  const operator = /^operator:(.+)$/.exec(actor)?.[1];
  if (operator !== undefined) return { tenant: systemTenant, name: operator };
  const name = accountIn(actor);
  const [, tenant] = /@([^@]*?)(?: token:[0-9a-f]+)?$/.exec(actor) ?? [];
  return name === null || tenant === undefined ? undefined : { tenant, name };
}
