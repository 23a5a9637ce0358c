import * as v from "valibot";
import { CertificateQuery } from "../../protocol/console/certificates.ts";

/** The list as it is shown at first: what can be used, in the order in which it expires. */
export const firstQuery: CertificateQuery = v.parse(CertificateQuery, {});

/** The parameters of a list, without those that have their default. */
export function certificateParameters(query: CertificateQuery): URLSearchParams {
  const parameters = new URLSearchParams();
  const add = (name: string, value: string | number | undefined, usual: string | number | undefined): void => {
    if (value !== undefined && value !== usual) parameters.set(name, String(value));
  };
  add("search", query.search, firstQuery.search);
  add("state", query.state, undefined);
  add("kind", query.kind, undefined);
  add("remark", query.remark, undefined);
  add("remarked", query.remarked, undefined);
  add("stage", query.stage, undefined);
  add("attention", query.attention, undefined);
  add("days", query.days, undefined);
  add("from", query.from, undefined);
  add("until", query.until, undefined);
  add("job", query.job, undefined);
  add("ended", query.ended, firstQuery.ended);
  add("sort", query.sort, firstQuery.sort);
  add("order", query.order, firstQuery.order);
  add("page", query.page, firstQuery.page);
  return parameters;
}

/** The list that parameters ask for; of what is malformed, as in an address that somebody has typed, the default counts. */
export function readCertificateParameters(parameters: URLSearchParams): CertificateQuery {
  const given = Object.fromEntries(parameters);
  const read = v.safeParse(CertificateQuery, given);
  if (read.success) return read.output;
  for (const { path } of read.issues) {
    const [item] = path ?? [];
    if (typeof item?.key === "string") Reflect.deleteProperty(given, item.key);
  }
  return v.parse(CertificateQuery, given);
}
