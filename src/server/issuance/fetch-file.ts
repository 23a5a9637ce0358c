import { writePkcs12 } from "../../core/pkcs12/write.ts";
import type { Bytes } from "../../core/bytes.ts";
import { issuerOf } from "../authority/authority.ts";
import { appendAudit } from "../store/audit.ts";
import type { HeldCertificate } from "../store/certificates.ts";
import { findKeptKeyByToken } from "../store/kept-keys.ts";
import { markStage } from "../store/replacements.ts";
import { transact } from "../store/transact.ts";
import { hashToken, openAccess, openKey } from "./kept-secrets.ts";
import { Refusal } from "./refusal.ts";
import type { Service } from "./service.ts";

/**
 * The .p12 file of a replacement whose key is kept here, for the holder of its predecessor and nobody else, until the
 * replacement is first used. In the compatible profile, because the clients that ask for it read it with OpenSSL 1.1
 * or Java 8. The first fetch is recorded.
 *
 * @param fetched whether the caller is given the file, and not only told about it
 * @throws Refusal `already-renewed` after the first use; `not-found` for everybody else and everything else
 */
export async function fetchFile(
  service: Service,
  caller: HeldCertificate,
  { token, fetched, now }: { readonly token: string; readonly fetched: boolean; readonly now: Date },
): Promise<Bytes> {
  const { store, vault, authority } = service;
  const found = await findKeptKeyByToken(store, hashToken(token));
  if (found?.certificate.replaces !== caller.serial) throw new Refusal("not-found");
  const { certificate, kept } = found;
  if (certificate.first_used_at !== null) throw new Refusal("already-renewed");
  const { password } = await openAccess(vault, kept);
  const contents = {
    privateKey: await openKey(vault, kept),
    certificate: new Uint8Array(certificate.der),
    chain: [issuerOf(authority, certificate.der).issuing, authority.root],
    friendlyName: `${certificate.cn} ${certificate.tenant}`,
  };
  const file = await writePkcs12(contents, { password, profile: "compatible" });
  if (fetched && certificate.fetched_at === null) await recordFetch(service, caller, certificate.serial, now);
  return file;
}

async function recordFetch({ store }: Service, caller: HeldCertificate, serial: string, now: Date): Promise<void> {
  await transact(store, async (transaction) => {
    if (!(await markStage(transaction, serial, "fetched_at", now.getTime()))) return;
    const actor = `certificate ${caller.serial}`;
    await appendAudit(transaction, { at: now, actor, action: "fetched", object: serial, detail: {} });
  });
}
