import { openDialog } from "../../dialog/frame/open-dialog.tsx";
import { watchSwallowedPresses } from "../../dialog/frame/swallowed-presses.ts";
import type { HearWindow } from "../../dialog/frame/window-events.ts";
import { continueRenewal, continueWithoutService, writeKeptRenewal } from "../../dialog/machine/kept-renewal.ts";
import { occasion } from "../../dialog/machine/occasion.ts";
import type { Texts as DialogTexts } from "../../dialog/texts/texts.ts";
import type { Status } from "../../protocol/status.ts";
import type { Language } from "../../ui/language.ts";
import { detectPlatform } from "../../ui/platform.ts";
import { claimDocument } from "../claim.ts";
import { hearFirst, isFirst } from "../first-listener.ts";
import { tellUnderway } from "../tell-underway.ts";
import { continueInWindow } from "./continue-in-window.ts";
import { offerHandOver } from "./hand-over.ts";
import { attachHost } from "./host-element.ts";
import { isReplaced } from "./is-replaced.ts";
import { keepForSuccessor, keepForWindow, type WindowRemains } from "./keep-for-successor.ts";
import type { BackgroundPort } from "./message-port.ts";
import { findOtherCopy } from "./other-copies.ts";
import { guardPresses } from "./press-guard.ts";
import { noteRefusals } from "./refusal-note.ts";
import { unseal } from "./seal.ts";
import { survivingPort } from "./surviving-port.ts";
import type { Texts as HostTexts } from "./texts/texts.ts";

/** A language, and the texts of the dialog and its host in it. */
interface Spoken {
  readonly language: Language;
  readonly dialog: DialogTexts;
  readonly host: HostTexts;
}

/** What a window has left that ended before its renewal did. */
interface Returned {
  /** What only the window had. */
  readonly kept: string;
  /** The status of the dialog that the window took the renewal over from. */
  readonly status: Status;
}

/**
 * Shows the renewal dialog in a document, in one language, until the person closes it. If the dialog is already open,
 * or there is nothing to show about the certificate any more, nothing appears.
 *
 * @param returned what it continues
 * @throws RenewalError if the status could not be fetched, and it continues nothing
 */
export async function showRenewal(document: Document, port: BackgroundPort, spoken: Spoken, returned?: Returned): Promise<void> {
  const release = claimDocument();
  if (release === undefined) return;
  try {
    const [{ status, resume }, platform] = await Promise.all([findStatus(port, returned), detectPlatform(navigator)]);
    const reason = occasion(status);
    const other = findOtherCopy(document);
    if (reason === undefined || other.alive) return;
    const { sealed } = other;
    const text = sealed === undefined ? returned?.kept : await unseal(await port.sealKey(), sealed);
    const { language, dialog: texts } = spoken;
    const host = attachHost(document, { onErased: () => revive(), onGone: () => void leavePage() });
    const origin = { kind: "device", keyKind: status.keyKind, port: survivingPort(port, host.root) } as const;
    const { loadWork } = port;
    const note = noteRefusals(host.root, spoken.host);
    let remains: WindowRemains | undefined;
    const offer = offerHandOver(language, text, {
      taken: (kept) => {
        dialog.abandon();
        remains = keepForWindow(document, port.sealKey);
        remains.keep(kept);
        // The dialog needs it if it goes on without the extension.
        void loadWork().catch(() => undefined);
      },
      changed: (kept) => remains?.keep(kept),
      isOpen: () => port.isWindowOpen().catch(() => false),
      isReplaced,
      returned: (kept) => {
        remains?.remove();
        if (kept !== null) void showRenewal(document, port, spoken, { kept, status });
      },
    });
    // A person who presses in vain has no other way out; the dialog says so if the window does not open.
    const openWindow = (): Promise<boolean> => port.openWindow().catch(() => false);
    const swallowed = watchSwallowedPresses(host.root, isFirst, () => {
      note("stopped");
      void openWindow();
    });
    const hear: HearWindow = (handler) =>
      hearFirst((event) => {
        swallowed.hear(event);
        if (isPressOnDialog(host.root, event) && guard.isStuck()) void openWindow();
        handler(event);
      });
    const dialog = openDialog(host.root, origin, {
      ...{ part: "extension", status, occasion: reason, language, texts, platform, loadWork, hear },
      ...(text !== undefined && { resume: (opening) => resume(opening, text) }),
      onChange: (_before, after) => {
        successor.keep(writeKeptRenewal(after));
        offer.follow(after);
      },
    });
    const successor = keepForSuccessor(host.root, port.sealKey, sealed);
    if (sealed === undefined) successor.keep(text);
    let guard = guardPresses(host, dialog.events, note);
    const revive = (): void => {
      guard.end();
      dialog.revive();
      guard = guardPresses(host, dialog.events, note);
    };
    let closed = false;
    const leavePage = async (): Promise<void> => {
      successor.leaveElement();
      const isNeeded = (): boolean => !closed && dialog.wouldLose() && !isReplaced();
      if (isNeeded()) await continueInWindow(isNeeded, openWindow);
      if (!closed) dialog.abandon();
    };
    const untell = tellUnderway(() => dialog.wouldLose());
    await dialog.closed;
    closed = true;
    untell();
    swallowed.end();
    guard.end();
    offer.end();
    host.remove();
  } finally {
    release();
  }
}

interface Found {
  readonly status: Status;
  /** How a renewal is continued with this status. */
  readonly resume: typeof continueRenewal;
}

/**
 * The latest status, or the one that a renewal had which must not be lost.
 *
 * @throws RenewalError
 */
async function findStatus(port: BackgroundPort, returned: Returned | undefined): Promise<Found> {
  try {
    return { status: await port.status(), resume: continueRenewal };
  } catch (error) {
    if (returned === undefined) throw error;
    return { status: returned.status, resume: continueWithoutService };
  }
}

/** Whether the person presses where the dialog is, whatever the page shows there. */
function isPressOnDialog(root: ShadowRoot, event: Event): boolean {
  const box = root.querySelector("dialog")?.getBoundingClientRect();
  if (box === undefined || !event.isTrusted || event.type !== "pointerdown" || !(event instanceof MouseEvent)) return false;
  const { clientX: x, clientY: y } = event;
  return x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
}
