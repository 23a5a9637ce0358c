import * as v from "valibot";
import browser from "webextension-polyfill";
import { readLedger, trimmed, type Ledger } from "./ledger.ts";
import { RenewalRecord } from "./record.ts";

/** The name of the ledger in the extension's storage. */
export const ledgerKey = "renewals";

/** The ledger as it is kept; an empty one where there is none, or none that can be read. */
export async function keptLedger(): Promise<Ledger> {
  const stored = await browser.storage.local.get(ledgerKey);
  return readLedger(stored[ledgerKey]);
}

/**
 * Changes the ledger, one change after the other, whether the worker asks for it or a page of the extension.
 *
 * @param change returns the same ledger where there is nothing to change
 * @returns the ledger as it is kept after the change
 */
export async function changeLedger(change: (ledger: Ledger) => Ledger, now: Date): Promise<Ledger> {
  return await navigator.locks.request("koshin-renewals", async () => {
    const before = await keptLedger();
    const after = change(before);
    if (after === before) return before;
    // What a service says is bounded before it is kept: a record that could not be read again is not written.
    const records = after.records.filter((record) => v.is(RenewalRecord, record));
    const kept = trimmed({ ...after, records }, now);
    await browser.storage.local.set({ [ledgerKey]: kept });
    return kept;
  });
}
