import type { Bytes } from "../../core/bytes.ts";
import { KoshinError } from "../../core/errors.ts";
import { exportPrivateKey, generateKeyPair } from "../../core/key-pair.ts";
import { createRequest, parseRequest } from "../../core/request.ts";
import { oid } from "../../core/der/write.ts";
import { sameSubject, type Subject } from "../../core/subject.ts";
import { allowedKeyKinds } from "./allowed-key-kinds.ts";
import { Refusal } from "./refusal.ts";
import { renew, type RenewalOrder } from "./renew.ts";
import { refuseByRule } from "./replace.ts";
import type { Service } from "./service.ts";

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
 * before.
 *
 * @param order.request tells the subject; its key and signature are looked at by nobody, as the RFC demands
 * @throws Refusal as for a renewal, and `key-encryption-unsupported`
 */
export async function renewWithKey(service: Service, order: RenewalOrder): Promise<KeyAndCertificate> {
  // Making a key is the dearest part: not for those who are refused anyway.
  refuseByRule(order, false);
  const { predecessor, product } = order;
  const { subject, signed } = readRequest(order.request);
  const holder: Subject = { cn: predecessor.cn, o: predecessor.tenant };
  if (!sameSubject(subject, holder)) throw new Refusal("request-subject-wrong");
  if (keyEncryption.some((type) => Buffer.from(signed).includes(type))) throw new Refusal("key-encryption-unsupported");
  const [kind = predecessor.key_kind] = allowedKeyKinds(predecessor, product);
  const keys = await generateKeyPair(kind);
  const certificate = await renew(service, { ...order, request: await createRequest(holder, keys) });
  return { privateKey: await exportPrivateKey(keys), certificate };
}

function readRequest(der: Bytes): ReturnType<typeof parseRequest> {
  try {
    return parseRequest(der);
  } catch (cause) {
    if (cause instanceof KoshinError) throw new Refusal("request-malformed", { cause });
    throw cause;
  }
}
