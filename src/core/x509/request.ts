import { type Bytes, bytesOf } from "../bytes.ts";
import { enterDer, readAs } from "../der/read.ts";
import { contextTag, tag } from "../der/tag.ts";
import { bitString, context, integer, nullValue, oid, sequence } from "../der/write.ts";
import { KoshinError } from "../errors.ts";
import { isCurve, type CurveKind, type KeyKind } from "../key-kind.ts";
import { decodeNameValues } from "../name/name.ts";
import type { Subject } from "../name/subject.ts";
import { exportPublicKey } from "./key-pair.ts";
import { publicKeyKind } from "./public-key.ts";
import { encodeEcdsaSignature } from "./signature.ts";

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
 * Creates a certification request (RFC 2986, section 4) without attributes, signed with the hash function of its kind of key.
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
  if (!isCurve(kind)) {
    const signature = await signWith("SHA-256", keyPair.privateKey, info);
    return sequence(info, sequence(oid("1.2.840.113549.1.1.11"), nullValue()), bitString(signature));
  }
  const { hash, algorithm } = ecdsa[kind];
  const signature = await signWith(hash, keyPair.privateKey, info);
  return sequence(info, sequence(oid(algorithm)), bitString(encodeEcdsaSignature(signature)));
}

/** ecdsa-with-SHA256 and ecdsa-with-SHA384 (RFC 5758, section 3.2). */
const ecdsa: Readonly<Record<CurveKind, { readonly hash: string; readonly algorithm: string }>> = {
  "P-256": { hash: "SHA-256", algorithm: "1.2.840.10045.4.3.2" },
  "P-384": { hash: "SHA-384", algorithm: "1.2.840.10045.4.3.3" },
};

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

async function signWith(hash: string, privateKey: CryptoKey, message: Bytes): Promise<Bytes> {
  const algorithm = { name: privateKey.algorithm.name, hash };
  try {
    return bytesOf(await crypto.subtle.sign(algorithm, privateKey, message));
  } catch (cause) {
    // An RSA key for decryption, or for PSS.
    throw new KoshinError("key-unsupported", { cause });
  }
}
