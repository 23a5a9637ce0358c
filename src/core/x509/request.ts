import { type Bytes, bytesOf } from "../bytes.ts";
import { enterDer, readAs } from "../der/read.ts";
import { contextTag, tag } from "../der/tag.ts";
import { bitString, context, integer, nullValue, oid, sequence } from "../der/write.ts";
import { KoshinError } from "../errors.ts";
import type { KeyKind } from "../key-kind.ts";
import { exportPublicKey } from "./key-pair.ts";
import { decodeNameValues } from "./name.ts";
import { publicKeyKind } from "./public-key.ts";
import { encodeEcdsaSignature } from "./signature.ts";
import type { Subject } from "./subject.ts";

/** A PKCS#10 request that has been parsed but not verified. */
export interface CertificateRequest {
  /** CN and O; undefined if the Name is ambiguous, because it has two CNs or Os, or cannot be read. */
  readonly subject: Subject | undefined;
  /** The subject's Name, DER. */
  readonly subjectDer: Bytes;
  /** The SubjectPublicKeyInfo, DER. */
  readonly spki: Bytes;
  /** The kind of the public key; undefined if renewal does not support it. */
  readonly keyKind: KeyKind | undefined;
  /** The CertificationRequestInfo, DER: the signed part. */
  readonly signed: Bytes;
  /** The contents of the signature's BIT STRING; for ECDSA a DER sequence of two numbers. */
  readonly signature: Bytes;
  /** The dotted OID of the signature algorithm. */
  readonly signatureAlgorithm: string;
}

/**
 * Creates a certification request (RFC 2986, section 4) signed with SHA-256, without attributes.
 *
 * @param subject its Name, DER
 * @returns DER
 * @throws KoshinError `key-unsupported`
 */
export async function createRequest(subject: Bytes, keyPair: CryptoKeyPair): Promise<Bytes> {
  const spki = await exportPublicKey(keyPair);
  const kind = publicKeyKind(spki);
  if (kind === undefined) throw new KoshinError("key-unsupported");
  const info = sequence(integer(0), subject, spki, context(0));
  const signature = await signWithSha256(keyPair.privateKey, info);
  switch (kind) {
    case "P-256":
      return sequence(info, sequence(oid("1.2.840.10045.4.3.2")), bitString(encodeEcdsaSignature(signature)));
    case "RSA-2048":
      return sequence(info, sequence(oid("1.2.840.113549.1.1.11"), nullValue()), bitString(signature));
  }
}

/**
 * Parses a certification request without verifying its signature, which the service does.
 * Attributes are ignored, and may be absent, as some programs omit them when there are none.
 *
 * @throws KoshinError `request-malformed`
 */
export function parseRequest(der: Bytes): CertificateRequest {
  return readAs("request-malformed", () => {
    const outer = enterDer(der);
    const signed = outer.next(tag.sequence).der;
    const algorithm = outer.enter();
    const signature = outer.bits();
    outer.end();

    const info = enterDer(signed);
    if (info.small() !== 0) throw new KoshinError("der-malformed");
    const subjectDer = info.next(tag.sequence).der;
    const spki = info.next(tag.sequence).der;
    info.optional(contextTag(0));
    info.end();
    const [keyKind, signatureAlgorithm] = [publicKeyKind(spki), algorithm.oid()];
    return { subject: subjectOf(subjectDer), subjectDer, spki, keyKind, signed, signature, signatureAlgorithm };
  });
}

function subjectOf(name: Bytes): Subject | undefined {
  try {
    const { cn, o } = decodeNameValues(name);
    return cn.length > 1 || o.length > 1 ? undefined : { cn: cn[0] ?? "", o: o[0] ?? "" };
  } catch (error) {
    if (error instanceof KoshinError) return undefined;
    throw error;
  }
}

async function signWithSha256(privateKey: CryptoKey, message: Bytes): Promise<Bytes> {
  const algorithm = { name: privateKey.algorithm.name, hash: "SHA-256" };
  try {
    return bytesOf(await crypto.subtle.sign(algorithm, privateKey, message));
  } catch (cause) {
    // An RSA key for decryption, or for PSS.
    throw new KoshinError("key-unsupported", { cause });
  }
}
