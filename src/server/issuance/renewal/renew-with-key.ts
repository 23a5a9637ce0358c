import type { Bytes } from "../../../core/bytes.ts";
import { oid } from "../../../core/der/write.ts";
import { nameOf } from "../../store/certificates/certificate-name.ts";
import { findHeldCertificate } from "../../store/certificates/certificates.ts";
import { generateServiceKey } from "../../vault/service-key.ts";
import { CertifiableKey } from "../certifiable-key.ts";
import { allowedKeyKinds } from "../key-policy.ts";
import { refuseByAuthority } from "../may-issue.ts";
import { Refusal } from "../refusal.ts";
import type { Service } from "../service.ts";
import { heldKey, replacementFor } from "../upstream/held-key.ts";
import { issuing } from "../upstream/issuing.ts";
import { requireValid } from "../validity.ts";
import { readRequest, requireSubject } from "../verify-request.ts";
import type { RenewalOrder } from "./renew.ts";
import { judgeReplacement, requireRenewable } from "./renewal-judgement.ts";
import { replace } from "./replace.ts";

/** The attributes that ask for the key to be encrypted a second time, with a key of the client's (RFC 7030, section 4.4.1). */
const keyEncryption = ["1.2.840.113549.1.9.16.2.37", "1.2.840.113549.1.9.16.2.54"].map((type) => Buffer.from(oid(type)));

/** A certificate with a key that the service generated and does not store. */
export interface KeyAndCertificate {
  /** PKCS#8. */
  readonly privateKey: Bytes;
  /** DER. */
  readonly certificate: Uint8Array;
}

/**
 * Renews a certificate with a key that the service generates (RFC 7030, section 4.4). The key is in this one response
 * and is not stored: a repeated request before the first use returns another key, with a certificate that replaces the
 * one before. Concurrent requests of one certificate are handled one after the other, so that no key is generated for
 * those that exceed a limit.
 *
 * @param order.request names the subject; its key and signature are ignored, as the RFC requires
 * @throws Refusal as for a renewal, and `key-encryption-unsupported`
 */
export async function renewWithKey(service: Service, order: RenewalOrder): Promise<KeyAndCertificate> {
  return await service.keyMaking.inTurn(nameOf(order.predecessor), async () => await renewInTurn(service, order));
}

async function renewInTurn(service: Service, order: RenewalOrder): Promise<KeyAndCertificate> {
  requireRenewable(order);
  const { predecessor, productOf, now } = order;
  const request = readRequest(order.request);
  requireSubject(request, predecessor, "certificate");
  if (keyEncryption.some((type) => Buffer.from(request.signed).includes(type))) throw new Refusal("key-encryption-unsupported");
  // Before the key is generated, the most expensive part, which a refused request does not need.
  await judgeReplacement(service, service.store, order, { kind: "service" });
  const [keyKind = predecessor.keyKind] = allowedKeyKinds(predecessor, productOf(predecessor));
  refuseByAuthority(service, predecessor, now);
  const { spki, privateKey } =
    (await heldKey(service, replacementFor(predecessor), keyKind)) ?? (await generateServiceKey(keyKind));
  const key = CertifiableKey.examine(spki, keyKind);
  const replacement = await issuing(
    service,
    now,
    async (transaction) => await replace(service, transaction, order, { kind: "service", key }, { kind: "service", privateKey }),
  ).catch((error: unknown) => {
    if (error instanceof Refusal && error.code === "request-key-not-allowed") return undefined;
    throw error;
  });
  if (replacement === undefined) {
    // The tenant's kind of key was changed while the key was generated.
    const current = requireValid(await findHeldCertificate(service.store, predecessor.number), now);
    return await renewInTurn(service, { ...order, predecessor: current });
  }
  return { privateKey, certificate: replacement.der };
}
