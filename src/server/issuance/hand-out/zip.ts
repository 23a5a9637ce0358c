import { makeZip } from "client-zip";
import type { NamedFile } from "./named-file.ts";
import { endOfMany, mostEntries } from "./zip64-end.ts";

/**
 * A zip file of any number of files, which is written as it is read: of its content, only one file is in memory, and of the
 * others their entries in the directory at its end.
 */
export function zipOf(files: Iterable<NamedFile> | AsyncIterable<NamedFile>, lastModified: Date): ReadableStream<Uint8Array> {
  let count = 0;
  async function* entries() {
    for await (const { name, content } of files) {
      count++;
      yield { name, input: content, lastModified };
    }
  }
  let last: Uint8Array | undefined;
  const completed = new TransformStream<Uint8Array, Uint8Array>({
    transform(piece, controller) {
      if (last !== undefined) controller.enqueue(last);
      last = piece;
    },
    // client-zip 2.5.1 writes the larger end only of larger files.
    flush(controller) {
      if (last === undefined) return;
      if (count > mostEntries) controller.enqueue(endOfMany(count, last));
      controller.enqueue(last);
    },
  });
  return makeZip(entries()).pipeThrough(completed);
}
