import * as v from "valibot";
import { writeKeptRenewal } from "../../dialog/machine/kept-renewal.ts";
import type { RenewalState } from "../../dialog/machine/renewal-state.ts";
import { type HandedOver, handOverName, KeptInWindow } from "../../protocol/handed-over.ts";
import type { Language } from "../../ui/language.ts";

/** A renewal that can be continued elsewhere. */
export interface HandOver {
  /** To be called with each state of the dialog. */
  readonly follow: (state: RenewalState) => void;
  /** Withdraws the offer. */
  readonly end: () => void;
}

/** What becomes of an offer. */
interface HandOverEvents {
  /** The renewal is handed over. */
  readonly taken: () => void;
  /** The window that took it over has ended before the renewal did, with this. */
  readonly returned: (kept: string) => void;
}

/**
 * Lets the extension take the renewal over from the dialog, by a function in the isolated world, which the page cannot
 * see. A job that is running is finished first, so that nothing is done twice.
 *
 * @param kept what this dialog continues itself, until its first change
 */
export function offerHandOver(language: Language, kept: string | undefined, { taken, returned }: HandOverEvents): HandOver {
  const name = Symbol.for(handOverName);
  const { onConnect } = chrome.runtime;
  let state: RenewalState | undefined;
  let idle: PromiseWithResolvers<undefined> | undefined;

  function awaitReturn(connection: string, text: KeptInWindow): void {
    let latest = text;
    const onWindow = (window: chrome.runtime.Port): void => {
      if (window.name !== connection) return;
      onConnect.removeListener(onWindow);
      window.onMessage.addListener((message: unknown) => {
        if (v.is(KeptInWindow, message)) latest = message;
      });
      window.onDisconnect.addListener(() => {
        if (latest !== null) returned(latest);
      });
    };
    onConnect.addListener(onWindow);
  }

  Reflect.set(globalThis, name, async (): Promise<HandedOver> => {
    if (state?.job !== undefined) {
      idle ??= Promise.withResolvers();
      await idle.promise;
    }
    const text = (state === undefined ? kept : writeKeptRenewal(state)) ?? null;
    const connection = crypto.randomUUID();
    awaitReturn(connection, text);
    taken();
    return { language, connection, kept: text };
  });
  return {
    follow: (next) => {
      state = next;
      if (next.job === undefined) idle?.resolve(undefined);
    },
    end: () => void Reflect.deleteProperty(globalThis, name),
  };
}
