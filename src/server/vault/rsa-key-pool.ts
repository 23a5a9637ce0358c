import { generateKeyPair } from "node:crypto";
import { promisify } from "node:util";
import type { ServiceKey } from "./service-key.ts";

const generate = promisify(generateKeyPair);
/** The time without a request for a key after which the pool is filled, in milliseconds. */
const idleAfter = 1000;

/**
 * A pool of RSA-2048 keys, because generating one takes a tenth of a second; on the thread pool, not on the event loop.
 */
export class RsaKeyPool {
  #size: number;
  readonly #stock: ServiceKey[] = [];
  #idle: NodeJS.Timeout | undefined;
  #closed = false;

  /** @param size the number of keys in the pool; 0 generates each on demand */
  constructor(size: number) {
    this.#size = size;
  }

  /** The number of keys in the pool. */
  get stock(): number {
    return this.#stock.length;
  }

  /** Changes the number of keys in the pool; surplus keys are used up. */
  resize(size: number): void {
    this.#size = size;
    this.fillWhenIdle();
  }

  /** Takes a key from the pool, or generates one. */
  async take(): Promise<ServiceKey> {
    const key = this.#stock.pop() ?? (await generateKey());
    this.fillWhenIdle();
    return key;
  }

  /** Returns a key that was not used. */
  giveBack(key: ServiceKey): void {
    if (!this.#closed && this.#stock.length < this.#size) this.#stock.push(key);
  }

  /** Fills the pool, one key after the other, after a second without a request for one. */
  fillWhenIdle(): void {
    clearTimeout(this.#idle);
    if (this.#closed || this.#stock.length >= this.#size) return;
    this.#idle = setTimeout(() => void this.#generateNext(), idleAfter).unref();
  }

  /** Empties the pool and stops filling it. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#idle);
    this.#stock.length = 0;
  }

  async #generateNext(): Promise<void> {
    const begun = this.#idle;
    this.giveBack(await generateKey());
    const requested = this.#idle !== begun;
    if (!requested && !this.#closed && this.#stock.length < this.#size) await this.#generateNext();
  }
}

async function generateKey(): Promise<ServiceKey> {
  const { publicKey, privateKey } = await generate("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "der" },
    privateKeyEncoding: { type: "pkcs8", format: "der" },
  });
  return { spki: new Uint8Array(publicKey), privateKey: new Uint8Array(privateKey) };
}
