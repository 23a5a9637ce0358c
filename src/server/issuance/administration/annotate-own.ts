import type { CertificateNotes } from "../../../protocol/console/certificates.ts";
import { appendAudit } from "../../store/audit/audit.ts";
import { nameOf } from "../../store/certificates/certificate-name.ts";
import { writeNotes } from "../../store/certificates/certificate-notes.ts";
import { writeHolder } from "../../store/holders/holder-rows.ts";
import { transact } from "../../store/transact.ts";
import { Refusal } from "../refusal.ts";
import type { Service } from "../service.ts";
import type { Administrator } from "./administrator.ts";
import { findAnnotations } from "./annotations.ts";
import { requireOwn, type OwnCertificate } from "./own-certificate.ts";

/** A change of what is noted about a certificate. */
export interface Annotation {
  /** An absent one stays as it is. */
  readonly notes: { readonly [Field in keyof CertificateNotes]?: string | undefined };
  /** The version that it is made of; `*` of any (RFC 9110, section 13.1.1). */
  readonly version: string | undefined;
  readonly by: Administrator;
  readonly now: Date;
}

/**
 * Notes remark and device of a certificate, and the mail address of its holder, unless somebody else has noted something else
 * meanwhile. The audit trail, from which nothing can be removed, says which of them has changed, but not what they say: they
 * may name people.
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
    const { number, tenant } = certificate;
    const before = await findAnnotations(transaction, certificate);
    if (version !== "*" && version !== before.version) throw new Refusal("changed-meanwhile");
    const { remark = before.remark, device = before.device, mail = before.mail } = notes;
    const changed = [
      ...(remark === before.remark ? [] : ["remark"]),
      ...(device === before.device ? [] : ["device"]),
      ...(mail === before.mail ? [] : ["mail"]),
    ];
    if (changed.length === 0) {
      await by.acted?.(transaction, undefined);
      return;
    }
    const edited = { editedBy: by.user, editedAt: now.getTime() };
    if (remark !== before.remark || device !== before.device)
      await writeNotes(transaction, { certificate: number, tenant, remark, device, version: before.versions.notes + 1, ...edited });
    if (mail !== before.mail)
      await writeHolder(transaction, { tenant, cn: certificate.cn, mail, version: before.versions.holder + 1, ...edited });
    const { versions } = await findAnnotations(transaction, certificate);
    const detail = { version: versions.notes + versions.holder, changed: changed.join(" ") };
    const object = nameOf(certificate);
    await appendAudit(transaction, { at: now, actor: by.actor, action: "notes-changed", object, detail, tenant });
    await by.acted?.(transaction, undefined);
  });
}
