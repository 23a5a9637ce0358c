import type { Bytes } from "../../../core/bytes.ts";
import { writePkcs12 } from "../../../core/pkcs12/write.ts";
import type { Pkcs12Profile } from "../../../core/profile.ts";
import { chainAbove } from "../../authority/authority.ts";
import type { KeptKey } from "../../store/certificates/kept-keys.ts";
import type { CertificateRow } from "../../store/database/schema.ts";
import type { Service } from "../service.ts";
import { openAccess, openKey } from "./kept-secrets.ts";

/** A certificate whose key the service keeps. */
export interface WithKeptKey {
  readonly certificate: CertificateRow;
  readonly kept: KeptKey;
}

/**
 * The .p12 file of a certificate whose key the service keeps, encrypted with its password.
 *
 * @throws OperatorError `master-key-wrong`
 */
export async function writeKeptFile(
  { vault, authority }: Pick<Service, "vault" | "authority">,
  { certificate, kept, profile }: WithKeptKey & { readonly profile: Pkcs12Profile },
): Promise<Bytes> {
  const { password } = await openAccess(vault, kept);
  const contents = {
    privateKey: await openKey(vault, kept),
    certificate: new Uint8Array(certificate.der),
    chain: chainAbove(authority, certificate.der),
    friendlyName: `${certificate.cn} ${certificate.tenant}`,
  };
  return await writePkcs12(contents, { password, profile });
}
