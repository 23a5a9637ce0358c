import type { CertificateStore } from "../../ui/certificate-store.ts";
import type { Language } from "../../ui/language.ts";
import type { RenewalEvent } from "../machine/renewal-event.ts";
import type { StateOf, Step } from "../machine/renewal-state.ts";
import type { Texts } from "../texts/texts.ts";

/** What every step gets besides its state. */
export interface View {
  readonly texts: Texts;
  readonly language: Language;
  /** The certificate store that the replacement is imported into on this machine. */
  readonly store: CertificateStore;
  /** The host on which the person tries the replacement, if there is no proof host. */
  readonly trialHost: string | undefined;
  /** Whether this computer makes a key of a kind that takes many seconds. */
  readonly slowKey: boolean;
  /** Writes the line for the support desk. */
  readonly diagnose: () => string;
  readonly send: (event: RenewalEvent) => void;
  /** Announces a sentence to screen readers without moving the focus. */
  readonly announce: (sentence: string) => void;
}

/** The properties of a step's component. */
export interface StepProps<Name extends Step["step"]> {
  readonly state: StateOf<Name>;
  readonly view: View;
}
