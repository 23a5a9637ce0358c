import type { TimeLeft } from "../../core/days.ts";
import type { RenewalErrorCode } from "../../protocol/failure.ts";

/** The texts shared by the surfaces, with the same keys in each language. */
export interface Texts {
  /** The terms of a certificate's details. */
  readonly card: { readonly user: string; readonly organisation: string; readonly validUntil: string; readonly serial: string };
  /** The time until a certificate expires; undefined: it has expired. */
  readonly left: (time: TimeLeft | undefined) => string;
  /** The link to a page that explains a refusal. */
  readonly explanation: string;
  /** One line for the support desk. */
  readonly diagnosis: { readonly copy: string; readonly copied: string; readonly refused: string };
  /** What happened and what to do. */
  readonly errors: Readonly<Record<RenewalErrorCode, string>>;
}
