/** Runs work of the same name one after the other. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  /**
   * Runs work after all work that was begun before under the same name has ended, whether or not it failed.
   *
   * @throws what `work` throws
   */
  async inTurn<T>(name: string, work: () => Promise<T>): Promise<T> {
    const own = this.#last.get(name)?.then(work, work) ?? work();
    this.#last.set(name, own);
    try {
      return await own;
    } finally {
      if (this.#last.get(name) === own) this.#last.delete(name);
    }
  }
}
