import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { Bytes } from "../../core/bytes.ts";
import type { MasterKey } from "./master-keys.ts";

const algorithm = "aes-256-gcm";
const nonceLength = 12;
const tagLength = 16;

/** The purpose and the owner of a secret, to which its ciphertext is bound. */
export interface Binding {
  readonly purpose: "key" | "access" | "ordered-key" | "second-factor";
  /** Identifies the certificate, the key that one is requested for, or the account. */
  readonly boundTo: string;
}

/**
 * Encrypts a secret with a master key: nonce, tag and ciphertext of AES-256-GCM, with the binding as additional data.
 */
export function seal({ key }: MasterKey, binding: Binding, secret: Uint8Array): Bytes {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagLength }).setAAD(octetsOf(binding));
  const ciphertext = Buffer.concat([cipher.update(secret), cipher.final()]);
  return new Uint8Array(Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]));
}

/**
 * Decrypts a secret sealed by `seal`.
 *
 * @throws Error if the key, the binding or the octets differ
 */
export function unseal({ key }: MasterKey, binding: Binding, sealed: Uint8Array): Bytes {
  const nonce = sealed.subarray(0, nonceLength);
  const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagLength }).setAAD(octetsOf(binding));
  decipher.setAuthTag(sealed.subarray(nonceLength, nonceLength + tagLength));
  return new Uint8Array(Buffer.concat([decipher.update(sealed.subarray(nonceLength + tagLength)), decipher.final()]));
}

function octetsOf({ purpose, boundTo }: Binding): Buffer {
  return Buffer.from(`koshin ${purpose} ${boundTo}`);
}
