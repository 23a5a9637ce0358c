import { dayInMilliseconds } from "../core/days.ts";

/** How far the time of day may jump ahead of the elapsed time, in milliseconds, because machines are suspended. */
const maxJump = 7 * dayInMilliseconds;
const distrustTime = dayInMilliseconds;

/** Detects that the time of day was set ahead while the service runs, by hand or by a wrong time server or host. */
export class ClockWatch {
  readonly #clock: () => Date;
  readonly #elapsed: () => number;
  #difference: number;
  #distrustedUntil = Number.NEGATIVE_INFINITY;

  /** @param elapsed a monotonic clock, in milliseconds */
  constructor(clock: () => Date, elapsed: () => number) {
    this.#clock = clock;
    this.#elapsed = elapsed;
    this.#difference = clock().getTime() - elapsed();
  }

  /**
   * Whether irrevocable work may be done by this clock: not for a day after it jumped ahead by more than a week, unless
   * it is set back. With a clock that is that wrong, nearly everything fails, so that somebody will notice.
   */
  trusts(): boolean {
    const elapsed = this.#elapsed();
    const difference = this.#clock().getTime() - elapsed;
    const ahead = difference - this.#difference;
    this.#difference = difference;
    if (ahead > maxJump) this.#distrustedUntil = elapsed + distrustTime;
    if (ahead < -maxJump) this.#distrustedUntil = Number.NEGATIVE_INFINITY;
    return elapsed >= this.#distrustedUntil;
  }
}
