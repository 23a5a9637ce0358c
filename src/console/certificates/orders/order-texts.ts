import type { JudgedOrder, OrderColumn, OrderPreview } from "../../../protocol/console/orders.ts";

type Fault = JudgedOrder["faults"][number];
type Doubt = JudgedOrder["doubts"][number];
type FileFault = OrderPreview["faults"][number];

/** Which rows are shown. */
export type RowChoice = "all" | "faulty" | "doubtful" | "good";

/** The texts of orders from a file, which are loaded with their screen. */
export interface OrderTexts {
  readonly heading: string;
  readonly lead: string;
  readonly back: string;
  readonly template: string;
  readonly templateName: string;
  readonly columns: {
    readonly heading: string;
    readonly names: Readonly<Record<OrderColumn, string>>;
    readonly meanings: Readonly<Record<OrderColumn, string>>;
    readonly form: string;
  };
  readonly file: string;
  readonly drop: string;
  readonly paste: string;
  readonly pasteHint: string;
  readonly pasted: string;
  readonly check: string;
  readonly nothingPasted: string;
  readonly checking: string;
  readonly tooLarge: string;
  readonly preview: {
    readonly heading: (name: string) => string;
    readonly counts: (preview: Pick<OrderPreview, "rows" | "good" | "doubtful" | "faulty">) => string;
    readonly noHeader: string;
    readonly unreadable: string;
    readonly mendFile: string;
    readonly faultyLines: (lines: readonly number[]) => string;
    readonly mendRows: string;
    readonly filter: string;
    readonly choices: Readonly<Record<RowChoice, string>>;
    readonly table: string;
    readonly line: string;
    readonly result: string;
    readonly states: { readonly good: string; readonly doubtful: string; readonly faulty: string };
    readonly another: string;
    readonly anotherOf: (line: number, cn: string) => string;
    readonly allOthers: (count: number) => string;
    readonly more: (count: number) => string;
    readonly leaveOut: (count: number) => string;
    readonly leaveOutFirst: string;
    readonly nothing: string;
  };
  readonly fileFault: (fault: FileFault) => string;
  readonly fault: (fault: Fault) => string;
  readonly doubt: (doubt: Doubt) => string;
  readonly issue: (count: number) => string;
  readonly question: (count: number) => string;
  readonly consequences: string;
  readonly leftOut: (count: number) => string;
  readonly slowly: (perHour: number, hours: number) => string;
  readonly started: string;
}
