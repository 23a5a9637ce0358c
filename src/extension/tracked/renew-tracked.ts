import { openDialog } from "../../dialog/frame/open-dialog.tsx";
import { type LoadWork, renewalWork } from "../../dialog/machine/renewal-work.ts";
import { dialogTexts } from "../../dialog/texts/texts-for.ts";
import type { Language } from "../../ui/language.ts";
import { detectPlatform } from "../../ui/platform.ts";
import type { RenewalRecord } from "../renewals/record.ts";
import { tellUnderway } from "../tell-underway.ts";
import { serviceKeyPort } from "./service-key-port.ts";
import { statusOfRecord } from "./status-of-record.ts";

/** Shows the renewal dialog for a certificate that is tracked by its file, in the extension's own page, until it closes. */
export async function renewTracked(record: RenewalRecord, language: Language): Promise<void> {
  const platform = await detectPlatform(navigator);
  const status = statusOfRecord(record, new Date());
  const occasion = status.pending === null ? "prompt" : "resume";
  const host = document.createElement("div");
  document.documentElement.append(host);
  const root = host.attachShadow({ mode: "open" });
  const loadWork: LoadWork = () => Promise.resolve(renewalWork);
  const options = { part: "extension", status, occasion, language, texts: dialogTexts(language), platform, loadWork } as const;
  const dialog = openDialog(root, { kind: "service", port: serviceKeyPort(record) }, options);
  const untell = tellUnderway(() => dialog.wouldLose());
  await dialog.closed;
  untell();
  host.remove();
}
