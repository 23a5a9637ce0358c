/** Runs work one after the other, where it has the same name. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  /**
   * Runs work once all that was begun before it under the same name is over, however that ended.
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
