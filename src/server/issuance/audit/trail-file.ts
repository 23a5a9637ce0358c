import type { TrailEntry } from "../../../protocol/console/trail.ts";
import { byteOrderMark, csvLines } from "../csv.ts";
import { textStream } from "../text-stream.ts";

const columns = ["position", "time", "actor", "action", "object", "cn", "detail", "previousHash", "hash"] as const;

/** Entries as a CSV file, written as it is read. */
export function trailAsCsv(pages: AsyncIterable<readonly TrailEntry[]>): ReadableStream<Uint8Array> {
  return textStream(
    written(pages, {
      begin: byteOrderMark + csvLines([columns]),
      page: (entries) => csvLines(entries.map(cells)),
    }),
  );
}

/** Entries as JSON, one a line, as `koshin audit --json` writes them. */
export function trailAsJson(pages: AsyncIterable<readonly TrailEntry[]>): ReadableStream<Uint8Array> {
  return textStream(
    written(pages, {
      begin: "",
      page: (entries) => entries.map((entry) => `${JSON.stringify(decoded(entry))}\n`).join(""),
    }),
  );
}

interface Form {
  readonly begin: string;
  readonly page: (entries: readonly TrailEntry[]) => string;
}

async function* written(pages: AsyncIterable<readonly TrailEntry[]>, { begin, page }: Form): AsyncGenerator<string, void> {
  if (begin !== "") yield begin;
  for await (const entries of pages) yield page(entries);
}

function cells(entry: TrailEntry): readonly (string | number)[] {
  const { position, at, actor, action, object, certificate, detail, previousHash, hash } = entry;
  const time = new Date(at).toISOString();
  return [position, time, actor ?? "", action, object, certificate?.cn ?? "", detail, previousHash, hash];
}

function decoded({ position, at, actor, action, object, detail, previousHash, hash }: TrailEntry): Record<string, unknown> {
  const content: unknown = JSON.parse(detail);
  return { position, at: new Date(at).toISOString(), actor, action, object, detail: content, previousHash, hash };
}
