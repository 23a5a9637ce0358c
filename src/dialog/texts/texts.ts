import type { ClockError } from "../../core/clock.ts";
import type { CertificateStore } from "../../ui/certificate-store.ts";
import type { Texts as SharedTexts } from "../../ui/texts/texts.ts";
import type { ProofMiss } from "../machine/renewal-state.ts";

/** The dialog's texts, with the same keys in each language. */
export interface Texts extends SharedTexts {
  readonly title: string;
  readonly progress: {
    readonly label: string;
    readonly check: string;
    readonly save: string;
    readonly password: string;
    readonly import: string;
    readonly proof: string;
  };
  readonly action: {
    readonly renew: string;
    readonly later: string;
    readonly close: string;
    readonly next: string;
    readonly back: string;
    readonly retry: string;
  };
  readonly check: {
    readonly heading: string;
    readonly daysLeft: (days: number) => string;
    readonly lead: string;
    readonly what: string;
    /** Instead of `lead` and `what`, if the operator has the certificate renewed before its usual time. */
    readonly ordered: string;
    /** The operator's reason. */
    readonly reason: (reason: string) => string;
  };
  /** `amount`: the computer's clock error, with its unit. */
  readonly clock: Readonly<Record<ClockError["direction"], (amount: string) => string>>;
  readonly refusal: { readonly heading: string };
  readonly resume: {
    readonly heading: string;
    readonly begun: (when: string) => string;
    readonly reached: Readonly<Record<"issued" | "fetched" | "password-shown" | "imported", string>>;
    readonly proveLead: string;
    readonly carryOnLead: string;
    readonly lostLead: string;
    readonly carryOn: string;
    readonly again: string;
    readonly unusable: string;
  };
  readonly elsewhere: { readonly heading: string; readonly lead: (when: string) => string; readonly here: string };
  readonly again: {
    readonly question: string;
    readonly lead: (fileName: string) => string;
    readonly agree: string;
    readonly decline: string;
  };
  /** `slowKey`: while a key of a kind is made that takes many seconds. */
  readonly working: { readonly heading: string; readonly lead: string; readonly slowKey: string };
  readonly save: {
    readonly heading: string;
    /** The sentence before the button, and the text that follows the button. */
    readonly lead: readonly [string, string];
    readonly here: string;
    readonly downloaded: (fileName: string) => string;
    /** A page cannot know whether the browser saved the file. */
    readonly offered: (fileName: string) => string;
    readonly again: string;
    /** Follows the button. */
    readonly notThere: string;
    readonly file: string;
    readonly backup: string;
    readonly profile: string;
    readonly modern: string;
    readonly modernHint: string;
    readonly compatible: string;
    readonly compatibleHint: string;
    readonly rewritten: string;
  };
  readonly password: {
    readonly heading: string;
    /** Follows the button. */
    readonly lead: string;
    readonly reveal: string;
    readonly label: string;
    /** How a screen reader says `-` in the password. */
    readonly hyphen: string;
    readonly copy: string;
    readonly copied: string;
    /** If the browser does not allow clearing the clipboard later. */
    readonly copiedToStay: string;
    readonly copyRefused: string;
    readonly saveText: string;
    readonly saveRefused: string;
    readonly savedText: (fileName: string) => string;
    readonly keep: string;
  };
  readonly import: {
    readonly heading: string;
    readonly lead: string;
    readonly system: string;
    readonly systems: Readonly<Record<CertificateStore, string>>;
    readonly steps: Readonly<Record<CertificateStore, (fileName: string) => readonly string[]>>;
    readonly command: string;
    readonly commandLead: string;
    /** What to do if the import does not work. */
    readonly help: {
      readonly summary: string;
      readonly password: string;
      readonly paste: string;
      readonly show: string;
      readonly format: string;
      readonly other: (format: string) => string;
      readonly latest: string;
      readonly noFile: string;
      readonly unlisted: string;
      /** The certificate store that the system's browsers, or Firefox, read. */
      readonly store: Readonly<Record<CertificateStore, string>>;
      readonly browser: string;
    };
    /** What the button below starts, and which certificate to choose then. */
    readonly chooser: (serial: string) => string;
    readonly done: string;
  };
  readonly proof: {
    readonly heading: string;
    readonly lead: string;
    /** `serial`: the start of the serial number, as the browser's selector shows it; `first`: whether it is listed first there. */
    readonly chooser: (date: string, serial: string, first: boolean) => string;
    readonly prove: string;
    readonly working: string;
    readonly misses: Readonly<Record<ProofMiss["kind"], string>>;
    /** Why the browser selected another certificate. */
    readonly remembers: string;
    readonly lookAgain: string;
    readonly window: string;
    readonly windowLead: string;
    readonly restart: string;
  };
  /** The person tries the replacement without a proof host. */
  readonly trial: {
    readonly heading: string;
    readonly lead: string;
    readonly how: (host: string) => string;
    readonly works: string;
  };
  readonly done: {
    readonly heading: string;
    readonly lead: string;
    readonly recovered: string;
    /** How to tell the certificates with this name apart: the two below, and any that earlier renewals left. */
    readonly apart: (cn: string) => string;
    readonly fresh: string;
    readonly old: string;
    readonly order: string;
    readonly first: string;
    readonly second: string;
    readonly until: (date: string) => string;
    readonly retires: (date: string) => string;
    readonly removal: {
      readonly summary: string;
      readonly optional: string;
      readonly where: Readonly<Record<CertificateStore, string>>;
      /** Followed by the serial number. */
      readonly which: string;
    };
    readonly keep: string;
  };
  readonly leave: {
    readonly heading: string;
    readonly lead: string;
    readonly passwordLead: string;
    readonly stay: string;
    readonly leave: string;
  };
  readonly failure: string;
  /** The authority has not signed yet. */
  readonly waiting: string;
}
