import type { ReservedRules, TenantForOperators } from "../../protocol/console/operators.ts";
import type { PresentTenantRules, RulesForecast, TenantRules } from "../../protocol/console/tenant-rules.ts";

/** Rules as whoever edits them sees them. */
export interface EditableRules extends PresentTenantRules {
  /** Those that only operators change; absent for anybody else. */
  readonly reserved?: ReservedRules;
  /** The products that they may choose. */
  readonly products?: TenantForOperators["products"];
}

/** Rules as they are to be. */
export interface EnteredRules {
  readonly rules: TenantRules;
  readonly reserved: ReservedRules | undefined;
}

/** How the service is asked about rules. */
export interface RulesEditing {
  readonly read: () => Promise<EditableRules>;
  /** What they would do. */
  readonly forecast: (entered: EnteredRules) => Promise<RulesForecast>;
  /** Changes them, if they are still those of this version. */
  readonly write: (version: string, entered: EnteredRules) => Promise<unknown>;
}

/** The bounds of operators. */
export const anyDays = { least: 1, most: null };
