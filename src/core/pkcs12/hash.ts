import type { Bytes } from "../bytes.ts";

/** Block length of SHA-1 and SHA-256, in octets. */
export const blockLength = 64;

/** Mixes the block at `offset` into the state. */
type Compression = (state: Int32Array, message: DataView, offset: number) => void;

/**
 * A synchronous hash function. PKCS#12 hashes thousands of times in a row, and WebCrypto's digest, with a promise for
 * each call, takes several times as long.
 */
export interface Hash {
  /** Its name in WebCrypto. */
  readonly name: "SHA-1" | "SHA-256";
  /** Digest length in octets. */
  readonly length: number;
  /** Hashes a message, then the digest repeatedly, `times` times in total (default 1). */
  readonly digest: (message: Uint8Array, times?: number) => Bytes;
}

/** Creates a hash function from its initial state and its compression function (FIPS 180-4, sections 5 and 6). */
export function hashFunction(name: Hash["name"], initial: Int32Array, compress: Compression): Hash {
  const length = initial.length * 4;
  return {
    name,
    length,
    digest: (message, times = 1) => {
      const state = initial.slice();
      const padded = pad(message);
      for (let offset = 0; offset < padded.byteLength; offset += blockLength) compress(state, padded, offset);
      // A digest fits into one block, which is padded once for all iterations.
      const block = pad(new Uint8Array(length));
      write(state, block);
      for (let time = 1; time < times; time++) {
        state.set(initial);
        compress(state, block, 0);
        write(state, block);
      }
      return new Uint8Array(block.buffer, 0, length).slice();
    },
  };
}

/** Pads a message to whole blocks (FIPS 180-4, section 5.1.1). */
function pad(message: Uint8Array): DataView<ArrayBuffer> {
  const padded = new Uint8Array(Math.ceil((message.length + 9) / blockLength) * blockLength);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 4, message.length * 8);
  return view;
}

function write(state: Int32Array, block: DataView): void {
  for (let index = 0; index < state.length; index++) block.setInt32(index * 4, state[index] ?? 0);
}
