import * as v from "valibot";
import browser from "webextension-polyfill";
import { readLedger, trimmed, type Ledger } from "./ledger.ts";
import { RenewalRecord } from "./record.ts";

/** The key of the ledger in the extension's storage. */
export const ledgerKey = "renewals";

/** The stored ledger; an empty one if there is none, or none that can be read. */
export async function keptLedger(): Promise<Ledger> {
  const stored = await browser.storage.local.get(ledgerKey);
  return readLedger(stored[ledgerKey]);
}

/**
 * Changes the ledger. Changes from the worker and the extension's pages are serialised.
 *
 * @param change returns the same ledger if there is nothing to change
 * @returns the stored ledger after the change
 */
export async function changeLedger(change: (ledger: Ledger) => Ledger, now: Date): Promise<Ledger> {
  return await navigator.locks.request("koshin-renewals", async () => {
    const before = await keptLedger();
    const after = change(before);
    if (after === before) return before;
    // The service's data is validated before it is stored: a record that could not be read again is not written.
    const records = after.records.filter((record) => v.is(RenewalRecord, record));
    const kept = trimmed({ ...after, records }, now);
    await browser.storage.local.set({ [ledgerKey]: kept });
    return kept;
  });
}
