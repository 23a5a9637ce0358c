import { dayInMilliseconds } from "../../../core/days.ts";
import type { CertificateSearch } from "../../../protocol/console/certificates.ts";
import { kindOf, otherKind } from "../../settings/kinds.ts";
import { findHolderNames, type CertificateCriteria } from "../../store/certificates/search-certificates.ts";
import type { Service } from "../service.ts";
import { needing } from "./attention.ts";

/**
 * What is looked for, as a search of the store finds it.
 *
 * @throws Refusal `not-found` if the tenant does not exist
 */
export async function criteriaOf(
  records: Pick<Service, "store" | "settings">,
  tenant: string,
  { search, state, kind, remark, remarked, attention, days, from, until, ended }: CertificateSearch,
  now: Date,
): Promise<CertificateCriteria> {
  const { store, settings } = records;
  const shown = attention === undefined ? (state ?? (ended === "shown" ? "any" : undefined)) : undefined;
  const ofKind = (cn: string): boolean => (kindOf(settings.kinds, cn)?.name ?? otherKind) === kind;
  return {
    tenant,
    text: search.trim(),
    state: shown,
    cns: kind === undefined ? undefined : (await findHolderNames(store, tenant)).filter(ofKind),
    endsBefore: days === undefined ? undefined : now.getTime() + days * dayInMilliseconds,
    span: { from: momentIn(from), until: momentIn(until) },
    remark,
    hasRemark: remarked === undefined ? undefined : remarked === "yes",
    attention: attention && (await needing(records, tenant, attention, now)),
  };
}

function momentIn(text: string | undefined): number | undefined {
  return text === undefined ? undefined : new Date(text).getTime();
}
