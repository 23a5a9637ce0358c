import browser from "webextension-polyfill";
import { keptLedger } from "../renewals/kept-ledger.ts";
import type { RenewalRecord } from "../renewals/record.ts";
import { configuredSites } from "../sites/configured-sites.ts";
import { siteOf } from "../sites/sites.ts";

/**
 * Calls back with the records of all served sites, at once and whenever they change.
 *
 * @returns a function that ends the subscription
 */
export function followRecords(changed: (records: readonly RenewalRecord[]) => void): () => void {
  const tell = async (): Promise<void> => {
    const [{ records }, sites] = await Promise.all([keptLedger(), configuredSites()]);
    changed(records.filter(({ origin }) => siteOf(origin, sites) !== undefined));
  };
  const listener = (): void => void tell();
  listener();
  browser.storage.onChanged.addListener(listener);
  return () => browser.storage.onChanged.removeListener(listener);
}
