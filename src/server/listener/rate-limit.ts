/** How many times its share of a second a client may use at once. */
const burst = 4;
/** From so many clients on, those are forgotten who have not used anything for long. */
const remembered = 10_000;

/** How often each of many clients may do something. Each has a bucket that fills steadily (a token bucket). */
export class RateLimit {
  /** What a bucket holds. */
  readonly full: number;
  readonly #perSecond: number;
  readonly #now: () => number;
  readonly #buckets = new Map<string, { tokens: number; at: number }>();
  #forgottenAt = Number.NEGATIVE_INFINITY;

  /** @param now in milliseconds; never goes back */
  constructor(perSecond: number, now: () => number) {
    this.full = perSecond * burst;
    this.#perSecond = perSecond;
    this.#now = now;
  }

  /** Whether a client may do it once more now, or something that counts for more. */
  take(client: string, cost = 1): boolean {
    const allowed = this.#tokensOf(client) >= cost;
    this.#set(client, allowed ? -cost : 0);
    return allowed;
  }

  /** Gives a client back what it did not use; what it used beyond is a debt, where the number is negative. */
  giveBack(client: string, tokens: number): void {
    this.#set(client, tokens);
  }

  /** In how many milliseconds a client may do something that costs so much; 0 where it may now. */
  delay(client: string, cost: number): number {
    return Math.max(0, Math.ceil(((cost - this.#tokensOf(client)) / this.#perSecond) * 1000));
  }

  #tokensOf(client: string): number {
    const { tokens, at } = this.#buckets.get(client) ?? { tokens: this.full, at: this.#now() };
    return this.#filled(tokens, at);
  }

  #filled(tokens: number, at: number): number {
    return Math.min(this.full, tokens + ((this.#now() - at) / 1000) * this.#perSecond);
  }

  #set(client: string, change: number): void {
    const at = this.#now();
    this.#buckets.set(client, { tokens: Math.min(this.full, this.#tokensOf(client) + change), at });
    if (this.#buckets.size > remembered && at - this.#forgottenAt >= burst * 1000) this.#forget(at);
  }

  /** Forgetting a bucket that is full again changes nothing. */
  #forget(now: number): void {
    this.#forgottenAt = now;
    for (const [client, { tokens, at }] of this.#buckets) if (this.#filled(tokens, at) >= this.full) this.#buckets.delete(client);
  }
}
