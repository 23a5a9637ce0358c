import { generateKeyPair } from "node:crypto";
import { promisify } from "node:util";
import type { Bytes } from "../../core/bytes.ts";

/** A key pair that was made here. */
export interface ServiceKey {
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Bytes;
  /** PKCS#8, DER. */
  readonly privateKey: Bytes;
}

const generate = promisify(generateKeyPair);
/** How long nobody may have asked for a key before the stock is filled, in milliseconds. */
const idleAfter = 1000;

/** RSA-2048 keys in stock, because making one takes a tenth of a second; on the thread pool, never on the event loop. */
export class RsaKeyPool {
  readonly #size: number;
  readonly #stock: ServiceKey[] = [];
  #idle: NodeJS.Timeout | undefined;
  #closed = false;

  /** @param size how many keys are kept in stock; 0 makes each when it is needed */
  constructor(size: number) {
    this.#size = size;
  }

  /** How many keys are in stock. */
  get stock(): number {
    return this.#stock.length;
  }

  /** Takes a key out of the stock, or makes one. */
  async take(): Promise<ServiceKey> {
    const key = this.#stock.pop() ?? (await makeKey());
    this.fillWhenIdle();
    return key;
  }

  /** Takes back a key that nobody has seen. */
  giveBack(key: ServiceKey): void {
    if (!this.#closed && this.#stock.length < this.#size) this.#stock.push(key);
  }

  /** Fills the stock, one key after the other, once nobody has asked for one for a second. */
  fillWhenIdle(): void {
    clearTimeout(this.#idle);
    if (this.#closed || this.#stock.length >= this.#size) return;
    this.#idle = setTimeout(() => void this.#makeNext(), idleAfter).unref();
  }

  /** Forgets the stock and makes no more. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#idle);
    this.#stock.length = 0;
  }

  async #makeNext(): Promise<void> {
    const begun = this.#idle;
    this.giveBack(await makeKey());
    const asked = this.#idle !== begun;
    if (!asked && !this.#closed && this.#stock.length < this.#size) await this.#makeNext();
  }
}

async function makeKey(): Promise<ServiceKey> {
  const { publicKey, privateKey } = await generate("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "der" },
    privateKeyEncoding: { type: "pkcs8", format: "der" },
  });
  return { spki: new Uint8Array(publicKey), privateKey: new Uint8Array(privateKey) };
}
