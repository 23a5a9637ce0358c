import type { Bytes } from "../../core/bytes.ts";

/** How many files are remembered, of some kilobytes each. */
const remembered = 64;

/**
 * The .p12 files that were written last, in memory. Deriving a file's keys is dear, and whoever asks for it again, or
 * for its length, gets the same octets. A file is encrypted under its password, which is not remembered.
 */
export class FileCache {
  readonly #files = new Map<string, Promise<Bytes>>();

  /**
   * The file of a kept key.
   *
   * @param id names the key, and is made of its certificate and its token
   * @param write makes the file where it is not remembered; once, however many ask at the same time
   * @throws what `write` throws
   */
  async get(id: string, write: () => Promise<Bytes>): Promise<Bytes> {
    const file = this.#files.get(id) ?? write();
    // A map keeps the order in which its entries came: the first one is the one that was asked for longest ago.
    this.#files.delete(id);
    this.#files.set(id, file);
    for (const oldest of this.#files.keys()) if (this.#files.size > remembered) this.#files.delete(oldest);
    try {
      return await file;
    } catch (error) {
      this.#files.delete(id);
      throw error;
    }
  }

  /** Forgets a file that nobody may have any more. */
  forget(id: string): void {
    this.#files.delete(id);
  }
}
