import type { StoreTransaction } from "../../store/database/schema.ts";
import { transact } from "../../store/transact.ts";
import { Refusal } from "../refusal.ts";
import type { Service } from "../service.ts";
import { SignatureNeeded } from "../signature-needed.ts";
import { abandonOrder } from "./abandon-order.ts";
import { obtainSignature } from "./obtain-signature.ts";

/** A certificate may be due to another key than the first time, if the records have changed meanwhile. */
const mostSignatures = 2;

/**
 * Runs a transaction that may issue a certificate. If another authority signs for the service, the transaction runs once
 * to judge whether one is issued at all, then the authority is asked for it, outside of any transaction, and the transaction
 * runs again and judges everything anew. A certificate that is not to be issued any more is recorded as revoked.
 *
 * @param work may run several times, only one of which is committed
 * @throws Refusal `authority-delayed`, `authority-refused`, `unavailable`; what `work` throws
 */
export async function issuing<T>(service: Service, now: Date, work: (transaction: StoreTransaction) => Promise<T>): Promise<T> {
  const { store, authority } = service;
  const { upstream } = authority;
  const obtained: string[] = [];
  for (;;) {
    try {
      return await transact(store, work);
    } catch (error) {
      if (upstream !== undefined && error instanceof SignatureNeeded && obtained.length < mostSignatures) {
        await obtainSignature(service, upstream, error.needed);
        obtained.push(error.needed.key.fingerprint);
        continue;
      }
      if (error instanceof Refusal) for (const key of obtained) await abandonOrder(service, key, now);
      throw error;
    }
  }
}
