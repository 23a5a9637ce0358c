import type { CertificateDetail } from "../../../protocol/console/certificates.ts";
import { findNotes } from "../../store/certificates/certificate-notes.ts";
import type { CertificateRow, Store } from "../../store/database/schema.ts";
import { findHolder } from "../../store/holders/holder-rows.ts";

/** What people have noted about a certificate and its holder. */
export interface Annotations extends Pick<CertificateDetail, "remark" | "device" | "mail" | "mailSource" | "version"> {
  /** How often each of the two was changed; `version` is their sum, which no change of either leaves as it is. */
  readonly versions: { readonly notes: number; readonly holder: number };
  /** The last change. */
  readonly edited: { readonly by: string; readonly at: number } | null;
}

/** What is noted about a certificate and its holder. */
export async function findAnnotations(
  store: Store,
  certificate: Pick<CertificateRow, "number" | "tenant" | "cn">,
): Promise<Annotations> {
  const notes = await findNotes(store, certificate.number);
  const holder = await findHolder(store, certificate);
  const versions = { notes: notes?.version ?? 0, holder: holder?.version ?? 0 };
  const [edited] = [notes, holder]
    .flatMap((row) => (row === undefined || row.editedBy === null ? [] : [{ by: row.editedBy, at: row.editedAt }]))
    .toSorted((one, other) => other.at - one.at);
  return {
    remark: notes?.remark ?? "",
    device: notes?.device ?? "",
    mail: holder?.mail ?? "",
    mailSource: holder === undefined || holder.mail === "" ? null : holder.editedBy === null ? "certificate" : "entered",
    version: String(versions.notes + versions.holder),
    versions,
    edited: edited ?? null,
  };
}
