/** The default burst, as a multiple of the rate per second. */
const burst = 4;
/** The number of buckets above which full ones are removed. */
const cleanupSize = 10_000;
/** The maximum number of buckets, above which the least recently used one is removed, even with a debt. */
const maxSize = 100_000;

/** A rate limit for each of many clients (a token bucket). */
export class RateLimit {
  #full: number;
  #perSecond: number;
  readonly #now: () => number;
  /** In the order of their last use. */
  readonly #buckets = new Map<string, { tokens: number; at: number }>();
  #cleanedAt = Number.NEGATIVE_INFINITY;

  /**
   * @param now in milliseconds; if it goes back, buckets do not change
   * @param full the burst
   */
  constructor(perSecond: number, now: () => number, full = perSecond * burst) {
    this.#full = full;
    this.#perSecond = perSecond;
    this.#now = now;
  }

  /** The capacity of a bucket. */
  get full(): number {
    return this.#full;
  }

  /** Changes the rate, and the burst with it; tokens that clients have used still count. */
  adjust(perSecond: number): void {
    this.#perSecond = perSecond;
    this.#full = perSecond * burst;
  }

  /** Takes tokens from a client's bucket; returns whether there were enough. */
  take(client: string, cost = 1): boolean {
    const allowed = this.#tokensOf(client) >= cost;
    this.#set(client, allowed ? -cost : 0);
    return allowed;
  }

  /** Returns tokens to a client's bucket; a negative number takes more, and may leave a debt. */
  giveBack(client: string, tokens: number): void {
    this.#set(client, tokens);
  }

  /** The number of milliseconds until a client's bucket has enough tokens; 0 if it has. */
  delay(client: string, cost: number): number {
    return Math.max(0, Math.ceil(((cost - this.#tokensOf(client)) / this.#perSecond) * 1000));
  }

  #tokensOf(client: string): number {
    const { tokens, at } = this.#buckets.get(client) ?? { tokens: this.full, at: this.#now() };
    return this.#filled(tokens, at);
  }

  #filled(tokens: number, at: number): number {
    const elapsed = Math.max(0, this.#now() - at);
    return Math.min(this.full, tokens + (elapsed / 1000) * this.#perSecond);
  }

  #set(client: string, change: number): void {
    const at = this.#now();
    const tokens = Math.min(this.full, this.#tokensOf(client) + change);
    this.#buckets.delete(client);
    this.#buckets.set(client, { tokens, at });
    if (this.#buckets.size <= cleanupSize) return;
    const fillTime = (this.full / this.#perSecond) * 1000;
    if (Math.abs(at - this.#cleanedAt) >= fillTime) this.#removeFull(at);
    const [leastRecent] = this.#buckets.keys();
    if (this.#buckets.size > maxSize && leastRecent !== undefined) this.#buckets.delete(leastRecent);
  }

  /** A full bucket is the same as none. */
  #removeFull(now: number): void {
    this.#cleanedAt = now;
    for (const [client, { tokens, at }] of this.#buckets) if (this.#filled(tokens, at) >= this.full) this.#buckets.delete(client);
  }
}
