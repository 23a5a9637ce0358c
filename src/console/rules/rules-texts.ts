import type { RuleName, TenantRules } from "../../protocol/console/tenant-rules.ts";

/** What is shown of the rules: those that administrators decide, and those of the operators. */
export type ShownRule = RuleName | "acceptDays" | "product" | "keyKind" | "sameKey";

/** The rules that are a number of days. */
export type DaysRule = "promptDays" | "retireAfterDays" | "destroyKeysAfterDays";

/** The texts of an organisation's rules, which are loaded with them. */
export interface RulesTexts {
  readonly heading: string;
  readonly terms: Readonly<Record<ShownRule, string>>;
  readonly help: Readonly<Record<ShownRule, string>>;
  readonly values: {
    readonly promptDays: (days: number) => string;
    readonly asProduct: (days: number) => string;
    readonly acceptDays: (days: number) => string;
    readonly retireAfterDays: (days: number | null) => string;
    readonly destroyKeysAfterDays: (days: number | null) => string;
    readonly renewalKeys: Readonly<Record<TenantRules["renewalKeys"], string>>;
    readonly sameKey: Readonly<Record<"allowed" | "refused", string>>;
  };
  /** Beside a rule that cannot be changed here. */
  readonly operators: string;
  /** Who can change those. */
  readonly askOperators: string;
  readonly edit: string;
  readonly editHeading: string;
  /** The choice of no days of one's own. */
  readonly without: {
    readonly promptDays: (days: number) => string;
    readonly retireAfterDays: string;
    readonly destroyKeysAfterDays: string;
  };
  /** What stands before and after the number of days. */
  readonly days: Readonly<Record<DaysRule, { readonly own: string; readonly unit: string }>>;
  readonly bounds: (least: number, most: number | null) => string;
  readonly wrongDays: (least: number, most: number | null) => string;
  readonly wrongTimeZone: string;
  readonly timeZoneHint: string;
  readonly review: string;
  readonly reviewHeading: string;
  readonly change: (before: string, after: string) => string;
  readonly unchanged: string;
  readonly judging: string;
  readonly effects: {
    readonly dueAtOnce: (count: number) => string;
    readonly dueLater: (count: number) => string;
    readonly retiredAtOnce: (count: number) => string;
    readonly retiredOtherwise: (count: number) => string;
    readonly keysDestroyedAtOnce: (count: number) => string;
    readonly renewedOnDevice: (count: number) => string;
    readonly orderedInHours: (count: number) => string;
    readonly none: string;
  };
  readonly back: string;
  readonly submit: string;
  readonly saved: string;
  readonly editedBy: (by: string | null, at: string) => string;
  readonly changedMeanwhile: (by: string | null, at: string) => string;
}
