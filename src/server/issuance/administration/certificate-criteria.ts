import { dayInMilliseconds } from "../../../core/days.ts";
import type { CertificateQuery, CertificateSearch } from "../../../protocol/console/certificates.ts";
import type { CertificateCriteria } from "../../store/certificates/matching-certificates.ts";
import type { DirectedOrder } from "../../store/certificates/search-certificates.ts";
import type { Service } from "../service.ts";
import { needing } from "./attention.ts";
import { holdersByKind } from "./holders-of-kind.ts";
import { stageRulesOf } from "./stage-rules.ts";

/**
 * What is looked for, as a search of the store finds it.
 *
 * @throws Refusal `not-found` if the tenant does not exist
 */
export async function criteriaOf(
  records: Pick<Service, "store" | "settings">,
  tenant: string,
  { search, state, kind, remark, remarked, stage, attention, days, from, until, job, ended }: CertificateSearch,
  now: Date,
): Promise<CertificateCriteria> {
  const any = ended === "shown" || stage !== undefined ? "any" : undefined;
  return {
    tenant,
    text: commonNameIn(search.trim()),
    state: attention === undefined ? (state ?? any) : undefined,
    holders: kind === undefined ? undefined : (await holdersByKind(records, tenant))(kind),
    endsBefore: days === undefined ? undefined : now.getTime() + days * dayInMilliseconds,
    span: { from: momentIn(from), until: momentIn(until) },
    issuedBy: job?.toLowerCase(),
    remark,
    hasRemark: remarked === undefined ? undefined : remarked === "yes",
    stage: stage && { name: stage, rules: await stageRulesOf(records, tenant, now) },
    attention: attention && (await needing(records, tenant, attention, now)),
  };
}

/** What is looked for by a name as lists show it: of `CN=client28,O=u00000014`, `client28`. Other text is as it was. */
function commonNameIn(text: string): string {
  return /^CN=(?<cn>.+?)(?:,\s*O=[^,]*)?$/i.exec(text.normalize("NFKC"))?.groups?.["cn"] ?? text;
}

function momentIn(text: string | undefined): number | undefined {
  return text === undefined ? undefined : new Date(text).getTime();
}

/** The order that is asked for, as a search of the store takes it. */
export async function orderOf(
  records: Pick<Service, "store" | "settings">,
  tenant: string,
  { sort, order }: Pick<CertificateQuery, "sort" | "order">,
): Promise<DirectedOrder> {
  const direction = order === "ascending" ? "asc" : "desc";
  if (sort !== "kind") return { column: sort, direction };
  const holders = await holdersByKind(records, tenant);
  return { column: sort, groups: records.settings.kinds.map(({ name }) => holders(name)), direction };
}
