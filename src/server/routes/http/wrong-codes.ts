import { Refusal } from "../../issuance/refusal.ts";
import { RateLimit } from "../../listener/rate-limit.ts";

/** Wrong codes for one name from one address: so many at once, and then one in so many seconds. */
const perName = { atOnce: 5, seconds: 5 };
/** The same for all names: several people of a clinic may come from one address. */
const perAddress = { atOnce: 30, seconds: 1 };

/**
 * Slows down whoever tries recovery codes that are wrong, by the address that they come from. Right ones count for
 * nothing, and nobody's wrong tries stand in the way of somebody at another address.
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
   * Has a code tried.
   *
   * @param address as `clientAddress` tells
   * @param attempt refuses a wrong code with `recovery-code-wrong`
   * @throws Refusal `requests-exceeded` where too many were wrong before, without a look at this one
   */
  async counted<T>(
    address: string,
    { cn, tenant }: { readonly cn: string; readonly tenant: string },
    attempt: () => Promise<T>,
  ): Promise<T> {
    const name = JSON.stringify([address, tenant, cn]);
    const delay = Math.max(this.#names.delay(name, 1), this.#addresses.delay(address, 1));
    if (delay > 0) throw new Refusal("requests-exceeded", { retryAfter: Math.ceil(delay / 1000) });
    // Counted beforehand, so that of many at once none goes past the limit.
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
