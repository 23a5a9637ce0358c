import { OperatorError } from "../system/operator-error.ts";
import { parseMasterKey, readMasterKeyLines, type MasterKey } from "./master-keys.ts";

/** The master keys of a service, from a file outside the database, which is read again for an unknown key. */
export class Vault {
  readonly #path: string;
  readonly #keys = new Map<string, MasterKey>();
  /** The key of the file's first line. */
  #first: MasterKey | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * The key with this identifier.
   *
   * @throws OperatorError `master-key-wrong` if the file does not contain it, and what reading the file throws
   */
  async keyById(id: string): Promise<MasterKey> {
    const known = this.#keys.get(id);
    if (known) return known;
    await this.#read();
    const key = this.#keys.get(id);
    if (key) return key;
    throw new OperatorError(
      "master-key-wrong",
      `${this.#path} does not contain the master key ${id} of this database, but another one. Restore the file from a backup.`,
    );
  }

  /**
   * The first key of the file, which seals if the database does not name another one.
   *
   * @throws OperatorError as reading the file throws
   */
  async firstKey(): Promise<MasterKey> {
    return this.#first ?? (await this.#read());
  }

  async #read(): Promise<MasterKey> {
    const [first] = (await readMasterKeyLines(this.#path)).flatMap((line) => {
      const key = parseMasterKey(line);
      if (key) this.#keys.set(key.id, key);
      return key ?? [];
    });
    if (first === undefined) throw new OperatorError("master-key-wrong", `${this.#path} contains no master key.`);
    this.#first = first;
    return first;
  }
}
