import type { Bytes } from "../../../core/bytes.ts";
import { oid } from "../../../core/der/write.ts";
import { exportPrivateKey, exportPublicKey, generateKeyPair } from "../../../core/x509/key-pair.ts";
import { sameSubject, type Subject } from "../../../core/x509/subject.ts";
import { findHeldCertificate } from "../../store/certificates/certificates.ts";
import { transact } from "../../store/transact.ts";
import { allowedKeyKinds } from "../allowed-key-kinds.ts";
import { CertifiableKey } from "../certifiable-key.ts";
import { Refusal } from "../refusal.ts";
import type { Service } from "../service.ts";
import { refuseByAuthority } from "../sign-and-record.ts";
import { requireValid } from "../validity.ts";
import { readRequest } from "../verify-request.ts";
import type { RenewalOrder } from "./renew.ts";
import { judgeAtFirstSight, judgeReplacement, replace } from "./replace.ts";

/** The attributes that ask for the key to be encrypted once more, by a key of the client's (RFC 7030, section 4.4.1). */
const keyEncryption = ["1.2.840.113549.1.9.16.2.37", "1.2.840.113549.1.9.16.2.54"].map((type) => Buffer.from(oid(type)));

/** A certificate with a key that the service made and has not kept. */
export interface KeyAndCertificate {
  /** PKCS#8. */
  readonly privateKey: Bytes;
  /** DER. */
  readonly certificate: Uint8Array;
}

/**
 * Renews a certificate with a key that is made here (RFC 7030, section 4.4). The key goes into this one answer and is
 * not kept: whoever asks again before the first use is given another key, with a certificate in the place of the one
 * before. Those that one certificate sends at once are answered one after the other, so that no key is made for those
 * that are beyond a limit.
 *
 * @param order.request tells the subject; its key and signature are looked at by nobody, as the RFC demands
 * @throws Refusal as for a renewal, and `key-encryption-unsupported`
 */
export async function renewWithKey(service: Service, order: RenewalOrder): Promise<KeyAndCertificate> {
  return await service.keyMaking.inTurn(order.predecessor.serial, async () => await renewInTurn(service, order));
}

async function renewInTurn(service: Service, order: RenewalOrder): Promise<KeyAndCertificate> {
  judgeAtFirstSight(order);
  const { predecessor, productOf, now } = order;
  const { subject, signed } = readRequest(order.request, "certificate");
  const holder: Subject = { cn: predecessor.cn, o: predecessor.tenant };
  if (!sameSubject(subject, holder)) throw new Refusal("request-subject-wrong");
  if (keyEncryption.some((type) => Buffer.from(signed).includes(type))) throw new Refusal("key-encryption-unsupported");
  // Making a key is the dearest part: not for those who are refused anyway. A fresh one repeats none.
  await judgeReplacement(service, service.store, order, () => false);
  const [keyKind = predecessor.key_kind] = allowedKeyKinds(predecessor, productOf(predecessor));
  refuseByAuthority(service, now);
  const keys = await generateKeyPair(keyKind);
  const key = CertifiableKey.examine(await exportPublicKey(keys), keyKind);
  const replacement = await transact(
    service.store,
    async (transaction) => await replace(service, transaction, order, { key, kept: false }, () => false),
  ).catch((error: unknown) => {
    if (error instanceof Refusal && error.code === "request-key-not-allowed") return undefined;
    throw error;
  });
  if (replacement === undefined) {
    // The tenant's kind of key was changed while one was made.
    const current = requireValid(await findHeldCertificate(service.store, predecessor.serial), now);
    return await renewInTurn(service, { ...order, predecessor: current });
  }
  return { privateKey: await exportPrivateKey(keys), certificate: replacement.der };
}
