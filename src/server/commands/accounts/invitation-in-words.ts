import type { Invitation } from "../../../protocol/console/accounts.ts";
import { originOn } from "../../settings/hosts.ts";
import type { Settings } from "../../settings/settings.ts";
import { OperatorError } from "../../system/operator-error.ts";

/**
 * The origin of the administrators' site.
 *
 * @throws OperatorError `console-not-served` if the settings name no host or no fixed port for it
 */
export function requireConsole({ hosts, listen }: Settings): string {
  const port = listen.publicPort ?? listen.port;
  if (hosts.console !== undefined && port !== 0) return originOn(hosts.console, port);
  const missing = hosts.console === undefined ? "Set hosts.console" : "Set listen.port, or listen.publicPort,";
  const sentence = `The link of an invitation is on the administrators' site, whose address is not known. ${missing} in koshin.json.`;
  throw new OperatorError("console-not-served", sentence);
}

/** An invitation in a sentence. */
export function invitationInWords({ link, expiresAt, mailed }: Invitation): string {
  const sentence = `Its user chooses a password at ${link} until ${expiresAt}, in a browser with a certificate of the tenant.`;
  return mailed ? `${sentence} The link was mailed, too.` : sentence;
}
