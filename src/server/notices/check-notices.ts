import type { Settings } from "../settings/settings.ts";
import type { Store } from "../store/database/schema.ts";
import { tenantsNotifiedBy } from "../store/notices/notice-addresses.ts";

/** What the operator does about notices that are to go by mail, where the settings name no server for it; else nothing. */
export function missingMailServer({ notices }: Settings): string | undefined {
  if (notices.mail !== undefined) return undefined;
  return "No mail can be sent, because the settings name no mail server. Set host, port, security and from of notices.mail in koshin.json, and start the service again.";
}

/** So many tenants are named. */
const named = 5;

/** Says of tenants that they are to be notified in a way that the settings leave out. */
export async function checkNotices(store: Store, settings: Settings): Promise<string[]> {
  const missing = missingMailServer(settings);
  if (missing === undefined) return [];
  const tenants = await tenantsNotifiedBy(store, "mail", named + 1);
  if (tenants.length === 0) return [];
  const names = [...tenants.slice(0, named), ...(tenants.length > named ? ["others"] : [])].join(", ");
  return [`Mail addresses of ${names} are to be notified (koshin tenant show). ${missing}`];
}
