import { fetchWith, type Service } from "../client/ask.ts";
import { askStatus } from "../client/status.ts";
import { occasion } from "../dialog/machine/occasion.ts";
import type { Texts } from "../dialog/texts/texts.ts";
import { RenewalError } from "../protocol/failure.ts";
import { pageLanguage, type Language } from "../ui/language.ts";
import { offerHandover } from "./offer-handover.ts";
import type { PageDialog } from "./renewal-dialog.ts";
import type { WatchEvent, WatchOutcome } from "./watch-event.ts";
import type { WatchOptions } from "./watch-options.ts";
import type { WatchTexts } from "./watch-texts.ts";

/** A running watch. */
export interface Watcher {
  readonly options: WatchOptions;
  readonly emit: (event: WatchEvent) => void;
}

/** All watches of the page share one check of the certificate, and one dialog. */
const watchers = new Set<Watcher>();
let underway: Promise<WatchOutcome> | undefined;
let open: Pick<PageDialog, "close"> | undefined;

/** Adds a watch, and checks the certificate unless a check is in progress. */
export function join(watcher: Watcher): Promise<WatchOutcome> {
  watchers.add(watcher);
  underway ??= untilSettled().finally(() => {
    underway = undefined;
    watchers.clear();
  });
  return underway;
}

/** Removes a watch; the dialog closes with the last one. */
export function leave(watcher: Watcher): void {
  if (watchers.delete(watcher) && watchers.size === 0) open?.close();
}

/** Checks again if a watch joined just after the others were stopped. */
async function untilSettled(): Promise<WatchOutcome> {
  let outcome: WatchOutcome;
  do outcome = await checkCertificate().catch(failed);
  while (outcome === "stopped" && watchers.size > 0);
  return outcome;
}

async function checkCertificate(): Promise<WatchOutcome> {
  const { taken, takenLate } = offerHandover(window);
  // In parallel, so that pages without the extension do not wait for it. If there is one, its reply takes precedence.
  const service = pageService();
  const asked = askStatus(service);
  asked.catch(() => undefined);
  if (await taken) return "handed-over";
  if (watchers.size === 0) return "stopped";
  const status = await asked;
  const reason = occasion(status);
  if (reason === undefined) return "nothing";
  const { daysLeft, notAfter } = status.certificate;
  emit({ type: "due", occasion: reason, daysLeft, notAfter });
  const [asker] = watchers;
  const { language = languageOf(document), texts: replacements } = asker?.options ?? {};
  const [{ openPageDialog, detectPlatform }, texts] = await loadDialog(language, replacements?.[language]);
  const platform = await detectPlatform(navigator);
  if (takenLate.aborted) return "handed-over";
  if (watchers.size === 0) return "stopped";

  let outcome: WatchOutcome | undefined;
  const onClose = (): void => {
    open = undefined;
    // A watch that starts right after the last one has stopped needs another check.
    if (watchers.size === 0) outcome = "stopped";
  };
  const dialog = openPageDialog({ service, status, occasion: reason, language, platform, texts, emit, onClose });
  open = dialog;
  takenLate.addEventListener("abort", () => {
    outcome = "handed-over";
    open?.close();
  });
  const closed = await dialog.closed;
  return outcome ?? closed;
}

function languageOf({ documentElement }: Document): Language {
  const kana = /[\u3041-\u30ff]/.test(documentElement.innerText);
  return pageLanguage({ page: documentElement.lang, browser: navigator.language, kana });
}

/** The service on the page's own origin, where the browser presents the certificate to renew. */
function pageService(): Service {
  return { origin: location.origin, transport: fetchWith({ mode: "same-origin", credentials: "same-origin" }) };
}

/** The dialog is several times larger than the check: pages load it only when it is due, and in one language. */
async function loadDialog(
  language: Language,
  replacements: WatchTexts | undefined,
): Promise<readonly [typeof import("./renewal-dialog.ts"), Texts]> {
  try {
    return await Promise.all([import("./renewal-dialog.ts"), loadTexts(language, replacements)]);
  } catch (cause) {
    throw new RenewalError("unreachable", "The dialog's scripts could not be loaded.", { cause });
  }
}

async function loadTexts(language: Language, replacements: WatchTexts | undefined): Promise<Texts> {
  const [own, replacing] = await Promise.all([loadOwnTexts(language), replacements && import("./replace-texts.ts")]);
  return replacing === undefined || replacements === undefined ? own : replacing.replaceTexts(own, replacements);
}

async function loadOwnTexts(language: Language): Promise<Texts> {
  return language === "ja" ? (await import("../dialog/texts/ja.ts")).textsJa : (await import("../dialog/texts/en.ts")).textsEn;
}

function failed(error: unknown): WatchOutcome {
  emit({ type: "failed", code: error instanceof RenewalError ? error.code : "internal" });
  return "failed";
}

function emit(event: WatchEvent): void {
  for (const watcher of watchers) watcher.emit(event);
}
