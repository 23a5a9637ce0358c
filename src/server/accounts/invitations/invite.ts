import type { Invitation } from "../../../protocol/console/accounts.ts";
import { invitationLink } from "../../../protocol/console/paths.ts";
import type { Service } from "../../issuance/service.ts";
import { sendMail } from "../../notices/mail.ts";
import { findAccountRow, type AccountIdentity } from "../../store/accounts/account-rows.ts";
import { markMailed, replaceInvitation } from "../../store/accounts/invitation-rows.ts";
import type { StoreTransaction } from "../../store/database/schema.ts";
import { findTenant } from "../../store/tenants.ts";
import { transact } from "../../store/transact.ts";
import { invitationMail } from "./invitation-mail.ts";
import { hashInvitationToken, invitationTime, newInvitationToken } from "./invitation-token.ts";

/** An invitation whose link has not been made yet. */
export interface BegunInvitation {
  readonly account: AccountIdentity;
  readonly token: string;
  readonly expiresAt: Date;
}

/** Writes an invitation of an account, in the place of an earlier one. */
export async function beginInvitation(
  transaction: StoreTransaction,
  account: AccountIdentity,
  now: Date,
): Promise<BegunInvitation> {
  const token = newInvitationToken();
  const expiresAt = new Date(now.getTime() + invitationTime);
  const { tenant, name } = account;
  const row = { tokenHash: hashInvitationToken(token), tenant, account: name, endsAt: expiresAt.getTime(), mail: null };
  await replaceInvitation(transaction, row);
  return { account, token, expiresAt };
}

/** An invitation as whoever invites gets it, and the mail with it. */
export interface CompletedInvitation {
  readonly invitation: Invitation;
  /**
   * Mails the link, and records what became of that; undefined if there is no address or no mail server. A mail that cannot be
   * sent is no failure: whoever invites has the link.
   *
   * @returns whether it was delivered
   */
  readonly send: (() => Promise<boolean>) | undefined;
}

/**
 * Makes the link of an invitation. The link is not kept, so its mail is not queued like others: the process that made it sends
 * it, once.
 *
 * @param origin of the administrators' site
 */
export async function completeInvitation(
  { settings, store }: Pick<Service, "settings" | "store">,
  { account, token, expiresAt }: BegunInvitation,
  { origin, mail }: { readonly origin: string; readonly mail: string | null },
): Promise<CompletedInvitation> {
  const link = invitationLink(origin, token);
  const server = settings.notices.mail;
  const invitation = { link, expiresAt: expiresAt.toISOString() };
  if (mail === null || server === undefined) return { invitation: { ...invitation, mailing: false }, send: undefined };
  const mark = async (state: "sending" | "sent" | "failed"): Promise<void> =>
    await transact(store, async (transaction) => await markMailed(transaction, hashInvitationToken(token), state));
  await mark("sending");
  // System operators belong to no tenant.
  const { timeZone = "UTC" } = (await findTenant(store, account.tenant)) ?? {};
  const { lastLoginAt = null } = (await findAccountRow(store, account)) ?? {};
  const text = invitationMail({ account, isReset: lastLoginAt !== null, link, expiresAt, timeZone });
  const send = async (): Promise<boolean> => {
    // A file of the settings may be unreadable.
    const delivery = await sendMail(server, mail, text).catch(() => undefined);
    const isSent = delivery?.outcome === "delivered";
    await mark(isSent ? "sent" : "failed");
    return isSent;
  };
  return { invitation: { ...invitation, mailing: true }, send };
}
