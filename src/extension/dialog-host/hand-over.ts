import * as v from "valibot";
import { writeKeptRenewal } from "../../dialog/machine/kept-renewal.ts";
import type { RenewalState } from "../../dialog/machine/renewal-state.ts";
import { type HandedOver, handOverName, KeptInWindow } from "../../protocol/handed-over.ts";
import type { Language } from "../../ui/language.ts";

/** How often to look whether the window is still there, in milliseconds. */
const lookInterval = 500;

/** A renewal that can be continued elsewhere. */
export interface HandOver {
  /** To be called with each state of the dialog. */
  readonly follow: (state: RenewalState) => void;
  /** Withdraws the offer, unless a window has the renewal. */
  readonly end: () => void;
}

/** What becomes of an offer. */
interface HandOverEvents {
  /** A window takes the renewal over, with this. */
  readonly taken: (kept: KeptInWindow) => void;
  /** What only the window has is now this. */
  readonly changed: (kept: KeptInWindow) => void;
  /** Whether the window is open. It is not connected while it is loaded again. */
  readonly isOpen: () => Promise<boolean>;
  /** Whether the extension was updated, reloaded or removed, and its window with it. */
  readonly isReplaced: () => boolean;
  /** The window is gone, and has left this. */
  readonly returned: (kept: KeptInWindow) => void;
}

/**
 * Lets the extension take the renewal over from the dialog, by a function in the isolated world, which the page cannot
 * see. A job that is running is finished first, so that nothing is done twice. A window that is loaded again takes over
 * what it had before.
 *
 * @param kept what this dialog continues itself, until its first change
 */
export function offerHandOver(language: Language, kept: string | undefined, events: HandOverEvents): HandOver {
  const name = Symbol.for(handOverName);
  const connection = crypto.randomUUID();
  const { onConnect } = chrome.runtime;
  let state: RenewalState | undefined;
  let idle: PromiseWithResolvers<undefined> | undefined;
  /** What the window has; undefined before one has taken over. */
  let latest: KeptInWindow | undefined;
  let connected: chrome.runtime.Port | undefined;

  function onWindow(window: chrome.runtime.Port): void {
    if (window.name !== connection) return;
    connected = window;
    window.onMessage.addListener((message: unknown) => {
      if (!v.is(KeptInWindow, message)) return;
      latest = message;
      events.changed(message);
    });
    window.onDisconnect.addListener(() => {
      if (connected === window) connected = undefined;
    });
  }

  /** The end of a connection is not reported to a script that outlives its extension. */
  async function isThere(): Promise<boolean> {
    return connected === undefined ? await events.isOpen() : !events.isReplaced();
  }

  async function awaitReturn(): Promise<void> {
    while (await isThere()) await new Promise((resolve) => setTimeout(resolve, lookInterval));
    onConnect.removeListener(onWindow);
    withdraw();
    events.returned(latest ?? null);
  }

  async function take(): Promise<HandedOver> {
    if (latest !== undefined) return { language, connection, kept: latest };
    if (state?.job !== undefined) {
      idle ??= Promise.withResolvers();
      await idle.promise;
    }
    latest = (state === undefined ? kept : writeKeptRenewal(state)) ?? null;
    onConnect.addListener(onWindow);
    events.taken(latest);
    void awaitReturn();
    return { language, connection, kept: latest };
  }

  function withdraw(): void {
    if (Reflect.get(globalThis, name) === take) Reflect.deleteProperty(globalThis, name);
  }

  Reflect.set(globalThis, name, take);
  return {
    follow: (next) => {
      state = next;
      if (next.job === undefined) idle?.resolve(undefined);
    },
    end: () => {
      if (latest === undefined) withdraw();
    },
  };
}
