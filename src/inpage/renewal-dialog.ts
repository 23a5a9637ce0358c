import type { Service } from "../client/ask.ts";
import type { Platform } from "../core/profile.ts";
import { openDialog, type OpenedDialog } from "../dialog/frame/open-dialog.tsx";
import { returnLimit } from "../dialog/frame/return-limit.ts";
import { type EventHandler, hearWindow } from "../dialog/frame/window-events.ts";
import type { Occasion } from "../dialog/machine/occasion.ts";
import { renewalWork } from "../dialog/machine/renewal-work.ts";
import type { Texts } from "../dialog/texts/texts.ts";
import type { Status } from "../protocol/status.ts";
import type { Language } from "../ui/language.ts";
import { eventOf } from "./event-of.ts";
import { fetchPort } from "./fetch-port.ts";
import { followTheme } from "./theme.ts";
import type { WatchEvent, WatchOutcome } from "./watch-event.ts";

/** Only the dialog depends on the platform, so that a page loads it with the dialog. */
export { detectPlatform } from "../ui/platform.ts";

/** Options of the dialog in a page. */
export interface PageDialogOptions {
  readonly service: Service;
  readonly status: Status;
  readonly occasion: Occasion;
  readonly language: Language;
  readonly platform: Platform;
  readonly texts: Texts;
  readonly emit: (event: WatchEvent) => void;
  /** Called at the moment the dialog closes. */
  readonly onClose: () => void;
}

/** The open dialog in a page. */
export interface PageDialog extends Pick<OpenedDialog, "close"> {
  /** Resolves to what has become of the dialog when it has closed. */
  readonly closed: Promise<WatchOutcome>;
}

/**
 * Opens the dialog in the page, and removes everything once it has closed. This file imports the whole dialog, so that a
 * page loads it only if there is something to show.
 */
export function openPageDialog(options: PageDialogOptions): PageDialog {
  const { service, status, occasion, language, platform, texts, emit, onClose } = options;
  const { host, root } = attachHost(document);
  let outcome: WatchOutcome = "shown";
  let heard: EventHandler = () => undefined;
  let endWatch = (): void => undefined;
  // Before the dialog's own, which stops the events.
  const hear: EventHandler = (event) => heard(event);
  let unhear = hearWindow(hear);
  const abandon = (): void => {
    onClose();
    emit({ type: "dismissed" });
    dialog.abandon();
  };
  const stopReturning = keepAttached(
    host,
    () => {
      unhear = hearWindow(hear);
      dialog.revive();
      keepInSight(host, root);
    },
    abandon,
  );
  const origin = { kind: "device", keyKind: status.keyKind, port: fetchPort(service, status) } as const;
  const dialog = openDialog(root, origin, {
    part: "page",
    status,
    occasion,
    language,
    platform,
    texts,
    loadWork: () => Promise.resolve(renewalWork),
    onChange(before, after) {
      const event = eventOf(before, after);
      if (event !== undefined) emit(event);
      if (after.step === "closed") onClose();
    },
  });
  keepInSight(host, root);
  const leaveTheme = followTheme(host, root, (property) => emit({ type: "style-refused", property }));
  const closed = dialog.closed.then(() => {
    stopReturning();
    leaveTheme();
    unhear();
    endWatch();
    host.remove();
    return outcome;
  });
  emit({ type: "shown" });
  void watchPresses().catch(() => undefined);
  return { closed, close: () => dialog.close() };

  /** Without its script, the dialog works as well. */
  async function watchPresses(): Promise<void> {
    const { watchStoppedPresses } = await import("./stopped-presses.ts");
    if (!host.isConnected) return;
    const watch = watchStoppedPresses(root, texts.errors["presses-stopped"], {
      noticed: () => emit({ type: "failed", code: "presses-stopped" }),
      giveUp: () => {
        if (dialog.wouldLose()) return;
        outcome = "failed";
        abandon();
      },
    });
    heard = watch.hear;
    endWatch = watch.end;
  }
}

/**
 * Returns the dialog after the page has replaced its body, or everything (`document.open()`): otherwise a certificate
 * would be lost with it, and no other dialog could open.
 *
 * @param revive called when it has returned, because `document.open()` removes every listener
 * @param abandon called when the page has removed it too often
 */
function keepAttached(host: HTMLElement, revive: () => void, abandon: () => void): () => void {
  const mayReturn = returnLimit();
  const observer = new MutationObserver(() => {
    const parent = document.querySelector("body, frameset") ?? document.documentElement;
    if (host.isConnected || !(parent instanceof HTMLElement)) return;
    if (!mayReturn()) {
      abandon();
      return;
    }
    parent.append(host);
    revive();
  });
  observer.observe(document, { childList: true, subtree: true });
  return () => observer.disconnect();
}

/**
 * A modal dialog that has no box, such as in a frameset or in a hidden body, would freeze the page unseen: it is moved
 * to the document's element.
 */
function keepInSight(host: HTMLElement, root: ShadowRoot): void {
  const dialog = root.querySelector("dialog");
  if (dialog === null || dialog.getClientRects().length > 0) return;
  host.ownerDocument.documentElement.append(host);
  // Moving it has removed it from the top layer, but not its attribute.
  dialog.removeAttribute("open");
  dialog.showModal();
}

/**
 * Appends an element without attributes to the page. The page's styles for its own elements (`div { opacity: 0 }`) do
 * not affect it, because important declarations of the inner tree win. Custom properties are inherited.
 */
function attachHost(document: Document): { readonly host: HTMLElement; readonly root: ShadowRoot } {
  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "closed" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(":host { all: initial !important; }");
  root.adoptedStyleSheets.push(sheet);
  document.body.append(host);
  return { host, root };
}
