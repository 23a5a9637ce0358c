import type { Bytes } from "../../core/bytes.ts";

/** The number of cached files, of some kilobytes each. */
const capacity = 64;

/**
 * The .p12 files that were written last, in memory: deriving a file's keys is expensive, and a repeated request, such as
 * for its length, must return the same octets. A file is encrypted with its password, which is not cached.
 */
export class FileCache {
  readonly #files = new Map<string, Promise<Bytes>>();

  /**
   * The file of a stored key.
   *
   * @param id identifies the key by its certificate and its token
   * @param write writes the file if it is not cached; called once for concurrent requests
   * @throws what `write` throws
   */
  async get(id: string, write: () => Promise<Bytes>): Promise<Bytes> {
    const file = this.#files.get(id) ?? write();
    // A map keeps its entries in the order of insertion, so the first one is the least recently used.
    this.#files.delete(id);
    this.#files.set(id, file);
    for (const oldest of this.#files.keys()) if (this.#files.size > capacity) this.#files.delete(oldest);
    try {
      return await file;
    } catch (error) {
      this.#files.delete(id);
      throw error;
    }
  }

  /** Removes a file that may not be served any more. */
  forget(id: string): void {
    this.#files.delete(id);
  }
}
