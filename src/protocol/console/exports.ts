import * as v from "valibot";
import { Issuer, Serial } from "../certificate-identity.ts";
import { CertificateQuery, CertificateSearch } from "./certificates.ts";

/** The columns of a list or an exported table that can be chosen, besides the name, in the order in which they are shown. */
export const chosenColumns = ["state", "stage", "kind", "not-after", "requested-at", "device", "remark", "serial"] as const;
export type ChosenColumn = (typeof chosenColumns)[number];

/** The columns of a list for which nobody has chosen any: those of the documents. */
export const usualColumns: readonly ChosenColumn[] = ["state", "kind", "not-after", "requested-at"];

/** What is exported: the named certificates, or all that a search finds when it is exported. */
const Exported = v.variant("by", [
  v.strictObject({
    by: v.literal("identity"),
    certificates: v.pipe(v.array(v.strictObject({ issuer: Issuer, serial: Serial })), v.minLength(1), v.maxLength(10_000)),
  }),
  v.strictObject({ by: v.literal("search"), search: CertificateSearch }),
]);
export type Exported = v.InferOutput<typeof Exported>;

/**
 * The body of `POST /api/export`: a table, or a calendar of the expiries of those that are valid, each event with the same UID
 * whenever it is exported.
 */
export const ExportOrder = v.strictObject({
  certificates: Exported,
  format: v.picklist(["csv", "ics"]),
  /** Of a table; by default all. */
  columns: v.optional(v.pipe(v.array(v.picklist(chosenColumns)), v.maxLength(chosenColumns.length)), [...chosenColumns]),
  sort: v.optional(CertificateQuery.entries.sort.wrapped, "not-after"),
  order: v.optional(CertificateQuery.entries.order.wrapped, "ascending"),
  /** In which the times of a table are written, as the IANA database names it; by default UTC. */
  timeZone: v.optional(v.pipe(v.string(), v.regex(/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/)), "UTC"),
});
export type ExportOrder = v.InferOutput<typeof ExportOrder>;
