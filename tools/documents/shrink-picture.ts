import { encode } from "fast-png";
import { readScreen } from "../package/extension/read-screen.ts";

/**
 * A screenshot reduced to its 256 most frequent colours, at a fraction of its size: every other colour, mostly at the
 * edges of letters, becomes the nearest of them.
 *
 * @param picture a browser's screenshot, PNG
 */
export function shrinkPicture(picture: Uint8Array): Uint8Array {
  const { width, height, data } = readScreen(picture);
  const octets = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const colours = Array.from({ length: width * height }, (_, at) => octets.readUIntBE(at * 3, 3));
  const counts = new Map<number, number>();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const frequent = Array.from(counts.keys()).sort((one, other) => (counts.get(other) ?? 0) - (counts.get(one) ?? 0));
  const palette = frequent.slice(0, 256);
  const indices = new Map(frequent.map((colour) => [colour, nearestIn(palette, colour)]));
  const indexed = Uint8Array.from(colours, (colour) => indices.get(colour) ?? 0);
  const table = palette.map((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]);
  return encode({ width, height, depth: 8, channels: 1, palette: table, data: indexed }, { zlib: { level: 9 } });
}

function nearestIn(palette: readonly number[], colour: number): number {
  const distance = (other: number): number =>
    [16, 8, 0].reduce((sum, shift) => sum + (((colour >> shift) & 255) - ((other >> shift) & 255)) ** 2, 0);
  const distances = palette.map(distance);
  return distances.indexOf(Math.min(...distances));
}
