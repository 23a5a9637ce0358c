import { makeZip } from "client-zip";
import type { NamedFile } from "./named-file.ts";

/** A zip file, which is written as it is read, so that only one of its files is in memory. */
export function zipOf(files: Iterable<NamedFile> | AsyncIterable<NamedFile>, lastModified: Date): ReadableStream<Uint8Array> {
  return makeZip(entries(files, lastModified));
}

async function* entries(files: Iterable<NamedFile> | AsyncIterable<NamedFile>, lastModified: Date) {
  for await (const { name, content } of files) yield { name, input: content, lastModified };
}
