import type { Bytes } from "../bytes.ts";

/** Octets of one block of SHA-1 and SHA-256. */
export const blockLength = 64;

/** Mixes the block at `offset` into the state. */
type Compression = (state: Int32Array, message: DataView, offset: number) => void;

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
export function digestBlocks(initial: Int32Array, compress: Compression, message: Uint8Array): Bytes {
  const padded = new Uint8Array(Math.ceil((message.length + 9) / blockLength) * blockLength);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 4, message.length * 8);
  const state = initial.slice();
  for (let offset = 0; offset < padded.length; offset += blockLength) compress(state, view, offset);
  for (let index = 0; index < state.length; index++) view.setInt32(index * 4, state[index] ?? 0);
  return padded.slice(0, state.length * 4);
}
