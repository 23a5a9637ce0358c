import type { Selection } from "../../../protocol/console/selection.ts";
import { nameOf } from "../../store/certificates/certificate-name.ts";
import { markOf } from "../../store/certificates/found-mark.ts";
import { findNames, findNumbers, findOwnNumbers, type NamedCertificate } from "../../store/certificates/search-certificates.ts";
import { findIssuedBy } from "../../store/jobs/job-rows.ts";
import { findJob } from "../../store/jobs/jobs.ts";
import { Refusal } from "../refusal.ts";
import type { Service } from "../service.ts";
import { criteriaOf } from "./certificate-criteria.ts";

/** Which certificates are selected, by an administrator of which tenant, and when. */
interface Selected {
  readonly tenant: string;
  readonly selection: Selection;
  readonly now: Date;
}

/** The number of certificates in a page. */
const pageLength = 500;

/**
 * The numbers of the selected certificates, each once: of named ones in the order that they are named in, else in the order of
 * expiry, or in which a job has issued them. In a transaction that acts, they are what the person saw, or the selection is refused.
 *
 * @param records `store` is the transaction that acts
 * @throws Refusal `not-found` if a named one, or the job, is not the tenant's; `selection-changed` if the search finds others
 */
export async function selectedNumbers(
  records: Pick<Service, "store" | "settings">,
  { tenant, selection, now }: Selected,
): Promise<readonly number[]> {
  if (selection.by === "identity") {
    const known = await findOwnNumbers(records.store, tenant, selection.certificates);
    const numbers = selection.certificates.map((identity) => {
      const number = known.get(nameOf(identity));
      if (number === undefined) throw new Refusal("not-found");
      return number;
    });
    return [...new Set(numbers)];
  }
  if (selection.by === "job") {
    const job = await findJob(records.store, selection.job);
    if (job?.tenant !== tenant) throw new Refusal("not-found");
    return await findIssuedBy(records.store, job.id);
  }
  const criteria = await criteriaOf(records, tenant, selection.search, now);
  const numbers = await findNumbers(records.store, criteria, { column: "not-after", direction: "asc" }, { now: now.getTime() });
  if (markOf(numbers) !== selection.mark) throw new Refusal("selection-changed");
  return numbers;
}

/** The selected certificates, page by page; the rest as `selectedNumbers`. */
export async function* selectedPages(
  records: Pick<Service, "store" | "settings">,
  selected: Selected,
): AsyncGenerator<readonly NamedCertificate[]> {
  const numbers = await selectedNumbers(records, selected);
  for (let at = 0; at < numbers.length; at += pageLength) yield await findNames(records.store, numbers.slice(at, at + pageLength));
}
