import browser from "webextension-polyfill";
import type { RecordName, RenewalRecord } from "../renewals/record.ts";
import { renewalHash } from "../renewals/renewal-hash.ts";
import { configuredSites } from "../sites/configured-sites.ts";
import { siteOf } from "../sites/sites.ts";
import { openSite } from "./open-site.ts";

/** Takes the person to where a record's renewal continues: its site, or the options page if only its file is known. */
export async function goToRenewal(record: RecordName & Pick<RenewalRecord, "file">): Promise<void> {
  if (record.file !== undefined) {
    await browser.tabs.create({ url: browser.runtime.getURL(`pages/options.html${renewalHash(record)}`) });
    return;
  }
  const site = siteOf(record.origin, await configuredSites());
  if (site !== undefined) await openSite(record.origin, site);
}
