import { concat, type Bytes } from "../bytes.ts";

/** Mixes the block at `offset` into the state. */
type Compression = (state: Int32Array, message: DataView, offset: number) => void;

/**
 * A synchronous hash function. PKCS#12 hashes thousands of times in a row, and WebCrypto's digest, with a promise for
 * each call, takes several times as long.
 */
export interface Hash {
  /** Digest length in octets. */
  readonly length: number;
  /** Block length in octets. */
  readonly blockLength: number;
  /** Hashes a message, then the digest repeatedly, `times` times in total (default 1). */
  readonly digest: (message: Uint8Array, times?: number) => Bytes;
}

/**
 * Creates a hash function from its initial state and its compression function (FIPS 180-4, sections 5 and 6).
 *
 * @param length of the digest in octets, if it is shorter than the state
 */
export function hashFunction(
  initial: Int32Array,
  compress: Compression,
  blockLength = 64,
  length: number = initial.length * 4,
): Hash {
  const digest = (message: Uint8Array, times = 1): Bytes => {
    const state = initial.slice();
    const padded = pad(message, blockLength);
    for (let offset = 0; offset < padded.byteLength; offset += blockLength) compress(state, padded, offset);
    // A digest fits into one block, which is padded once for all iterations.
    const block = pad(new Uint8Array(length), blockLength);
    write(state, block, length);
    for (let time = 1; time < times; time++) {
      state.set(initial);
      compress(state, block, 0);
      write(state, block, length);
    }
    return new Uint8Array(block.buffer, 0, length).slice();
  };
  return { length, blockLength, digest };
}

/** HMAC (RFC 2104) with a key that is not longer than a block. */
export function hmac({ digest, blockLength }: Hash, key: Uint8Array, message: Uint8Array): Bytes {
  const padded = new Uint8Array(blockLength);
  padded.set(key);
  const inner = digest(concat([padded.map((octet) => octet ^ 0x36), message]));
  return digest(concat([padded.map((octet) => octet ^ 0x5c), inner]));
}

/** Pads a message to whole blocks (FIPS 180-4, section 5.1). */
function pad(message: Uint8Array, blockLength: number): DataView<ArrayBuffer> {
  const lengthField = blockLength / 8;
  const padded = new Uint8Array(Math.ceil((message.length + 1 + lengthField) / blockLength) * blockLength);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 4, message.length * 8);
  return view;
}

function write(state: Int32Array, block: DataView, length: number): void {
  for (let index = 0; index < length / 4; index++) block.setInt32(index * 4, state[index] ?? 0);
}
