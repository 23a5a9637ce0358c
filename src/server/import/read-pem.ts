import { fromBase64 } from "../../core/base64.ts";
import { KoshinError } from "../../core/errors.ts";
import { elementsOf } from "./elements-of.ts";
import type { Line } from "./lines-in.ts";
import type { Found } from "./source-item.ts";

/** The labels of blocks that are read (RFC 7468), with the largest size of each, in characters. */
const labels: ReadonlyMap<string, number> = new Map([
  ["CERTIFICATE", 128 * 1024],
  ["X509 CERTIFICATE", 128 * 1024],
  ["TRUSTED CERTIFICATE", 128 * 1024],
  ["X509 CRL", 128 * 1024 * 1024],
  ["PKCS7", 64 * 1024 * 1024],
  ["CMS", 64 * 1024 * 1024],
]);

/** Whether a text has a PEM block on this line. */
export function beginsPem(line: string): boolean {
  return line.startsWith("-----BEGIN ");
}

/**
 * The certificates and revocation lists in PEM, block by block, and private keys as nothing but their place. The text between
 * blocks, and blocks with other labels, such as requests, are skipped, and a file with nothing else is said to be empty.
 */
export function* readPem(lines: Iterable<Line>): Generator<Found> {
  let empty = true;
  for (const found of readBlocks(lines)) {
    empty = false;
    yield found;
  }
  if (empty) yield { kind: "refused", code: "nothing-found" };
}

function* readBlocks(lines: Iterable<Line>): Generator<Found> {
  let block: { readonly label: string; readonly line: number; readonly parts: string[]; length: number } | undefined;
  for (const { number, text } of lines) {
    const [, label] = /^-----BEGIN ([A-Z0-9 ]+)-----\s*$/.exec(text) ?? [];
    if (label !== undefined) {
      if (block !== undefined && labels.has(block.label)) yield { kind: "refused", code: "malformed", line: block.line };
      block = { label, line: number, parts: [], length: 0 };
    } else if (block !== undefined && text.startsWith("-----END ")) {
      yield* readBlock(block);
      block = undefined;
    } else if (block !== undefined) {
      block.length += text.length;
      if (block.length <= (labels.get(block.label) ?? 0)) block.parts.push(text);
    }
  }
  if (block !== undefined && labels.has(block.label)) yield { kind: "refused", code: "malformed", line: block.line };
}

function* readBlock({
  label,
  line,
  parts,
  length,
}: {
  readonly label: string;
  readonly line: number;
  readonly parts: readonly string[];
  readonly length: number;
}): Generator<Found> {
  if (label.endsWith("PRIVATE KEY")) yield { kind: "private-key", line };
  const largest = labels.get(label);
  if (largest === undefined) return;
  if (length > largest) {
    yield { kind: "refused", code: "too-large", line };
    return;
  }
  try {
    for (const found of elementsOf(fromBase64(parts.join("")))) yield { ...found, line };
  } catch (error) {
    if (!(error instanceof KoshinError)) throw error;
    yield { kind: "refused", code: "malformed", line };
  }
}
