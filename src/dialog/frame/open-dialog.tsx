import { render } from "preact";
import { profileFor, type Platform } from "../../core/profile.ts";
import type { Status } from "../../protocol/status.ts";
import { certificateStoreFor } from "../../ui/certificate-store.ts";
import { type DiagnosedPart, writeDiagnosis } from "../../ui/diagnosis.ts";
import type { Language } from "../../ui/language.ts";
import type { RenewalPort, ServiceKeyPort } from "../jobs/port.ts";
import { runJob } from "../jobs/run-job.ts";
import type { Occasion } from "../machine/occasion.ts";
import type { RenewalEvent } from "../machine/renewal-event.ts";
import type { RenewalState } from "../machine/renewal-state.ts";
import { initialState, transition } from "../machine/transition.ts";
import type { Texts } from "../texts/texts.ts";
import { diagnoseRenewal } from "./diagnose-renewal.ts";
import { RenewalDialog } from "./renewal-dialog.tsx";
import { singlePress } from "./single-press.ts";
import { dialogStyleSheet } from "./style-sheet.ts";

/** What the dialog opens with. */
export interface DialogOptions {
  /** The part of Koshin that shows the dialog. */
  readonly part: Exclude<DiagnosedPart, "popup">;
  readonly status: Status;
  readonly occasion: Occasion;
  readonly language: Language;
  /** The machine that the certificate is for: it chooses the import steps and the file's profile. */
  readonly platform: Platform;
  /** In that language. */
  readonly texts: Texts;
  /** Is told of each change, before the dialog shows it. */
  readonly onChange?: (before: RenewalState, after: RenewalState) => void;
}

/** A dialog that is open. */
export interface OpenedDialog {
  /** Resolves when the dialog has closed and holds nothing any more. */
  readonly closed: Promise<void>;
  /** Asks the dialog to close, as Escape does: where a certificate would be lost it asks the person first. */
  close(): void;
}

/**
 * Opens the renewal dialog in a root of the caller's own. The root is left empty once it has closed. Its style sheet
 * is adopted, never written into the page, so that a strict content security policy allows it.
 */
export function openDialog(
  root: ShadowRoot | HTMLElement,
  port: RenewalPort | ServiceKeyPort,
  options: DialogOptions,
): OpenedDialog {
  const { part, language, platform, texts } = options;
  const styled = root instanceof ShadowRoot ? root : root.ownerDocument;
  const sheet = dialogStyleSheet(root);
  styled.adoptedStyleSheets.push(sheet);

  const { promise: closed, resolve } = Promise.withResolvers<undefined>();
  const profile = profileFor(platform);
  const trialHost = "order" in port ? port.trialHost : undefined;
  const view = { texts, language, store: certificateStoreFor(platform), occasion: options.occasion, trialHost, diagnose, send };
  const clock = (): Date => new Date();
  const clockAhead = clock().getTime() - Date.parse(options.status.now);
  const presses = singlePress(root);
  let state = initialState(options.status, options.occasion, clock(), trialHost === undefined ? "connection" : "trial");

  function send(event: RenewalEvent): void {
    const before = state;
    state = transition(before, event);
    if (state === before) return;
    options.onChange?.(before, state);
    if (state.step === "closed") {
      end();
      return;
    }
    render(<RenewalDialog state={state} view={view} />, root);
    presses.shown();
    if (state.job !== before.job) run();
  }

  function diagnose(): string {
    const place = { part, navigator, platform, host: trialHost ?? location.hostname, clockAhead };
    return writeDiagnosis(place, diagnoseRenewal(state), clock());
  }

  function run(): void {
    const { job } = state;
    if (job === undefined) return;
    void runJob(job, { port, status: state.status, profile, clock }, (result) => send({ type: "job", job, result }));
  }

  // The browser lets a dialog prevent only every other Escape; its key it can always prevent.
  const onKeyDown = (event: KeyboardEvent): void => {
    // A page's script can make up a key press, and must not close what the extension shows.
    if (event.key !== "Escape" || event.isComposing || !event.isTrusted) return;
    event.preventDefault();
    send({ type: "leave" });
  };

  function end(): void {
    document.removeEventListener("keydown", onKeyDown, true);
    presses.end();
    render(null, root);
    styled.adoptedStyleSheets = styled.adoptedStyleSheets.filter((adopted) => adopted !== sheet);
    resolve(undefined);
  }

  document.addEventListener("keydown", onKeyDown, true);
  render(<RenewalDialog state={state} view={view} />, root);
  run();
  return { closed, close: () => send({ type: "leave" }) };
}
