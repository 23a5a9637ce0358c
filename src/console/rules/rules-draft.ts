import { isTimeZone } from "../../core/renewal/daily-window.ts";
import type { ReservedRules } from "../../protocol/console/operators.ts";
import { ruleNames, type RuleName, type TenantRules } from "../../protocol/console/tenant-rules.ts";
import type { EditableRules, EnteredRules } from "./rules-editing.ts";
import type { DaysRule, RulesTexts, ShownRule } from "./rules-texts.ts";

/** A number of days as it is entered, and whether there is to be one. */
export interface DaysDraft {
  readonly own: boolean;
  readonly text: string;
}

/** Rules as they are entered. */
export interface RulesDraft extends Pick<TenantRules, "renewalKeys" | "timeZone"> {
  readonly days: Readonly<Record<DaysRule, DaysDraft>>;
  readonly reserved: ReservedRules | undefined;
}

/** What is entered at first: what is. */
export function draftOf({ rules, reserved }: EditableRules): RulesDraft {
  const days = (count: number | null): DaysDraft => ({ own: count !== null, text: count === null ? "" : String(count) });
  const { promptDays, retireAfterDays, destroyKeysAfterDays, renewalKeys, timeZone } = rules;
  return {
    ...{ renewalKeys, timeZone, reserved },
    days: {
      promptDays: days(promptDays),
      retireAfterDays: days(retireAfterDays),
      destroyKeysAfterDays: days(destroyKeysAfterDays),
    },
  };
}

/** The rules that are entered, if they are complete. */
export function enteredIn({ days, renewalKeys, timeZone, reserved }: RulesDraft): EnteredRules {
  const count = ({ own, text }: DaysDraft): number | null => (own ? Number(text) : null);
  const rules = {
    promptDays: count(days.promptDays),
    retireAfterDays: count(days.retireAfterDays),
    destroyKeysAfterDays: count(days.destroyKeysAfterDays),
    renewalKeys,
    timeZone: timeZone.trim(),
  };
  return { rules, reserved };
}

/** Which of the entered rules are changed. */
export function changedRules(
  { rules, reserved }: EnteredRules,
  { rules: before, reserved: was }: EditableRules,
): readonly ShownRule[] {
  return [...changedByAnybody(rules, before), ...reservedNames.filter((rule) => reserved?.[rule] !== was?.[rule])];
}

/** The rules that only operators change. */
export const reservedNames = ["product", "keyKind", "sameKey"] as const satisfies readonly (keyof ReservedRules)[];

function changedByAnybody(rules: TenantRules, before: TenantRules): readonly RuleName[] {
  return ruleNames.filter((rule) => rules[rule] !== before[rule]);
}

/** Why rules that are changed are not accepted. */
export function mistakesIn(
  draft: RulesDraft,
  present: EditableRules,
  words: RulesTexts,
): Readonly<Partial<Record<RuleName, string>>> {
  const { rules } = enteredIn(draft);
  const mistakes: Partial<Record<RuleName, string>> = {};
  for (const rule of changedByAnybody(rules, present.rules)) {
    if (rule === "timeZone" && !isTimeZone(rules.timeZone)) mistakes[rule] = words.wrongTimeZone;
    if (rule === "timeZone" || rule === "renewalKeys" || rules[rule] === null) continue;
    const { least, most } = present.bounds[rule];
    const days = rules[rule];
    if (!(Number.isInteger(days) && days >= least && days <= (most ?? 9999))) mistakes[rule] = words.wrongDays(least, most);
  }
  return mistakes;
}
