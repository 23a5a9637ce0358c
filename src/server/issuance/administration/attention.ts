import { dayInMilliseconds } from "../../../core/days.ts";
import { productNamed } from "../../settings/products.ts";
import type { Attention, CertificateCriteria } from "../../store/certificates/matching-certificates.ts";
import { countFound } from "../../store/certificates/search-certificates.ts";
import { findTenant } from "../../store/tenants.ts";
import { Refusal } from "../refusal.ts";
import { promptDaysOf } from "../renewal/renewal-judgement.ts";
import type { Service } from "../service.ts";

/** How long a replacement may be unused before it counts as stuck, in milliseconds: people finish it on another day at most. */
export const patience = dayInMilliseconds;

/** The certificates of a tenant that need attention, as a search finds them. */
export async function needing(
  { store, settings }: Pick<Service, "store" | "settings">,
  tenant: string,
  kind: Attention,
  now: Date,
): Promise<NonNullable<CertificateCriteria["attention"]>> {
  switch (kind) {
    case "expired":
      return { kind };
    case "stuck":
      return { kind, issuedBefore: now.getTime() - patience };
    case "expires": {
      const row = await findTenant(store, tenant);
      if (row === undefined) throw new Refusal("not-found");
      const promptDays = promptDaysOf(row, productNamed(settings, row.product));
      return { kind, before: now.getTime() + promptDays * dayInMilliseconds };
    }
  }
}

/** How many certificates of a tenant need attention, of each kind of which there are any. */
export async function countNeeding(
  records: Pick<Service, "store" | "settings">,
  tenant: string,
  now: Date,
): Promise<readonly { readonly kind: Attention; readonly count: number }[]> {
  const counts: { kind: Attention; count: number }[] = [];
  for (const kind of ["expired", "expires", "stuck"] as const) {
    const attention = await needing(records, tenant, kind, now);
    const count = await countFound(records.store, { tenant, attention }, now.getTime());
    if (count > 0) counts.push({ kind, count });
  }
  return counts;
}
