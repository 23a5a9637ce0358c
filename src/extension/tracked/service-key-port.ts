import browser from "webextension-polyfill";
import { toBase64 } from "../../core/base64.ts";
import type { ServiceKeyPort } from "../../dialog/machine/port.ts";
import { download } from "../downloads/download.ts";
import { changeLedger } from "../renewals/kept-ledger.ts";
import { noteConfirmed, noteReplacement, noteStage } from "../renewals/ledger-changes.ts";
import type { Ledger } from "../renewals/ledger.ts";
import type { RenewalRecord } from "../renewals/record.ts";
import { orderReplacement } from "./order-replacement.ts";

/**
 * Renews a certificate that is tracked by its file. Its progress is recorded only in the ledger. Everything happens in
 * the extension's own page, so that no message contains the key or the password.
 */
export function serviceKeyPort(record: RenewalRecord): ServiceKeyPort {
  const { origin, cn, o, notAfter } = record;
  return {
    trialHost: new URL(origin).host,

    async order(following) {
      const ordered = await orderReplacement({ origin, subject: { cn, o }, notAfter: new Date(notAfter) }, following);
      const { serial, fileName } = ordered;
      const times = { issuedAt: new Date().toISOString(), notAfter: ordered.notAfter.toISOString() };
      await note((ledger) => noteReplacement(ledger, record, { serial, ...times, fileName, stage: "issued" }));
      return ordered;
    },

    async download(name, file) {
      await download({ name, file: toBase64(file), inPrivate: browser.extension.inIncognitoContext === true });
      return "saved";
    },

    report: (report) => note((ledger, now) => noteStage(ledger, origin, report, now)),

    confirm: () => note((ledger, now) => noteConfirmed(ledger, record, now)),
  };
}

async function note(change: (ledger: Ledger, now: Date) => Ledger): Promise<void> {
  const now = new Date();
  await changeLedger((ledger) => change(ledger, now), now);
}
