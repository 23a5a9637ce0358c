import type { Invalidity } from "../issuance/validity.ts";
import { findInvalidity } from "../issuance/validity.ts";
import { findHeldByNumbers } from "../store/certificates/certificates.ts";
import type { Store } from "../store/database/schema.ts";

/** Why an exchange ends before its time: its certificate is no longer accepted, or no longer in the records. */
export type EndReason = Invalidity | "unknown-serial";

/** Ends one exchange. */
type End = (reason: EndReason) => void;

/**
 * The exchanges with apps that are in progress, by the certificates for which they were accepted: requests, their answers,
 * WebSockets. They may outlive a revocation that another process records, so they are judged again.
 */
export class OpenExchanges {
  readonly #ends = new Map<number, Set<End>>();

  /** The number of exchanges. */
  get size(): number {
    let size = 0;
    for (const ends of this.#ends.values()) size += ends.size;
    return size;
  }

  /** The number of exchanges of a certificate, by its number. */
  sizeOf(certificate: number): number {
    return this.#ends.get(certificate)?.size ?? 0;
  }

  /**
   * Adds an exchange.
   *
   * @param certificate the number of its certificate
   * @returns a function that removes it
   */
  add(certificate: number, end: End): () => void {
    const ends = this.#ends.get(certificate) ?? new Set();
    this.#ends.set(certificate, ends);
    ends.add(end);
    return () => {
      ends.delete(end);
      if (ends.size === 0 && this.#ends.get(certificate) === ends) this.#ends.delete(certificate);
    };
  }

  /**
   * Ends those whose certificates are no longer accepted, by the same rule as for a request, and by one query for all.
   *
   * @returns how many
   */
  async judge(store: Store, now: Date): Promise<number> {
    if (this.#ends.size === 0) return 0;
    const judged = [...this.#ends];
    const held = await findHeldByNumbers(
      store,
      judged.map(([number]) => number),
    );
    let ended = 0;
    for (const [number, ends] of judged) {
      const certificate = held.get(number);
      const reason = certificate === undefined ? "unknown-serial" : findInvalidity(certificate, now);
      if (reason === undefined) continue;
      for (const end of [...ends]) {
        end(reason);
        ended++;
      }
    }
    return ended;
  }
}
