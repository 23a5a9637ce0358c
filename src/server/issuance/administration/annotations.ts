import { createHash } from "node:crypto";
import type { CertificateDetail } from "../../../protocol/console/certificates.ts";
import { findNotes } from "../../store/certificates/certificate-notes.ts";
import type { CertificateRow, Store } from "../../store/database/schema.ts";
import { findHolder } from "../../store/holders/holder-rows.ts";

/** What people have noted about a certificate and its holder. */
export interface Annotations extends Pick<CertificateDetail, "remark" | "device" | "mail" | "mailSource" | "version"> {
  /** How often each of the two was changed since it was noted first: what is forgotten is counted from the beginning again. */
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
  const noted = { remark: notes?.remark ?? "", device: notes?.device ?? "", mail: holder?.mail ?? "" };
  return {
    ...noted,
    mailSource: holder === undefined || holder.mail === "" ? null : holder.editedBy === null ? "certificate" : "entered",
    version: versionOf(noted),
    versions,
    edited: edited ?? null,
  };
}

/**
 * Of what is noted, "0" if nothing is: a number of changes would fall back where one of the two is forgotten, and then mean
 * something else.
 */
function versionOf({ remark, device, mail }: Pick<Annotations, "remark" | "device" | "mail">): string {
  if (remark + device + mail === "") return "0";
  return createHash("sha256")
    .update(JSON.stringify([remark, device, mail]))
    .digest("hex")
    .slice(0, 16);
}
