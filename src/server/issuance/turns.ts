/** Lets those who want the same thing have their turn, one after the other. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  /**
   * Does some work once all that came before it under the same name is over, however it ended.
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
