import type { CertificateDetail } from "../../../protocol/console/certificates.ts";
import type { Precondition } from "../../../protocol/precondition.ts";
import { productNamed } from "../../settings/products.ts";
import { identityOf, type CertificateIdentity } from "../../store/certificates/certificate-name.ts";
import type { HeldCertificate } from "../../store/certificates/certificates.ts";
import { whyNotIssued } from "../may-issue.ts";
import { renewAtService } from "../renewal/renew-at-service.ts";
import { judge } from "../renewal/renewal-judgement.ts";
import type { Service } from "../service.ts";
import type { Administrator } from "./administrator.ts";
import { requireOwn, type OwnCertificate } from "./own-certificate.ts";

/**
 * Renews a certificate for its holder, also one that has expired, with a key that the service makes and keeps. A repeated
 * renewal returns the same replacement until that is first used.
 *
 * @param order.precondition what the administrator knows of an unused replacement with a key of the holder's, which is
 * revoked
 * @throws Refusal `not-found`, `replacement-pending`, and with the code of the rule
 */
export async function renewOwn(
  service: Service,
  named: OwnCertificate,
  { precondition, by, now }: { readonly precondition: Precondition; readonly by: Administrator; readonly now: Date },
): Promise<CertificateIdentity> {
  const predecessor = await requireOwn(service.store, named);
  const productOf = (held: HeldCertificate) => productNamed(service.settings, held.product);
  return identityOf(await renewAtService(service, { predecessor, precondition, productOf, administrator: by, now }));
}

/** Why an administrator cannot renew a certificate at this moment; undefined if they can. */
export function whyNotRenewed(
  service: Pick<Service, "settings" | "authority">,
  certificate: HeldCertificate,
  now: Date,
): NonNullable<CertificateDetail["refusal"]>["code"] | undefined {
  const product = productNamed(service.settings, certificate.product);
  const { refusal, replacement } = judge(certificate, product, now, { afterExpiry: true });
  if (refusal === undefined && certificate.renewalKeys === "on-device") return "key-on-device-only";
  // A replacement that nobody has used is issued already, and can be handed out again.
  return refusal ?? (replacement === undefined ? whyNotIssued(service, certificate, now) : undefined);
}
