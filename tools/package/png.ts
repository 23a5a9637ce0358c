import { crc32, inflateSync } from "node:zlib";

const magic = Buffer.from("89504e470d0a1a0a", "hex");
const samples = 3;

/** A picture of a screen: three octets to a pixel, and before each line an octet that says that it has no filter. */
export interface Screen {
  readonly header: Buffer;
  readonly width: number;
  readonly height: number;
  readonly lines: Buffer;
}

/**
 * Reads a PNG as browsers take them: RGB, 8 bits, not interlaced (PNG specification, third edition, section 9).
 *
 * @throws Error where it is a PNG of another kind
 */
export function readScreen(png: Uint8Array): Screen {
  const chunks = readChunks(Buffer.from(png));
  const header = chunks.find(({ type }) => type === "IHDR")?.data;
  if (header?.readUInt16BE(8) !== 0x0802 || header[12] !== 0) throw new Error("This PNG is not one that a browser takes.");
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const filtered = inflateSync(Buffer.concat(chunks.filter(({ type }) => type === "IDAT").map(({ data }) => data)));
  return { header, width, height, lines: unfilter(filtered, width * samples) };
}

/** Writes a PNG file of these chunks. */
export function writePng(chunks: readonly Chunk[]): Buffer {
  return Buffer.concat([magic, ...[...chunks, { type: "IEND", data: Buffer.alloc(0) }].map(writeChunk)]);
}

/** A chunk of a PNG file. */
export interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

function readChunks(png: Buffer): readonly Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = magic.length; at < png.length;) {
    const length = png.readUInt32BE(at);
    chunks.push({ type: png.toString("latin1", at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) });
    at += length + 12;
  }
  return chunks;
}

function writeChunk({ type, data }: Chunk): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

/** The same lines with filter 0, "none", before each. */
function unfilter(filtered: Buffer, stride: number): Buffer {
  const plain = Buffer.alloc(filtered.length);
  for (let start = 0; start < filtered.length; start += stride + 1) {
    const filter = filtered[start] ?? 0;
    for (let index = 1; index <= stride; index += 1) {
      const at = start + index;
      const left = index > samples ? (plain[at - samples] ?? 0) : 0;
      const above = plain[at - stride - 1] ?? 0;
      const corner = index > samples ? (plain[at - stride - 1 - samples] ?? 0) : 0;
      plain[at] = (filtered[at] ?? 0) + predict(filter, left, above, corner);
    }
  }
  return plain;
}

function predict(filter: number, left: number, above: number, corner: number): number {
  switch (filter) {
    case 1:
      return left;
    case 2:
      return above;
    case 3:
      return (left + above) >> 1;
    case 4:
      return nearest(left + above - corner, left, above, corner);
    default:
      return 0;
  }
}

/** The Paeth predictor. */
function nearest(estimate: number, left: number, above: number, corner: number): number {
  const [toLeft, toAbove, toCorner] = [Math.abs(estimate - left), Math.abs(estimate - above), Math.abs(estimate - corner)];
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}
