import { deflateSync } from "node:zlib";
import { readScreen, writePng } from "../package/png.ts";

/**
 * A picture of a screen with its 256 most frequent colours, and a fraction of its weight: every other colour, at the
 * edge of a letter mostly, becomes the nearest of them.
 *
 * @param picture a PNG as a browser takes it
 */
export function shrinkPicture(picture: Uint8Array): Buffer {
  const { width, height, lines } = readScreen(picture);
  const colours = Array.from({ length: width * height }, (_, at) => lines.readUIntBE(at * 3 + Math.floor(at / width) + 1, 3));
  const counts = new Map<number, number>();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const frequent = Array.from(counts.keys()).sort((one, other) => (counts.get(other) ?? 0) - (counts.get(one) ?? 0));
  const palette = frequent.slice(0, 256);
  const indices = new Map(frequent.map((colour) => [colour, nearestIn(palette, colour)]));
  const rows = Buffer.alloc(height * (width + 1));
  colours.forEach((colour, at) => (rows[at + Math.floor(at / width) + 1] = indices.get(colour) ?? 0));

  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits a pixel, by a palette.
  header.set([8, 3, 0, 0, 0], 8);
  return writePng([
    { type: "IHDR", data: header },
    { type: "PLTE", data: Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255])) },
    { type: "IDAT", data: deflateSync(rows, { level: 9 }) },
  ]);
}

function nearestIn(palette: readonly number[], colour: number): number {
  const distance = (other: number): number =>
    [16, 8, 0].reduce((sum, shift) => sum + (((colour >> shift) & 255) - ((other >> shift) & 255)) ** 2, 0);
  const distances = palette.map(distance);
  return distances.indexOf(Math.min(...distances));
}
