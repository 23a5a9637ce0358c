/** How many times its share of a second a client may use at once. */
const burst = 4;
/** From so many clients on, those are forgotten who have not used anything for long. */
const remembered = 10_000;

/** How often each of many clients may do something. Each has a bucket that fills steadily (a token bucket). */
export class RateLimit {
  readonly #perSecond: number;
  readonly #now: () => number;
  readonly #buckets = new Map<string, { tokens: number; at: number }>();
  #forgottenAt = Number.NEGATIVE_INFINITY;

  /** @param now in milliseconds; never goes back */
  constructor(perSecond: number, now: () => number) {
    this.#perSecond = perSecond;
    this.#now = now;
  }

  /** Whether a client may do it once more now. */
  take(client: string): boolean {
    const at = this.#now();
    const full = this.#perSecond * burst;
    const before = this.#buckets.get(client) ?? { tokens: full, at };
    const tokens = Math.min(full, before.tokens + ((at - before.at) / 1000) * this.#perSecond);
    const allowed = tokens >= 1;
    this.#buckets.set(client, { tokens: allowed ? tokens - 1 : tokens, at });
    if (this.#buckets.size > remembered && at - this.#forgottenAt >= burst * 1000) this.#forget(at);
    return allowed;
  }

  /** A bucket is full again after as many seconds as `burst`: forgetting it changes nothing. */
  #forget(now: number): void {
    this.#forgottenAt = now;
    for (const [client, { at }] of this.#buckets) if (now - at >= burst * 1000) this.#buckets.delete(client);
  }
}
