import type { Bytes } from "../../src/core/bytes.ts";
import { encodeTime } from "../../src/core/der/time.ts";
import { bitString, context, integer, oid, sequence } from "../../src/core/der/write.ts";
import type { KeyKind } from "../../src/core/key-kind.ts";
import { encodeName } from "../../src/core/name/name.ts";
import type { Subject } from "../../src/core/name/subject.ts";
import { exportPrivateKey, exportPublicKey, generateKeyPair } from "../../src/core/x509/key-pair.ts";
import { encodeEcdsaSignature } from "../../src/core/x509/signature.ts";

/** A key with its certificate and the issuer's, as in a person's file. */
export interface Issued {
  readonly keyPair: CryptoKeyPair;
  readonly privateKey: Bytes;
  readonly certificate: Bytes;
  readonly issuer: Bytes;
}

export const client28: Subject = { cn: "client28", o: "u00000014" };
export const notBefore = new Date("2026-01-01T00:00:00Z");
export const notAfter = new Date("2029-01-01T00:00:00Z");

const authority: Subject = { cn: "Test CA", o: "Koshin" };
const ecdsaWithSha256 = sequence(oid("1.2.840.10045.4.3.2"));

async function sign(
  subject: Subject,
  publicKey: CryptoKeyPair,
  signer: CryptoKeyPair,
  serial: number | Uint8Array,
): Promise<Bytes> {
  const signed = sequence(
    context(0, integer(2)),
    integer(serial),
    ecdsaWithSha256,
    encodeName(authority),
    sequence(encodeTime(notBefore), encodeTime(notAfter)),
    encodeName(subject),
    await exportPublicKey(publicKey),
  );
  const algorithm = { name: "ECDSA", hash: "SHA-256" };
  const signature = new Uint8Array(await crypto.subtle.sign(algorithm, signer.privateKey, signed));
  return sequence(signed, ecdsaWithSha256, bitString(encodeEcdsaSignature(signature)));
}

/** Issues a certificate for a key of this kind under a CA that exists for this one call. */
export async function issue(kind: KeyKind, subject: Subject = client28): Promise<Issued> {
  const ca = await generateKeyPair("P-256");
  const keyPair = await generateKeyPair(kind);
  return {
    keyPair,
    privateKey: await exportPrivateKey(keyPair),
    certificate: await sign(subject, keyPair, ca, Uint8Array.of(0xc0, 0xff, 0xee, 0x01)),
    issuer: await sign(authority, ca, ca, 1),
  };
}
