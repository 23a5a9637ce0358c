import { type Bytes, bytesOf } from "../bytes.ts";
import { KoshinError } from "../errors.ts";
import type { KeyKind } from "../key-kind.ts";

/** Generates a key pair for signing. The private key is extractable, because it goes into a .p12 file. */
export async function generateKeyPair(kind: KeyKind): Promise<CryptoKeyPair> {
  return await crypto.subtle.generateKey(keyParameters(kind, "SHA-256"), true, ["sign", "verify"]);
}

/** The private key as a PKCS#8 PrivateKeyInfo (RFC 5208, section 5). */
export async function exportPrivateKey(pair: CryptoKeyPair): Promise<Bytes> {
  return bytesOf(await crypto.subtle.exportKey("pkcs8", pair.privateKey));
}

/** The public key as a SubjectPublicKeyInfo (RFC 5280, section 4.1.2.7). */
export async function exportPublicKey(pair: CryptoKeyPair): Promise<Bytes> {
  return bytesOf(await crypto.subtle.exportKey("spki", pair.publicKey));
}

/**
 * Whether `signature` (ECDSA in WebCrypto's form) is valid for `message` under a public key (SubjectPublicKeyInfo).
 *
 * @throws KoshinError `key-unsupported` if the public key is not of that kind
 */
export async function verifySignature(
  publicKey: Bytes,
  kind: KeyKind,
  hash: string,
  signature: Bytes,
  message: Bytes,
): Promise<boolean> {
  const parameters = keyParameters(kind, hash);
  try {
    const key = await crypto.subtle.importKey("spki", publicKey, parameters, false, ["verify"]);
    return await crypto.subtle.verify(parameters, key, signature, message);
  } catch (cause) {
    throw new KoshinError("key-unsupported", { cause });
  }
}

/**
 * Whether a private key (PKCS#8) belongs to a public key (SubjectPublicKeyInfo) of this kind, determined by signing and
 * verifying.
 *
 * @throws KoshinError `key-unsupported` if the public key is not of that kind
 */
export async function keysMatch(privateKey: Bytes, publicKey: Bytes, kind: KeyKind): Promise<boolean> {
  const parameters = keyParameters(kind, "SHA-256");
  const challenge = crypto.getRandomValues(new Uint8Array(32));
  let signature: Bytes;
  try {
    const signer = await crypto.subtle.importKey("pkcs8", privateKey, parameters, false, ["sign"]);
    signature = bytesOf(await crypto.subtle.sign(parameters, signer, challenge));
  } catch {
    // A key of another kind, or malformed: certainly not the one that belongs to this public key.
    return false;
  }
  return await verifySignature(publicKey, kind, "SHA-256", signature, challenge);
}

/** WebCrypto's parameters for a kind of key and its signatures. */
function keyParameters(kind: KeyKind, hash: string): (EcKeyGenParams & EcdsaParams) | RsaHashedKeyGenParams {
  switch (kind) {
    case "P-256":
      return { name: "ECDSA", namedCurve: "P-256", hash };
    case "RSA-2048":
      return { name: "RSASSA-PKCS1-v1_5", modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1), hash };
  }
}
