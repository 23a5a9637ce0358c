import { open } from "node:fs/promises";
import type { Bytes } from "../../core/bytes.ts";

const chunk = 64 * 1024;

/**
 * Reads a whole file or pipe that an operator names.
 *
 * @param longest in octets
 * @returns undefined if it is longer; no more of it is read
 * @throws the system's error
 */
export async function readWithin(path: string, longest: number): Promise<Bytes | undefined> {
  await using file = await open(path);
  const parts: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { buffer, bytesRead } = await file.read({ buffer: new Uint8Array(Math.min(chunk, longest + 1 - length)) });
    if (bytesRead === 0) return new Uint8Array(Buffer.concat(parts));
    length += bytesRead;
    if (length > longest) return undefined;
    parts.push(buffer.subarray(0, bytesRead));
  }
}
