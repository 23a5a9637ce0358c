import type { TimeLeft } from "../../../core/days.ts";
import type { ReplacementStage } from "../../../protocol/stage.ts";
import type { Texts as SharedTexts } from "../../../ui/texts/texts.ts";
import type { SnoozeDays } from "../../renewals/snooze.ts";
import type { renewalSteps } from "../../renewals/standing.ts";

/** The texts of the popup, with the same keys in each language. */
export interface Texts extends SharedTexts {
  readonly title: string;
  readonly looking: string;
  readonly notConfigured: string;
  readonly notConfiguredHint: string;
  readonly ungranted: string;
  readonly grant: string;
  readonly failed: string;
  readonly replacement: string;
  readonly timeLeft: (time: TimeLeft | undefined) => readonly [before: string, count: string, after: string];
  readonly due: string;
  readonly refused: string;
  readonly renewed: string;
  readonly later: (date: string) => string;
  readonly pending: string;
  readonly reached: Readonly<Record<ReplacementStage, string>>;
  readonly renew: string;
  readonly carryOn: string;
  readonly explain: string;
  readonly retry: string;
  readonly notOpened: string;
  readonly known: string;
  readonly options: string;
  readonly steps: Readonly<Record<(typeof renewalSteps)[number], string>> & { readonly label: string; readonly done: string };
  readonly expired: string;
  readonly expiredFile: string;
  readonly fromFile: string;
  readonly notReported: string;
  readonly notReportedHint: string;
  readonly expiredHeld: (fileName: string) => string;
  readonly recover: string;
  readonly oldUntil: (date: string) => string;
  readonly retired: string;
  readonly snooze: string;
  readonly snoozeFor: Readonly<Record<SnoozeDays, string>>;
  readonly snoozed: (moment: string) => string;
  readonly wake: string;
}
