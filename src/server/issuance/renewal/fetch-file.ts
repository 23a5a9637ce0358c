import type { Bytes } from "../../../core/bytes.ts";
import { appendAudit } from "../../store/audit/audit.ts";
import { actorOf, nameOf } from "../../store/certificates/certificate-name.ts";
import { findHeldCertificate, type HeldCertificate } from "../../store/certificates/certificates.ts";
import { findKeptKeyByToken } from "../../store/certificates/kept-keys.ts";
import type { CertificateRow, Store, StoreTransaction } from "../../store/database/schema.ts";
import { markStage } from "../../store/renewals/replacements.ts";
import { transact } from "../../store/transact.ts";
import { Refusal } from "../refusal.ts";
import { writeKeptFile } from "../secrets/kept-file.ts";
import { hashToken } from "../secrets/kept-secrets.ts";
import type { Service } from "../service.ts";
import { requireValid } from "../validity.ts";

/**
 * The .p12 file of a replacement whose key is stored, only for the holder of its predecessor, until the replacement is
 * first used. In the compatible profile, because its clients read it with OpenSSL 1.1 or Java 8. The first fetch is
 * recorded.
 *
 * @param fetched whether the response contains the file, and not only its headers
 * @throws Refusal `already-renewed` after the first use; otherwise `not-found`
 */
export async function fetchFile(
  service: Service,
  caller: HeldCertificate,
  { token, fetched, now }: { readonly token: string; readonly fetched: boolean; readonly now: Date },
): Promise<Bytes> {
  const { store, files } = service;
  const found = await findKeptKeyByToken(store, hashToken(token));
  if (found?.certificate.replaces !== caller.number) throw new Refusal("not-found");
  const { certificate, kept } = found;
  const id = `${kept.certificate} ${kept.tokenHash}`;
  if (certificate.firstUsedAt !== null) {
    files.forget(id);
    throw new Refusal("already-renewed");
  }
  const file = await files.get(id, async () => await writeKeptFile(service, { certificate, kept, profile: "compatible" }));
  const fetch = { caller, replacement: certificate, now };
  if (fetched && certificate.fetchedAt === null)
    await transact(store, async (transaction) => await recordFetch(transaction, fetch));
  else await requirePending(store, fetch);
  return file;
}

/** The fetch of a replacement's file by its predecessor. */
interface Fetch {
  readonly caller: CertificateRow;
  readonly replacement: CertificateRow;
  readonly now: Date;
}

/** Decides whether the file may be served once it is ready, because writing it takes time. */
async function requirePending(store: Store, { caller, replacement, now }: Fetch): Promise<void> {
  const current = requireValid(await findHeldCertificate(store, caller.number), now);
  if (current.replacement?.number !== replacement.number) throw new Refusal("not-found");
  if (current.replacement.firstUsedAt !== null) throw new Refusal("already-renewed");
}

async function recordFetch(transaction: StoreTransaction, fetch: Fetch): Promise<void> {
  await requirePending(transaction, fetch);
  const { caller, replacement, now } = fetch;
  if (!(await markStage(transaction, replacement.number, "fetchedAt", now.getTime()))) return;
  const object = nameOf(replacement);
  const { tenant } = replacement;
  await appendAudit(transaction, { at: now, actor: actorOf(caller), action: "fetched", object, detail: {}, tenant });
}
