import { crc32 } from "node:zlib";

/** A file that goes into an archive. */
export interface ZipEntry {
  /** Its path with `/` between the folders, ASCII. */
  readonly name: string;
  readonly contents: Uint8Array;
}

/** The first moment that the format can express, 1 January 1980, 0 o'clock: an archive does not tell when it was made. */
const date = (1 << 5) | 1;
const madeOnUnix = (3 << 8) | 20;
const readableByAll = 0o100644;

/**
 * Writes a ZIP archive (PKWARE APPNOTE 6.3) whose bytes depend on the entries alone: sorted by name, without times, with
 * fixed modes, and stored as they are, because what compressing makes of them differs between versions of zlib.
 */
export function writeZip(entries: readonly ZipEntry[]): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const { name, contents } of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = Buffer.from(name, "ascii");
    const common = commonHeader(contents, path.length);
    const local = Buffer.concat([signature(0x04034b50), common, path, contents]);
    const header = Buffer.alloc(14);
    header.writeUInt32LE((readableByAll << 16) >>> 0, 6);
    header.writeUInt32LE(offset, 10);
    const made = Buffer.alloc(2);
    made.writeUInt16LE(madeOnUnix);
    central.push(signature(0x02014b50), made, common, header, path);
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, directory, signature(0x06054b50), end]);
}

/** What the header before a file and its entry in the directory have in common, from the version to the extra length. */
function commonHeader(contents: Uint8Array, nameLength: number): Buffer {
  const header = Buffer.alloc(26);
  header.writeUInt16LE(10, 0);
  header.writeUInt16LE(date, 8);
  header.writeUInt32LE(crc32(contents), 10);
  header.writeUInt32LE(contents.length, 14);
  header.writeUInt32LE(contents.length, 18);
  header.writeUInt16LE(nameLength, 22);
  return header;
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
