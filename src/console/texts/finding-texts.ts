import type { ChosenColumn } from "../../protocol/console/exports.ts";
import type { RenewalStage } from "../../protocol/console/stages.ts";

/** The texts of what finds certificates, keeps views of them, and exports them. */
export interface FindingTexts {
  readonly renewalStages: Readonly<Record<RenewalStage, string>>;
  readonly finding: {
    readonly stage: string;
    readonly stageHelp: string;
    readonly remark: string;
    readonly withRemark: string;
    readonly withoutRemark: string;
    readonly exactly: (remark: string) => string;
    readonly between: (from: string, until: string) => string;
    /** A link to all certificates with the same remark. */
    readonly sameRemark: string;
    /** Beside a list of the certificates that a job has issued. */
    readonly ofJob: string;
    readonly allSelected: (count: number) => string;
    readonly selectAll: (count: number) => string;
    readonly columns: {
      readonly menu: string;
      readonly lead: string;
      readonly names: Readonly<Record<ChosenColumn, string>>;
      readonly usual: string;
    };
    readonly export: {
      readonly menu: string;
      readonly all: (count: number) => string;
      readonly selected: (count: number) => string;
      readonly csv: string;
      readonly ics: string;
      readonly hint: string;
    };
    readonly views: {
      readonly menu: string;
      readonly none: string;
      readonly name: string;
      readonly nameHint: string;
      readonly save: string;
      readonly saved: (name: string) => string;
      readonly overwrite: string;
      readonly overwriteIt: (name: string) => string;
      readonly rename: string;
      readonly renameIt: (name: string) => string;
      readonly remove: string;
      readonly removeIt: (name: string) => string;
      readonly removed: (name: string) => string;
    };
  };
}
