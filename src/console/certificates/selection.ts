import { certificateParameters, firstQuery } from "../../client/console/certificate-parameters.ts";
import type { CertificateList, CertificateQuery, CertificateSearch, IssuedIdentity } from "../../protocol/console/certificates.ts";
import type { Selection } from "../../protocol/console/selection.ts";

/** What is selected: certificates, by `nameOf`, or all that a search finds. */
export type Chosen =
  | { readonly by: "identity"; readonly named: ReadonlyMap<string, IssuedIdentity> }
  | { readonly by: "search"; readonly search: CertificateSearch; readonly count: number; readonly mark: string };

/** Nothing. */
export const nothingChosen: Chosen = { by: "identity", named: new Map() };

/** What identifies a certificate within the page. */
export function nameOf({ issuer, serial }: IssuedIdentity): string {
  return `${issuer}-${serial}`;
}

/** The number of selected certificates. */
export function countOf(chosen: Chosen): number {
  return chosen.by === "identity" ? chosen.named.size : chosen.count;
}

/** Whether a certificate of the present list is selected. */
export function isChosen(chosen: Chosen, certificate: IssuedIdentity): boolean {
  return chosen.by === "search" || chosen.named.has(nameOf(certificate));
}

/**
 * The selection with these certificates of a page, or without them. Without some of a whole search, the rest of the page remains.
 *
 * @param page all certificates of the page
 */
export function withChosen(
  chosen: Chosen,
  certificates: readonly IssuedIdentity[],
  wanted: boolean,
  page: readonly IssuedIdentity[],
): Chosen {
  const named = new Map(chosen.by === "identity" ? chosen.named : page.map((each) => [nameOf(each), identityOf(each)]));
  for (const certificate of certificates) {
    if (wanted) named.set(nameOf(certificate), identityOf(certificate));
    else named.delete(nameOf(certificate));
  }
  return { by: "identity", named };
}

function identityOf({ issuer, serial }: IssuedIdentity): IssuedIdentity {
  return { issuer, serial };
}

/** All that a list finds. */
export function allFoundBy(query: CertificateQuery, { total, mark }: Pick<CertificateList, "total" | "mark">): Chosen {
  return { by: "search", search: searchOf(query), count: total, mark };
}

/** What a list searches for, whatever its order and its page. */
export function searchOf(query: CertificateQuery): CertificateSearch {
  const { search, state, kind, remark, remarked, stage, attention, days, from, until, job, ended } = query;
  return { search, state, kind, remark, remarked, stage, attention, days, from, until, job, ended };
}

/** The selection as far as it belongs to a list: a whole search does to the list that it was selected in only. */
export function chosenIn(chosen: Chosen, query: CertificateQuery): Chosen {
  if (chosen.by === "identity" || sameSearch(chosen.search, searchOf(query))) return chosen;
  return nothingChosen;
}

function sameSearch(one: CertificateSearch, another: CertificateSearch): boolean {
  const parameters = (search: CertificateSearch): string => certificateParameters({ ...firstQuery, ...search }).toString();
  return parameters(one) === parameters(another);
}

/** The selection as the service takes it. */
export function selectionOf(chosen: Chosen): Selection {
  if (chosen.by === "identity") return { by: "identity", certificates: [...chosen.named.values()] };
  const { search, mark } = chosen;
  return { by: "search", search, mark };
}
