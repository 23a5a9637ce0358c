import { randomUUID } from "node:crypto";
import { askForMails } from "../notices/mails-asked-for.ts";
import { findAccountRow, type AccountIdentity } from "../store/accounts/account-rows.ts";
import type { Act } from "../store/audit/audit.ts";
import type { StoreTransaction } from "../store/database/schema.ts";
import { insertPersonNotices, type PersonNoticeKind } from "../store/notices/person-notices.ts";

/** What is done by a login, or at the end of one, which nothing keeps anybody from. */
const inLogins: ReadonlySet<PersonNoticeKind> = new Set(["password-chosen", "recovery-code-used", "identity-linked"]);

/**
 * Has a person told by mail what happened to their account, if it has an address. The mail is sent later, as it is queued in
 * the transaction that acts.
 *
 * @param about what the kind does not say: the other role, or the identity provider
 * @param earlier the address that the account had before, which is told as well
 * @throws Refusal `mails-exceeded`
 */
export async function tellPerson(
  transaction: StoreTransaction,
  account: AccountIdentity,
  kind: PersonNoticeKind,
  { actor, now }: Act,
  { about = "", earlier = null }: { readonly about?: string; readonly earlier?: string | null } = {},
): Promise<void> {
  const { tenant, name } = account;
  const present = (await findAccountRow(transaction, account))?.mail ?? null;
  const addresses = [...new Set([present, earlier])].filter((address) => address !== null);
  await askForMails(transaction, { actor, now }, { count: addresses.length, to: account, always: inLogins.has(kind) });
  const at = now.getTime();
  const fact = { tenant, account: name, kind, about, actor, happenedAt: at };
  const due = { state: "waiting", attempts: 0, nextAt: at, failure: null } as const;
  await insertPersonNotices(
    transaction,
    addresses.map((address) => ({ id: randomUUID(), ...fact, address, ...due })),
  );
}
