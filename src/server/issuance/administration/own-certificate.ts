import type { CertificateIdentity } from "../../store/certificates/certificate-name.ts";
import { findHeldBySerial, type HeldCertificate } from "../../store/certificates/certificates.ts";
import type { Store } from "../../store/database/schema.ts";
import { Refusal } from "../refusal.ts";

/** A certificate of the tenant for which an administrator acts. */
export interface OwnCertificate extends CertificateIdentity {
  readonly tenant: string;
}

/**
 * The certificate that an administrator names. Another tenant's is refused like one that does not exist.
 *
 * @throws Refusal `not-found`
 */
export async function requireOwn(store: Store, { tenant, issuer, serial }: OwnCertificate): Promise<HeldCertificate> {
  const candidates = await findHeldBySerial(store, serial);
  const own = candidates.find((each) => each.issuer === issuer && each.tenant === tenant);
  if (own === undefined) throw new Refusal("not-found");
  return own;
}
