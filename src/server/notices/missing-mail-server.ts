import type { Settings } from "../settings/settings.ts";

/** What the operator does about notices that are to go by mail, where the settings name no server for it; else nothing. */
export function missingMailServer({ notices }: Settings): string | undefined {
  if (notices.mail !== undefined) return undefined;
  return "No mail can be sent, because the settings name no mail server. Set host, port, security and from of notices.mail in koshin.json, and start the service again.";
}
