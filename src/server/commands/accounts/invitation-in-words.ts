import { completeInvitation } from "../../accounts/invitations/invite.ts";
import type { AccountAction } from "../../accounts/manage-accounts.ts";
import { originOn } from "../../settings/hosts.ts";
import type { Settings } from "../../settings/settings.ts";
import type { LoginSite } from "../../store/database/tables/account-tables.ts";
import { OperatorError } from "../../system/operator-error.ts";

const sites: Readonly<Record<LoginSite, string>> = {
  console: "the administrators' site",
  operator: "the system operators' site",
};

/**
 * The origin of a site that people log in to.
 *
 * @throws OperatorError `console-not-served`, `operator-not-served` if the settings name no host or no fixed port for it
 */
export function requireSite({ hosts, listen }: Settings, site: LoginSite): string {
  const port = listen.publicPort ?? listen.port;
  const host = hosts[site];
  if (host !== undefined && port !== 0) return originOn(host, port);
  const missing = host === undefined ? `Set hosts.${site}` : "Set listen.port, or listen.publicPort,";
  const sentence = `The link of an invitation is on ${sites[site]}, whose address is not known. ${missing} in koshin.json.`;
  throw new OperatorError(site === "console" ? "console-not-served" : "operator-not-served", sentence);
}

/** An invitation as a command prints it. */
export interface PrintedInvitation {
  readonly link: string;
  readonly expiresAt: string;
  /** Whether the link was delivered by mail, too. */
  readonly mailed: boolean;
}

/** Completes an invitation, and waits for the mail with its link, if there is one. */
export async function invitedBy(...given: Parameters<typeof completeInvitation>): Promise<PrintedInvitation> {
  const { invitation, send } = await completeInvitation(...given);
  const { link, expiresAt } = invitation;
  return { link, expiresAt, mailed: (await send?.()) ?? false };
}

/**
 * An invitation in a sentence.
 *
 * @param certificate with which it is accepted
 */
export function invitationInWords(
  { link, expiresAt, mailed }: PrintedInvitation,
  certificate = "a certificate of the tenant",
): string {
  const sentence = `Its user chooses a password at ${link} until ${expiresAt}, in a browser with ${certificate}.`;
  return mailed ? `${sentence} The link was mailed, too.` : sentence;
}

/** What is printed after the name of an account that was changed. */
export const changedAccount: Readonly<Record<AccountAction, string>> = {
  invite: "has another invitation; the earlier one is no longer valid.",
  disable: "is disabled, and logged out.",
  enable: "is enabled.",
  reset: "is reset, and logged out.",
};

/** What is printed if nothing had to be done. */
export function unchangedAccount(command: "account" | "operator"): Readonly<Record<AccountAction, string>> {
  return {
    invite: `has chosen a password already. Nothing was changed; koshin ${command} reset has the person choose another one.`,
    disable: "was disabled already.",
    enable: "was not disabled.",
    reset: "was reset already.",
  };
}
