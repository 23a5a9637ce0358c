import { render } from "preact";
import type { KeyKind } from "../../core/key-kind.ts";
import { profileFor, type Platform } from "../../core/profile.ts";
import { certificateStoreFor } from "../../ui/certificate-store.ts";
import { type DiagnosedPart, writeDiagnosis } from "../../ui/diagnosis.ts";
import type { Language } from "../../ui/language.ts";
import type { Occasion } from "../machine/occasion.ts";
import type { KeyOrigin } from "../machine/port.ts";
import type { RenewalEvent } from "../machine/renewal-event.ts";
import type { RenewalState } from "../machine/renewal-state.ts";
import type { RenewalStatus } from "../machine/renewal-status.ts";
import type { LoadWork } from "../machine/renewal-work.ts";
import { runJob } from "../machine/run-job.ts";
import { initialState, transition, wouldLose } from "../machine/transition.ts";
import type { Texts } from "../texts/texts.ts";
import { diagnoseRenewal } from "./diagnose-renewal.ts";
import { type PersonEvents, personEvents } from "./person-events.ts";
import { RenewalDialog } from "./renewal-dialog.tsx";
import { singlePress } from "./single-press.ts";
import { dialogStyleSheet } from "./style-sheet.ts";
import { hearWindow, type HearWindow } from "./window-events.ts";

/** The dialog's options. */
export interface DialogOptions {
  /** The part of Koshin that shows the dialog. */
  readonly part: Exclude<DiagnosedPart, "popup">;
  readonly status: RenewalStatus;
  readonly occasion: Occasion;
  /** The host that the certificate is for; by default the document's. */
  readonly renewedHost?: string;
  readonly language: Language;
  /** The machine that the certificate is for: it determines the import steps and the file's profile. */
  readonly platform: Platform;
  /** In that language. */
  readonly texts: Texts;
  readonly loadWork: LoadWork;
  /** Called on each change, before the dialog shows it. */
  readonly onChange?: (before: RenewalState, after: RenewalState) => void;
  /** The state of a renewal that this dialog continues, from the one in which it would open; by default that one. */
  readonly resume?: (fresh: RenewalState) => RenewalState;
  /** Whether what only this dialog has is kept elsewhere, so that leaving the document loses nothing; by default not. */
  readonly isKept?: () => boolean;
  /** Registers a handler at the window; by default when the dialog opens. */
  readonly hear?: HearWindow;
}

/** An open dialog. */
export interface OpenedDialog {
  /** Resolves when the dialog has closed and released everything. */
  readonly closed: Promise<void>;
  readonly events: PersonEvents;
  /** Requests closing, like Escape: if a certificate would be lost, the person is asked to confirm. */
  close(): void;
  /** Whether closing it would lose a certificate. */
  wouldLose(): boolean;
  /** Draws everything anew in the same state, after `document.open()`, which removes every listener of the document. */
  revive(): void;
  /** Ends without a question: the page does not let the dialog stay. */
  abandon(): void;
}

/** Whether a key of a kind takes many seconds to generate on a slow computer. */
function isSlow(kind: KeyKind): boolean {
  return kind === "RSA-3072" || kind === "RSA-4096";
}

/**
 * Opens the renewal dialog in the caller's root, which is empty again once the dialog has closed. Its style sheet is
 * adopted rather than inserted as an element, which a strict content security policy would block.
 */
export function openDialog(root: ShadowRoot, origin: KeyOrigin, options: DialogOptions): OpenedDialog {
  const { part, language, platform, texts, loadWork, hear = hearWindow } = options;
  const sheet = dialogStyleSheet(root);
  root.adoptedStyleSheets.push(sheet);

  const { promise: closed, resolve } = Promise.withResolvers<undefined>();
  const profile = profileFor(platform);
  const trialHost = origin.kind === "service" ? origin.port.trialHost : undefined;
  const slowKey = origin.kind === "device" && isSlow(origin.keyKind);
  const view = { texts, language, store: certificateStoreFor(platform), trialHost, slowKey, diagnose, send };
  const clock = (): Date => new Date();
  const clockAhead = clock().getTime() - Date.parse(options.status.now);
  const events = personEvents(root, hear);
  const presses = singlePress(root, events);
  const fresh = initialState(options.status, options.occasion, clock(), origin.kind === "device" ? "connection" : "trial");
  let state = options.resume?.(fresh) ?? fresh;
  const stop = new AbortController();

  function send(event: RenewalEvent): void {
    const before = state;
    state = transition(before, event);
    if (state === before) return;
    options.onChange?.(before, state);
    if (state.step === "closed") {
      end();
      return;
    }
    draw();
    presses.shown();
    if (state.job !== before.job) run();
  }

  function diagnose(): string {
    const place = { part, navigator, platform, host: options.renewedHost ?? trialHost ?? location.hostname, clockAhead };
    return writeDiagnosis(place, diagnoseRenewal(state), clock());
  }

  function run(): void {
    const { job } = state;
    if (job === undefined) return;
    const context = { origin, status: state.status, profile, clock, loadWork, signal: stop.signal };
    void runJob(job, context, (result) => send({ type: "job", job, result }));
  }

  // The browser lets only every other `cancel` event be prevented; the Escape key press can always be.
  events.on("keydown", (event) => {
    // A page's script can synthesise a key press, and must not close the extension's dialog.
    if (!(event instanceof KeyboardEvent) || event.key !== "Escape" || event.isComposing || !event.isTrusted) return;
    event.preventDefault();
    send({ type: "leave" });
  });

  // Reloading, closing the tab, or a page that goes elsewhere by itself.
  const onUnload = (event: BeforeUnloadEvent): void => {
    if (wouldLose(state) && options.isKept?.() !== true) event.preventDefault();
  };
  addEventListener("beforeunload", onUnload);

  function draw(): void {
    render(<RenewalDialog state={state} view={view} />, root);
  }

  function revive(): void {
    addEventListener("beforeunload", onUnload);
    events.revive();
    // Elements that are drawn again have lost their listeners.
    render(null, root);
    draw();
  }

  function end(): void {
    stop.abort();
    removeEventListener("beforeunload", onUnload);
    events.end();
    render(null, root);
    root.adoptedStyleSheets = root.adoptedStyleSheets.filter((adopted) => adopted !== sheet);
    resolve(undefined);
  }

  draw();
  run();
  return {
    closed,
    events,
    close: () => send({ type: "leave" }),
    wouldLose: () => wouldLose(state),
    revive,
    abandon: end,
  };
}
