import type { ActionGroup, OrganisationAction, otherActors } from "../../protocol/console/trail.ts";

/** What an entry's detail says, as far as it is text or a number. */
export type Detail = Readonly<Record<string, string | undefined>>;

/** The texts of 操作履歴, which is loaded when somebody looks at it. */
export interface TrailTexts {
  readonly heading: string;
  readonly lead: string;
  readonly quick: string;
  readonly quickAll: string;
  readonly quickFilters: Readonly<Record<ActionGroup, string>>;
  readonly filters: {
    readonly action: string;
    readonly by: string;
    readonly certificate: string;
    readonly certificateHint: string;
    readonly account: string;
    readonly from: string;
    readonly to: string;
    readonly any: string;
    readonly groups: Readonly<Record<ActionGroup, string>>;
    readonly submit: string;
    readonly clear: string;
  };
  readonly columns: { readonly at: string; readonly act: string; readonly position: string };
  readonly actors: Readonly<Record<(typeof otherActors)[number], string>> & {
    readonly you: (name: string) => string;
    /** Of an account. */
    readonly program: (name: string) => string;
    readonly certificate: (cn: string) => string;
    readonly recoveryCode: (by: string) => string;
    readonly otherOrganisation: string;
    readonly otherProgram: string;
  };
  readonly objects: {
    readonly certificate: (cn: string) => string;
    readonly organisation: string;
    readonly holder: (cn: string) => string;
  };
  /** The name of each action, to choose it. */
  readonly actions: Readonly<Record<OrganisationAction, string>>;
  /** The sentence of each action, with `{who}` and `{what}` in the places of names. */
  readonly sentences: Readonly<Record<OrganisationAction, (detail: Detail) => string>>;
  readonly unknownAction: (action: string) => string;
  readonly empty: string;
  readonly noMatch: string;
  readonly shown: (count: number) => string;
  readonly pages: { readonly label: string; readonly latest: string; readonly earlier: string };
  readonly exports: { readonly csv: string; readonly json: string };
  readonly verification: {
    readonly heading: string;
    readonly lead: string;
    readonly limits: string;
    readonly noted: string;
    readonly notedHint: string;
    readonly notedWrong: string;
    readonly start: string;
    readonly stop: string;
    readonly progress: (done: number, all: number) => string;
    readonly good: (count: number) => string;
    readonly none: string;
    readonly withheld: (count: number) => string;
    readonly bad: string;
    readonly badEntry: (position: number) => string;
    readonly badEnd: string;
    readonly shownBad: (position: number) => string;
    readonly vouched: (position: number, at: string) => string;
    readonly notVouched: string;
    readonly disagrees: string;
    readonly sameAsBefore: (position: number, at: string) => string;
    readonly otherThanBefore: (position: number, at: string) => string;
    readonly sameAsNoted: string;
    readonly otherThanNoted: string;
    readonly keep: string;
    readonly copy: string;
    readonly copied: string;
    readonly notCopied: string;
  };
}
