import { Refusal } from "../../issuance/refusal.ts";
import { RateLimit } from "../../listener/rate-limit.ts";

/** The limit of wrong codes for one name from one address: a burst, then one every few seconds. */
const perName = { atOnce: 5, seconds: 5 };
/** The limit for all names together: several people of a clinic may share an address. */
const perAddress = { atOnce: 30, seconds: 1 };

/**
 * Limits the rate of wrong recovery codes by client address. Correct codes are not counted, and one address never
 * affects another.
 */
export class WrongCodes {
  readonly #names: RateLimit;
  readonly #addresses: RateLimit;

  /** @param now in milliseconds */
  constructor(now: () => number) {
    this.#names = new RateLimit(1 / perName.seconds, now, perName.atOnce);
    this.#addresses = new RateLimit(1 / perAddress.seconds, now, perAddress.atOnce);
  }

  /**
   * Tries a code.
   *
   * @param address as `clientAddress` returns it
   * @param attempt refuses a wrong code with `recovery-code-wrong`
   * @throws Refusal `requests-exceeded` after too many wrong codes, without trying this one
   */
  async counted<T>(
    address: string,
    { cn, tenant }: { readonly cn: string; readonly tenant: string },
    attempt: () => Promise<T>,
  ): Promise<T> {
    const name = JSON.stringify([address, tenant, cn]);
    const delay = Math.max(this.#names.delay(name, 1), this.#addresses.delay(address, 1));
    if (delay > 0) throw new Refusal("requests-exceeded", { retryAfter: Math.ceil(delay / 1000) });
    // Counted beforehand, so that concurrent attempts cannot exceed the limit.
    this.#names.take(name);
    this.#addresses.take(address);
    let wrong = false;
    try {
      return await attempt();
    } catch (error) {
      wrong = error instanceof Refusal && error.code === "recovery-code-wrong";
      throw error;
    } finally {
      if (!wrong) {
        this.#names.giveBack(name, 1);
        this.#addresses.giveBack(address, 1);
      }
    }
  }
}
