const allowed = 5;
const lockout = 60_000;

/** Counts tries to log in: after five in a row without success, none is looked at for a minute. */
export class Attempts {
  readonly #tries = new Map<string, { readonly count: number; readonly until: number }>();

  /**
   * Counts a try before it is looked at, so that many at once gain nothing.
   *
   * @returns how many seconds to wait; 0 where the try may be looked at
   */
  begin(key: string, now: Date): number {
    this.#forgetEnded(now);
    const earlier = this.#tries.get(key);
    if (earlier !== undefined && earlier.count >= allowed) return Math.ceil((earlier.until - now.getTime()) / 1000);
    this.#tries.set(key, { count: (earlier?.count ?? 0) + 1, until: now.getTime() + lockout });
    return 0;
  }

  /** Forgets the tries that led to a success. */
  succeed(key: string): void {
    this.#tries.delete(key);
  }

  #forgetEnded(now: Date): void {
    for (const [key, { until }] of this.#tries) if (until <= now.getTime()) this.#tries.delete(key);
  }
}
