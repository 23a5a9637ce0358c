import { type Bytes, bytesOf } from "../bytes.ts";
import { KoshinError } from "../errors.ts";
import { isCurve, rsaBits, type KeyKind } from "../key-kind.ts";
import { signingAlgorithm } from "./public-key.ts";

/** Generates a key pair for signing. The private key is extractable, because it goes into a .p12 file. */
export async function generateKeyPair(kind: KeyKind): Promise<CryptoKeyPair> {
  return await crypto.subtle.generateKey(keyParameters(kind), true, ["sign", "verify"]);
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
 * @throws KoshinError `key-unsupported` if WebCrypto does not support the public key
 */
export async function verifySignature(publicKey: Bytes, hash: string, signature: Bytes, message: Bytes): Promise<boolean> {
  const key = await importVerifier(publicKey, hash);
  return await crypto.subtle.verify({ name: key.algorithm.name, hash }, key, signature, message);
}

/**
 * Whether a private key (PKCS#8) belongs to a public key (SubjectPublicKeyInfo), determined by signing and verifying.
 *
 * @returns undefined if WebCrypto does not support the public key, so that they cannot be compared
 */
export async function keysMatch(privateKey: Bytes, publicKey: Bytes): Promise<boolean | undefined> {
  const hash = "SHA-256";
  const verifier = await importVerifier(publicKey, hash).catch(() => undefined);
  if (verifier === undefined) return undefined;
  const parameters = { ...verifier.algorithm, hash };
  const challenge = crypto.getRandomValues(new Uint8Array(32));
  try {
    const signer = await crypto.subtle.importKey("pkcs8", privateKey, parameters, false, ["sign"]);
    const signature = await crypto.subtle.sign(parameters, signer, challenge);
    return await crypto.subtle.verify(parameters, verifier, signature, challenge);
  } catch {
    // The key is malformed or of another kind, so it does not belong to this public key.
    return false;
  }
}

async function importVerifier(publicKey: Bytes, hash: string): Promise<CryptoKey> {
  try {
    const algorithm = signingAlgorithm(publicKey);
    if (algorithm === undefined) throw new KoshinError("key-unsupported");
    return await crypto.subtle.importKey("spki", publicKey, { ...algorithm, hash }, false, ["verify"]);
  } catch (cause) {
    throw new KoshinError("key-unsupported", { cause });
  }
}

/** WebCrypto's parameters for a kind of key and its signatures. */
function keyParameters(kind: KeyKind): EcKeyGenParams | RsaHashedKeyGenParams {
  if (isCurve(kind)) return { name: "ECDSA", namedCurve: kind };
  return { name: "RSASSA-PKCS1-v1_5", modulusLength: rsaBits(kind), publicExponent: Uint8Array.of(1, 0, 1), hash: "SHA-256" };
}
