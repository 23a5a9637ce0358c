import type { Bytes } from "../../../core/bytes.ts";

/** A file with its name. */
export interface NamedFile {
  readonly name: string;
  readonly content: Bytes;
}
