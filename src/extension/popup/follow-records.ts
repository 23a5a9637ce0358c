import browser from "webextension-polyfill";
import { keptLedger } from "../renewals/kept-ledger.ts";
import type { RenewalRecord } from "../renewals/record.ts";
import { configuredSites } from "../sites/configured-sites.ts";
import { siteOf } from "../sites/sites.ts";

/**
 * Calls back with what is remembered of the sites that are served, at once and whenever it changes.
 *
 * @returns what ends that
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
