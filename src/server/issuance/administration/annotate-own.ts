import type { CertificateNotes } from "../../../protocol/console/certificates.ts";
import { appendAudit } from "../../store/audit/audit.ts";
import { nameOf } from "../../store/certificates/certificate-name.ts";
import { findNotes, writeNotes } from "../../store/certificates/certificate-notes.ts";
import { transact } from "../../store/transact.ts";
import { Refusal } from "../refusal.ts";
import type { Service } from "../service.ts";
import type { Administrator } from "./administrator.ts";
import { requireOwn, type OwnCertificate } from "./own-certificate.ts";

/** A change of what is noted about a certificate. */
export interface Annotation {
  readonly notes: CertificateNotes;
  /** The version that it is made of. */
  readonly version: string | undefined;
  readonly by: Administrator;
  readonly now: Date;
}

/**
 * Notes remark and device of a certificate, unless somebody else has noted something else meanwhile. The audit trail, from
 * which nothing can be removed, says which of them has changed, but not what they say: they may name people.
 *
 * @throws Refusal `not-found`, `changed-meanwhile`
 */
export async function annotateOwn(
  { store }: Pick<Service, "store">,
  named: OwnCertificate,
  { notes, version, by, now }: Annotation,
): Promise<void> {
  await transact(store, async (transaction) => {
    await by.requireStill(transaction);
    const certificate = await requireOwn(transaction, named);
    const before = await findNotes(transaction, certificate.number);
    const current = before?.version ?? 0;
    if (version !== String(current)) throw new Refusal("changed-meanwhile");
    const changed = (["remark", "device"] as const).filter((field) => notes[field] !== (before?.[field] ?? ""));
    if (changed.length === 0) return;
    const row = { ...notes, certificate: certificate.number, version: current + 1, editedBy: by.user, editedAt: now.getTime() };
    await writeNotes(transaction, row);
    const detail = { version: row.version, changed: changed.join(" ") };
    const { tenant } = certificate;
    await appendAudit(transaction, {
      at: now,
      actor: by.actor,
      action: "notes-changed",
      object: nameOf(certificate),
      detail,
      tenant,
    });
  });
}
