/** How many times its share of a second a client may use at once, where nothing else is said. */
const burst = 4;
/** From so many clients on, those are forgotten who have not used anything for long. */
const remembered = 10_000;
/** Never more are remembered: beyond them, whoever has used nothing for longest is forgotten, debts and all. */
const most = 100_000;

/** How often each of many clients may do something. Each has a bucket that fills steadily (a token bucket). */
export class RateLimit {
  /** What a bucket holds. */
  readonly full: number;
  readonly #perSecond: number;
  readonly #now: () => number;
  /** The one that was used last is the last one. */
  readonly #buckets = new Map<string, { tokens: number; at: number }>();
  #forgottenAt = Number.NEGATIVE_INFINITY;

  /**
   * @param now in milliseconds; where it goes back, no bucket fills or empties by that
   * @param full how often at once
   */
  constructor(perSecond: number, now: () => number, full = perSecond * burst) {
    this.full = full;
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
    const elapsed = Math.max(0, this.#now() - at);
    return Math.min(this.full, tokens + (elapsed / 1000) * this.#perSecond);
  }

  #set(client: string, change: number): void {
    const at = this.#now();
    const tokens = Math.min(this.full, this.#tokensOf(client) + change);
    this.#buckets.delete(client);
    this.#buckets.set(client, { tokens, at });
    if (this.#buckets.size <= remembered) return;
    const fillTime = (this.full / this.#perSecond) * 1000;
    if (Math.abs(at - this.#forgottenAt) >= fillTime) this.#forget(at);
    const [longestAgo] = this.#buckets.keys();
    if (this.#buckets.size > most && longestAgo !== undefined) this.#buckets.delete(longestAgo);
  }

  /** Forgetting a bucket that is full again changes nothing. */
  #forget(now: number): void {
    this.#forgottenAt = now;
    for (const [client, { tokens, at }] of this.#buckets) if (this.#filled(tokens, at) >= this.full) this.#buckets.delete(client);
  }
}
