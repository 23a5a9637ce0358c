/** A timer that is set back whenever something moves. */
export class Patience {
  readonly #expired: () => void;
  #timer: NodeJS.Timeout | undefined;

  /** @param expired called once nothing has moved for as long as the last `allow` said */
  constructor(expired: () => void) {
    this.#expired = expired;
  }

  /** Allows a number of seconds, from now on, and again from each `moved`. */
  allow(seconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#expired, seconds * 1000);
  }

  moved(): void {
    this.#timer?.refresh();
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
