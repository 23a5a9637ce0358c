import type { Invitation } from "../../../protocol/console/accounts.ts";
import { invitationLink } from "../../../protocol/console/paths.ts";
import type { Service } from "../../issuance/service.ts";
import { sendMail } from "../../notices/mail.ts";
import type { AccountIdentity } from "../../store/accounts/account-rows.ts";
import { replaceInvitation } from "../../store/accounts/invitation-rows.ts";
import type { StoreTransaction } from "../../store/database/schema.ts";
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
  const row = { tokenHash: hashInvitationToken(token), tenant, account: name, endsAt: expiresAt.getTime() };
  await replaceInvitation(transaction, row);
  return { account, token, expiresAt };
}

/**
 * Makes the link of an invitation, and mails it if there is an address and a mail server. A mail that cannot be sent is no
 * failure: whoever invites has the link.
 *
 * @param origin of the administrators' site
 */
export async function completeInvitation(
  { settings }: Pick<Service, "settings">,
  { account, token, expiresAt }: BegunInvitation,
  { origin, mail }: { readonly origin: string; readonly mail: string | null },
): Promise<Invitation> {
  const link = invitationLink(origin, token);
  const server = settings.notices.mail;
  const text = invitationMail({ account, link, expiresAt });
  const delivery = mail === null || server === undefined ? undefined : await sendMail(server, mail, text);
  return { link, expiresAt: expiresAt.toISOString(), mailed: delivery?.outcome === "delivered" };
}
