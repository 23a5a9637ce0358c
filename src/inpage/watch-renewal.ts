import { languageFor, type Language } from "../dialog/language.ts";
import { occasion } from "../dialog/occasion.ts";
import { openDialog } from "../dialog/open-dialog.tsx";
import { detectPlatform } from "../dialog/platform.ts";
import { fetchPort } from "./fetch-port.ts";
import { offerHandover } from "./offer-handover.ts";

/** How the host page wants the dialog. */
export interface WatchOptions {
  /** The page's own language (`lang`) where it has one, else the browser's, unless given. */
  readonly language?: Language;
}

/** What became of a watch. */
export type WatchOutcome =
  /** The extension has taken it in hand. */
  | "handed-over"
  /** The dialog was shown, and has closed. */
  | "shown"
  /** There was nothing to show. */
  | "nothing"
  /** The service could not be asked. */
  | "failed";

let underway: Promise<WatchOutcome> | undefined;

/**
 * Looks whether the certificate of this page is to be renewed, and shows the dialog where it is, once at a time. Call
 * it on the page where people arrive after they log in. Never rejects: a page works without renewal, too.
 */
export function watchRenewal(options: WatchOptions = {}): Promise<WatchOutcome> {
  underway ??= watch(options)
    .catch(() => "failed" as const)
    .finally(() => (underway = undefined));
  return underway;
}

async function watch(options: WatchOptions): Promise<WatchOutcome> {
  const { taken, takenLate } = offerHandover(window);
  if (await taken) return "handed-over";
  const status = await fetchPort.status();
  const reason = occasion(status);
  if (reason === undefined) return "nothing";
  const language = options.language ?? languageFor(document.documentElement.lang || navigator.language);
  const platform = await detectPlatform(navigator);
  if (takenLate.aborted) return "handed-over";

  let outcome: WatchOutcome = "shown";
  const host = document.createElement("div");
  document.body.append(host);
  try {
    const root = host.attachShadow({ mode: "closed" });
    const dialog = openDialog(root, fetchPort, { status, occasion: reason, language, platform });
    takenLate.addEventListener("abort", () => {
      outcome = "handed-over";
      dialog.close();
    });
    await dialog.closed;
  } finally {
    host.remove();
  }
  return outcome;
}
