import { dayInMilliseconds } from "../../core/days.ts";
import type { Settings } from "../settings/settings.ts";
import type { Store } from "../store/database/schema.ts";
import { countUndelivered } from "../store/notices/count-notices.ts";
import { tenantsNotifiedBy } from "../store/notices/notice-addresses.ts";
import { counted } from "../system/counted.ts";

/** Advice for the operator if the settings have no mail server; otherwise undefined. */
export function missingMailServer({ notices }: Settings): string | undefined {
  if (notices.mail !== undefined) return undefined;
  return "No mail can be sent, because the settings have no mail server. Set host, port, security and from of notices.mail in koshin.json, and reload the service.";
}

const lookedBack = 7 * dayInMilliseconds;

/** Advice for the operator if notices were not delivered within the last week; otherwise undefined. */
export async function undeliveredNotices(store: Store, now: Date): Promise<string | undefined> {
  const count = await countUndelivered(store, now.getTime() - lookedBack);
  if (count === 0) return undefined;
  return `${counted(count, "notice was", "notices were")} not delivered within the last seven days (koshin list notices and koshin list account-notices say why). Mend the cause, and send them again: koshin resend-notices`;
}

/** The maximum number of tenants to name. */
const named = 5;

/** Reports tenants with mail addresses if the settings have no mail server. */
export async function checkNotices(store: Store, settings: Settings): Promise<string[]> {
  const missing = missingMailServer(settings);
  if (missing === undefined) return [];
  const tenants = await tenantsNotifiedBy(store, "mail", named + 1);
  if (tenants.length === 0) return [];
  const names = [...tenants.slice(0, named), ...(tenants.length > named ? ["others"] : [])].join(", ");
  return [`Mail addresses of ${names} are to be notified (koshin tenant show). ${missing}`];
}
