import { deflateSync } from "node:zlib";
import { readScreen, writePng } from "./png.ts";

/**
 * Writes a browser's PNG again without filters, which makes pictures of even areas a fifth smaller, pixel by pixel the
 * same, and of 24 bits, as stores ask.
 *
 * @throws Error where it is a PNG of another kind
 */
export function compactPng(png: Uint8Array): Buffer {
  const { header, lines } = readScreen(png);
  return writePng([
    { type: "IHDR", data: header },
    { type: "IDAT", data: deflateSync(lines, { level: 9 }) },
  ]);
}
