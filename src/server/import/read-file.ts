import { basename } from "node:path";
import { fromBase64 } from "../../core/base64.ts";
import { tag } from "../../core/der/tag.ts";
import { KoshinError } from "../../core/errors.ts";
import { openRegular, type OpenFile } from "../system/open-file.ts";
import { elementsOf } from "./elements-of.ts";
import { isPacked } from "./is-packed.ts";
import { linesIn } from "./lines-in.ts";
import { isIndexLine, readIndex } from "./read-index.ts";
import { beginsPem, readPem } from "./read-pem.ts";
import { isTableHead, readTable } from "./read-table.ts";
import type { Found, SourceItem } from "./source-item.ts";

/** The largest file in DER, in octets: a revocation list with a million entries has 40 megabytes. */
const largestDer = 256 * 1024 * 1024;
/** The largest text that is base64 without PEM's lines. */
const largestBase64 = 1024 * 1024;
/** How much of a text is looked at to find out what it is, in octets. */
const looked = 4 * 1024 * 1024;

/** Everything in a file, whatever its name: DER, PEM, base64, OpenSSL's index, or a table. */
export function* readFile(path: string): Generator<SourceItem> {
  try {
    using file = openRegular(path);
    const found = file === undefined ? skipped : contentsOf(path, file);
    for (const item of found) yield { ...item, file: path };
  } catch (error) {
    if (!(error instanceof Error && "syscall" in error)) throw error;
    const isLink = "code" in error && error.code === "ELOOP";
    yield { file: path, kind: "refused", code: isLink ? "file-skipped" : "file-unreadable" };
  }
}

const skipped: readonly Found[] = [{ kind: "refused", code: "file-skipped" }];

function* contentsOf(path: string, file: OpenFile): Generator<Found> {
  // First, because a number that begins with a zero looks like DER.
  if (isBookkeeping(path, file)) {
    yield { kind: "bookkeeping" };
    return;
  }
  const beginning = file.read(0, 4096);
  if (isPacked(beginning)) {
    yield { kind: "refused", code: "packed" };
    return;
  }
  if (beginning[0] === tag.sequence) {
    yield* file.size > largestDer ? [{ kind: "refused", code: "too-large" } as const] : elementsOf(file.read(0, file.size));
    return;
  }
  const isText = beginning[0] === 0xfe || beginning[0] === 0xff || !beginning.includes(0);
  if (isText) yield* readText(path, file);
  else yield { kind: "refused", code: "nothing-found" };
}

function* readText(path: string, file: OpenFile): Generator<Found> {
  for (const { number, text } of linesIn(file, Math.min(looked, file.size))) {
    if (beginsPem(text)) {
      yield* readPem(linesIn(file));
      return;
    }
    if (number === 1 && isTableHead(text.replace("\ufeff", ""))) {
      yield* readTable(linesIn(file));
      return;
    }
    if (isIndexLine(text)) {
      yield* readIndex(path, linesIn(file));
      return;
    }
  }
  yield* file.size > largestBase64 ? [{ kind: "refused", code: "nothing-found" } as const] : base64In(file);
}

/**
 * Whether a file is one that `openssl ca` keeps beside its index: the next serial number or that of the next list, the
 * index's settings, or an index that is empty yet.
 */
function isBookkeeping(path: string, file: OpenFile): boolean {
  if (file.size === 0) return /^index\.txt(\.old)?$/.test(basename(path));
  if (file.size > 100) return false;
  const text = new TextDecoder().decode(file.read(0, file.size));
  return /^[0-9A-Fa-f]+\s*$/.test(text) || /^unique_subject = (yes|no)\s*$/.test(text);
}

function base64In(file: OpenFile): Found[] {
  try {
    const octets = fromBase64(new TextDecoder().decode(file.read(0, file.size)));
    if (octets[0] === tag.sequence) return elementsOf(octets);
  } catch (error) {
    if (!(error instanceof KoshinError)) throw error;
  }
  return [{ kind: "refused", code: "nothing-found" }];
}
