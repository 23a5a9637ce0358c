import { fetchWith } from "../../client/ask.ts";
import { askStatus, reportStage } from "../../client/status.ts";
import type { Downloaded, RenewalPort } from "../../dialog/machine/port.ts";
import { saveFile } from "../../dialog/steps/save-file.ts";
import { RenewalError } from "../../protocol/failure.ts";
import { exposedWork } from "./exposed-work.ts";
import type { BackgroundPort } from "./message-port.ts";

/**
 * The dialog's port to the background as long as there is one. If the extension is updated, reloaded or removed under an
 * open dialog, the dialog's script lives on in Chromium, without a background: then it saves and reports from the document,
 * and sends a request again whose answer was lost, so that a certificate that was issued is not lost. Before that, nothing
 * is lost by loading the page again. (Firefox ends the script: `keep-for-successor.ts`.)
 *
 * @param root contains the dialog
 */
export function survivingPort(port: BackgroundPort, root: ShadowRoot): RenewalPort {
  const service = {
    origin: location.origin,
    transport: fetchWith({ mode: "same-origin", credentials: "same-origin" }),
  };
  return {
    ...port,
    status: () => orElse(port.status(), () => askStatus(service)),
    enrol: (request, precondition) =>
      orElse(port.enrol(request, precondition), async () => {
        const work = exposedWork();
        if (work === undefined) throw new RenewalError("extension-replaced", "The script for keys and files was not injected.");
        return await work.reenrol(service, request, precondition);
      }),
    report: (report) => orElse(port.report(report), () => reportStage(service, report)),
    download: (name, file) =>
      orElse(port.download(name, file), () => saveBeside(root, name, new Blob([file], { type: "application/x-pkcs12" }))),
  };
}

async function orElse<Value>(asked: Promise<Value>, without: () => Promise<Value>): Promise<Value> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof RenewalError && error.code === "extension-replaced") return await without();
    throw error;
  }
}

function saveBeside(root: ShadowRoot, name: string, file: Blob): Promise<Downloaded> {
  const beside = root.querySelector("footer, header");
  if (beside === null) return Promise.reject(new RenewalError("download-failed", "There is no dialog to save from."));
  // A page cannot forbid it in Chromium.
  const withdraw = saveFile(beside, name, file, () => undefined);
  setTimeout(withdraw, 60_000);
  return Promise.resolve("offered");
}
