import type { Renewal, Step, StuckReason } from "../../../protocol/console/board.ts";
import type { RenewalStage } from "../../../protocol/console/stages.ts";

/** The texts of 更新状況, which are loaded with it. */
export interface BoardTexts {
  readonly heading: string;
  readonly stuck: {
    readonly heading: string;
    readonly total: (count: number) => string;
    readonly none: string;
    readonly columns: {
      readonly certificate: string;
      readonly why: string;
      readonly stage: string;
      readonly deadline: string;
      readonly lastPresented: string;
      readonly act: string;
    };
    readonly reasons: Readonly<Record<StuckReason, { readonly name: string; readonly explanation: string }>>;
  };
  /** A recovery code for the holder. */
  readonly code: string;
  readonly acts: Readonly<Record<Renewal["act"]["kind"], string>>;
  /** What a button is called for screen readers: its act, and for whom. */
  readonly actFor: (act: string, cn: string) => string;
  readonly noDeadline: string;
  readonly never: string;
  readonly steps: string;
  readonly by: (step: Pick<Step, "by" | "user">) => string;
  readonly stages: Readonly<Record<RenewalStage, string>>;
  readonly picture: {
    readonly heading: string;
    readonly hint: string;
    readonly none: string;
    readonly stage: string;
    readonly count: string;
    readonly bar: (name: string, count: number) => string;
    readonly asTable: string;
  };
  readonly timeline: {
    readonly heading: string;
    readonly hint: string;
    readonly month: (date: Date) => string;
    readonly later: string;
    readonly column: string;
    readonly none: string;
  };
  readonly unretired: {
    readonly heading: string;
    readonly hint: string;
    readonly none: string;
    readonly total: (count: number) => string;
    readonly columns: {
      readonly certificate: string;
      readonly old: string;
      readonly used: string;
      readonly lastPresented: string;
      readonly retires: string;
      readonly act: string;
    };
    readonly until: (day: string) => string;
    readonly atExpiry: string;
  };
  readonly pager: { readonly stuck: string; readonly unretired: string };
}
