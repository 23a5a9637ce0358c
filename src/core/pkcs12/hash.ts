import type { Bytes } from "../bytes.ts";

/** Octets of one block of SHA-1 and SHA-256. */
export const blockLength = 64;

/** Mixes the block at `offset` into the state. */
export type Compression = (state: Int32Array, message: DataView, offset: number) => void;

/**
 * A hash function that answers at once. PKCS#12 hashes thousands of times in a row, and WebCrypto's digest, with its
 * promise for each, takes several times as long.
 */
export interface Hash {
  /** WebCrypto's name of it. */
  readonly name: "SHA-1" | "SHA-256";
  /** Octets of a digest. */
  readonly length: number;
  readonly digest: (message: Uint8Array) => Bytes;
}

/** Pads a message and compresses it block by block (FIPS 180-4, sections 5.1.1 and 6). */
export function digestBlocks(initial: readonly number[], compress: Compression, message: Uint8Array): Bytes {
  const padded = new Uint8Array(Math.ceil((message.length + 9) / blockLength) * blockLength);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, BigInt(message.length) * 8n);
  const state = Int32Array.from(initial);
  for (let offset = 0; offset < padded.length; offset += blockLength) compress(state, view, offset);
  const digest = new Uint8Array(state.length * 4);
  const words = new DataView(digest.buffer);
  for (const [index, word] of state.entries()) words.setInt32(index * 4, word);
  return digest;
}
