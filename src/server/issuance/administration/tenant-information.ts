import type { Notices, TenantInformation } from "../../../protocol/console/tenant.ts";
import { productNamed } from "../../settings/products.ts";
import { countByState } from "../../store/certificates/search-certificates.ts";
import { announcementsTo } from "../../store/notices/announcements.ts";
import { findNoticeAddresses, webhookHost } from "../../store/notices/notice-addresses.ts";
import { findTenant } from "../../store/tenants.ts";
import { Refusal } from "../refusal.ts";
import { countOrderable } from "../renewal/count-orderable.ts";
import { promptDaysOf } from "../renewal/renewal-judgement.ts";
import type { Service } from "../service.ts";
import { announcerOf } from "./announce.ts";
import { countNeeding } from "./attention.ts";
import { placedTenantOrder } from "./order-own-renewals.ts";

/** Older announcements are not shown. */
const mostAnnouncements = 20;

/** A tenant, as its administrators see it. */
export async function describeTenant(
  { store, settings }: Pick<Service, "store" | "settings">,
  name: string,
  now: Date,
): Promise<TenantInformation> {
  const tenant = await findTenant(store, name);
  if (tenant === undefined) throw new Refusal("not-found");
  const { product, createdAt, closedAt, keyKind, retireAfterDays, destroyKeysAfterDays, sameKey } = tenant;
  const rules = productNamed(settings, product);
  const { acceptDays } = rules;
  const promptDays = promptDaysOf(tenant, rules);
  const counts = await countByState(store, name, now.getTime());
  const addresses = await findNoticeAddresses(store, name);
  return {
    ...{ name, product, keyKind, promptDays, acceptDays, retireAfterDays, destroyKeysAfterDays, sameKey },
    createdAt: new Date(createdAt).toISOString(),
    closedAt: closedAt === null ? null : new Date(closedAt).toISOString(),
    certificates: {
      "applied-for": counts.get("applied-for") ?? 0,
      "in-use": counts.get("in-use") ?? 0,
      renewed: counts.get("renewed") ?? 0,
      revoked: counts.get("revoked") ?? 0,
      expired: counts.get("expired") ?? 0,
    },
    unrenewed: await countOrderable({ store, settings }, { tenant: name }, now),
    timeZone: tenant.timeZone,
    order: await placedTenantOrder({ store }, name, now),
    notified: addresses.map(({ channel, address }) => (channel === "mail" ? address : webhookHost(address))),
  };
}

/** What a tenant's administrators should know: of their certificates, and from the service's operators. */
export async function noticesTo(records: Pick<Service, "store" | "settings">, tenant: string, now: Date): Promise<Notices> {
  const announcements = await announcementsTo(records.store, tenant, mostAnnouncements);
  return {
    system: [...(await countNeeding(records, tenant, now))],
    announcements: announcements.map(({ title, text, announcedAt, announcedBy }) => {
      return { title, text, at: new Date(announcedAt).toISOString(), by: announcerOf({ announcedBy }) };
    }),
  };
}
