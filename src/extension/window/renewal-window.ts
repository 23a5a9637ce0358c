import * as v from "valibot";
import browser from "webextension-polyfill";
import { openDialog } from "../../dialog/frame/open-dialog.tsx";
import { continueRenewal, writeKeptRenewal } from "../../dialog/machine/kept-renewal.ts";
import { type Occasion, occasion } from "../../dialog/machine/occasion.ts";
import { renewalWork } from "../../dialog/machine/renewal-work.ts";
import { dialogTexts } from "../../dialog/texts/texts-for.ts";
import type { HandedOver, KeptInWindow } from "../../protocol/handed-over.ts";
import type { Status } from "../../protocol/status.ts";
import { languageFor } from "../../ui/language.ts";
import { detectPlatform } from "../../ui/platform.ts";
import { RenewedDocument } from "../actions/renewal-window.ts";
import type { NotedPlace } from "../service/caller.ts";
import { notedStatus } from "../service/noted-status.ts";
import { tellUnderway } from "../tell-underway.ts";
import { forgetAcrossReload, keepAcrossReload, keptAcrossReload } from "./keep-across-reload.ts";
import { holdEarlyPresses } from "./settle.ts";
import { configuredOrigin, keepInDocument, type KeepingDocument, originOf, takeOver } from "./take-over.ts";
import { windowTexts } from "./texts/texts-for.ts";
import { tryUntilReached } from "./try-until-reached.tsx";
import { windowPort } from "./window-port.ts";

await continueHere().finally(closeWindow);

/** Continues the renewal of the document that the address names, until the dialog closes. */
async function continueHere(): Promise<void> {
  const named = v.safeParse(RenewedDocument, Object.fromEntries(new URLSearchParams(location.hash.slice(1))));
  if (!named.success) return;
  const before = await keptAcrossReload();
  const origin = await configuredOrigin((await originOf(named.output)) ?? before?.origin);
  if (origin === undefined) return;
  const place = { ...named.output, origin, inPrivate: browser.extension.inIncognitoContext === true };
  // If this fails, the dialog in the page still has everything, or this window when it is loaded again.
  const spoken = before?.language ?? languageFor(navigator.language);
  const status = await tryUntilReached(spoken, () => notedStatus(place));
  const taken = await takeOver(named.output);
  const reason = occasion(status);
  if (reason === undefined) return;
  const renewal = before ?? taken ?? { language: spoken, kept: null };
  const inDocument = taken && keepInDocument(named.output, taken);
  const keepHere = keepAcrossReload({ origin, language: renewal.language });
  const keep = (kept: KeptInWindow): void => {
    keepHere(kept);
    inDocument?.keep(kept);
  };
  keep(renewal.kept);
  await showDialog(place, status, reason, renewal, { keep, isThere: () => inDocument?.isThere() === true });
}

async function showDialog(
  place: NotedPlace,
  status: Status,
  reason: Occasion,
  { language, kept }: Pick<HandedOver, "language" | "kept">,
  { keep, isThere }: KeepingDocument,
): Promise<void> {
  const texts = dialogTexts(language);
  document.documentElement.lang = language;
  document.title = texts.title;
  const host = document.createElement("div");
  document.documentElement.append(host);
  const root = host.attachShadow({ mode: "open" });
  const origin = { kind: "device", keyKind: status.keyKind, port: windowPort(place) } as const;
  const dialog = openDialog(root, origin, {
    part: "extension",
    status,
    occasion: reason,
    renewedHost: new URL(place.origin).hostname,
    language,
    texts,
    platform: await detectPlatform(navigator),
    loadWork: () => Promise.resolve(renewalWork),
    onChange: (_before, after) => keep(writeKeptRenewal(after) ?? null),
    isKept: isThere,
    ...(kept !== null && { resume: (fresh) => continueRenewal(fresh, kept) }),
  });
  const { continued, tooSoon } = windowTexts(language);
  const note = noteIn(root);
  note.say(continued, "note");
  holdEarlyPresses(
    root,
    dialog.events,
    () => note.say(tooSoon, "note danger"),
    () => note.remove(),
  );
  tellUnderway(() => dialog.wouldLose());
  await dialog.closed;
}

/** A message above the step, which screen readers announce. */
function noteIn(root: ShadowRoot): { say(text: string, look: string): void; remove(): void } {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(".continued { margin: 1rem clamp(1rem, 4vw, 1.5rem) 0; }");
  root.adoptedStyleSheets.push(sheet);
  const note = document.createElement("p");
  note.role = "alert";
  return {
    say: (text, look) => {
      note.className = `${look} continued`;
      note.textContent = text;
      root.querySelector("dialog > .step")?.before(note);
    },
    remove: () => note.remove(),
  };
}

async function closeWindow(): Promise<void> {
  await forgetAcrossReload().catch(() => undefined);
  const tab = await browser.tabs.getCurrent();
  if (tab.id !== undefined) await browser.tabs.remove(tab.id);
}
