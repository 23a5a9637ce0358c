import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import type { Bytes } from "../../core/bytes.ts";

/** An open file. */
export interface OpenFile extends Disposable {
  /** In octets. */
  readonly size: number;
  /** Reads up to this number of octets from a position on. */
  read(position: number, length: number): Bytes;
}

/**
 * Opens a regular file, synchronously: for many small files, waiting takes longer than reading.
 *
 * @returns undefined if it is a link or not a regular file, even if it has become one since it was found
 * @throws the system's error
 */
export function openRegular(path: string): OpenFile | undefined {
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  const stat = fstatSync(file);
  if (!stat.isFile()) {
    closeSync(file);
    return undefined;
  }
  return {
    size: stat.size,
    read(position, length) {
      const octets = new Uint8Array(Math.max(0, Math.min(length, stat.size - position)));
      let done = 0;
      while (done < octets.length) {
        const count = readSync(file, octets, done, octets.length - done, position + done);
        if (count === 0) break;
        done += count;
      }
      return octets.subarray(0, done);
    },
    [Symbol.dispose]: () => closeSync(file),
  };
}
