import { dayInMilliseconds } from "../core/days.ts";

/** By so much the time of day may go ahead of the time that passes, in milliseconds: machines sleep. */
const leap = 7 * dayInMilliseconds;
const rest = dayInMilliseconds;

/** Tells when the time of day has been set ahead while the service runs: by hand, by a time server or a host that is wrong. */
export class ClockWatch {
  readonly #clock: () => Date;
  readonly #passed: () => number;
  #difference: number;
  #restsUntil = Number.NEGATIVE_INFINITY;

  /** @param passed the time that passes, in milliseconds from any beginning; nobody sets it */
  constructor(clock: () => Date, passed: () => number) {
    this.#clock = clock;
    this.#passed = passed;
    this.#difference = clock().getTime() - passed();
  }

  /**
   * Whether what cannot be taken back may be done by this clock: for a day after it went ahead by more than a week it
   * may not, unless it is set back. Under a clock that is as wrong as that, nearly everything fails, and is noticed.
   */
  trusts(): boolean {
    const passed = this.#passed();
    const difference = this.#clock().getTime() - passed;
    const ahead = difference - this.#difference;
    this.#difference = difference;
    if (ahead > leap) this.#restsUntil = passed + rest;
    if (ahead < -leap) this.#restsUntil = Number.NEGATIVE_INFINITY;
    return passed >= this.#restsUntil;
  }
}
