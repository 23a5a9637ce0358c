import { writeKeptRenewal } from "../../dialog/machine/kept-renewal.ts";
import type { RenewalState } from "../../dialog/machine/renewal-state.ts";
import { type HandedOver, handOverName } from "../../protocol/handed-over.ts";
import type { Language } from "../../ui/language.ts";

/** A renewal that can be continued elsewhere. */
export interface HandOver {
  /** To be called with each state of the dialog. */
  readonly follow: (state: RenewalState) => void;
  /** Withdraws the offer. */
  readonly end: () => void;
}

/**
 * Lets the extension take the renewal over from the dialog, by a function in the isolated world, which the page cannot
 * see. A job that is running is finished first, so that nothing is done twice.
 *
 * @param kept what this dialog continues itself, until its first change
 * @param taken called when the renewal is handed over
 */
export function offerHandOver(language: Language, kept: string | undefined, taken: () => void): HandOver {
  const name = Symbol.for(handOverName);
  let state: RenewalState | undefined;
  let idle: PromiseWithResolvers<undefined> | undefined;

  Reflect.set(globalThis, name, async (): Promise<HandedOver> => {
    if (state?.job !== undefined) {
      idle ??= Promise.withResolvers();
      await idle.promise;
    }
    const text = state === undefined ? kept : writeKeptRenewal(state);
    taken();
    return { language, kept: text ?? null };
  });
  return {
    follow: (next) => {
      state = next;
      if (next.job === undefined) idle?.resolve(undefined);
    },
    end: () => void Reflect.deleteProperty(globalThis, name),
  };
}
