import {
  pageLength,
  type CertificateList,
  type CertificateQuery,
  type ListedCertificate,
} from "../../../protocol/console/certificates.ts";
import { kindOf, otherKind, type Kind } from "../../settings/kinds.ts";
import { markFound, markOf } from "../../store/certificates/found-mark.ts";
import { findListed, findNumbers, type FoundCertificate } from "../../store/certificates/search-certificates.ts";
import type { Service } from "../service.ts";
import { criteriaOf, orderOf } from "./certificate-criteria.ts";
import { stageRulesOf } from "./stage-rules.ts";

/** What certificates are called that match no kind of the settings. */
const otherTexts = { ja: "その他", en: "other" };

/**
 * A page of a tenant's certificates. A page after the last one, where some have gone meanwhile, is the last one.
 */
export async function listOwn(
  records: Pick<Service, "store" | "settings">,
  tenant: string,
  query: CertificateQuery,
  now: Date,
): Promise<CertificateList> {
  const { store, settings } = records;
  const at = now.getTime();
  const criteria = await criteriaOf(records, tenant, query, now);
  const order = await orderOf(records, tenant, query);
  const read = async (number: number): Promise<number[]> =>
    await findNumbers(store, criteria, order, { now: at, part: { limit: pageLength, offset: (number - 1) * pageLength } });
  let numbers = await read(query.page);
  // A first page that is not full has all of them.
  const isOnly = numbers.length < pageLength && query.page === 1;
  const { count: total, mark } = isOnly ? { count: numbers.length, mark: markOf(numbers) } : await markFound(store, criteria, at);
  const pages = Math.max(1, Math.ceil(total / pageLength));
  const page = Math.min(query.page, pages);
  if (page !== query.page) numbers = await read(page);
  const found = await findListed(store, numbers, await stageRulesOf(records, tenant, now));
  return {
    certificates: found.map((each) => listed(each, settings.kinds)),
    total,
    mark,
    page,
    pages,
    kinds: namesOf(settings.kinds),
  };
}

/** A certificate as a list shows it. */
export function listed(found: FoundCertificate, kinds: readonly Kind[]): ListedCertificate {
  const { issuer, serial, cn, tenant: o, state, stage, notAfter, issuedAt, remark, device } = found;
  return {
    ...{ issuer, serial, cn, o, state, stage },
    kind: kindOf(kinds, cn)?.name ?? otherKind,
    notAfter: new Date(notAfter).toISOString(),
    requestedAt: new Date(issuedAt).toISOString(),
    remark: remark ?? "",
    device: device ?? "",
  };
}

/** What a certificate's kind is called. */
export function kindTexts(kinds: readonly Kind[], cn: string): Kind["texts"] {
  return kindOf(kinds, cn)?.texts ?? otherTexts;
}

function namesOf(kinds: readonly Kind[]): CertificateList["kinds"] {
  return [...kinds.map(({ name, texts }) => ({ name, texts })), { name: otherKind, texts: otherTexts }];
}
