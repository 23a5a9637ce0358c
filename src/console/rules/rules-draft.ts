import { isTimeZone } from "../../core/renewal/daily-window.ts";
import { ruleNames, type PresentTenantRules, type RuleName, type TenantRules } from "../../protocol/console/tenant-rules.ts";
import type { DaysRule, RulesTexts } from "./rules-texts.ts";

/** A number of days as it is entered, and whether there is to be one. */
export interface DaysDraft {
  readonly own: boolean;
  readonly text: string;
}

/** Rules as they are entered. */
export interface RulesDraft extends Pick<TenantRules, "renewalKeys" | "timeZone"> {
  readonly days: Readonly<Record<DaysRule, DaysDraft>>;
}

/** What is entered at first: what is. */
export function draftOf({ rules }: PresentTenantRules): RulesDraft {
  const days = (count: number | null): DaysDraft => ({ own: count !== null, text: count === null ? "" : String(count) });
  const { promptDays, retireAfterDays, destroyKeysAfterDays, renewalKeys, timeZone } = rules;
  return {
    ...{ renewalKeys, timeZone },
    days: {
      promptDays: days(promptDays),
      retireAfterDays: days(retireAfterDays),
      destroyKeysAfterDays: days(destroyKeysAfterDays),
    },
  };
}

/** The rules that are entered, if they are complete. */
export function rulesIn({ days, renewalKeys, timeZone }: RulesDraft): TenantRules {
  const count = ({ own, text }: DaysDraft): number | null => (own ? Number(text) : null);
  return {
    promptDays: count(days.promptDays),
    retireAfterDays: count(days.retireAfterDays),
    destroyKeysAfterDays: count(days.destroyKeysAfterDays),
    renewalKeys,
    timeZone: timeZone.trim(),
  };
}

/** Which of the entered rules are changed. */
export function changedRules(rules: TenantRules, { rules: before }: PresentTenantRules): readonly RuleName[] {
  return ruleNames.filter((rule) => rules[rule] !== before[rule]);
}

/** Why rules that are changed are not accepted. */
export function mistakesIn(
  draft: RulesDraft,
  present: PresentTenantRules,
  words: RulesTexts,
): Readonly<Partial<Record<RuleName, string>>> {
  const rules = rulesIn(draft);
  const mistakes: Partial<Record<RuleName, string>> = {};
  for (const rule of changedRules(rules, present)) {
    if (rule === "timeZone" && !isTimeZone(rules.timeZone)) mistakes[rule] = words.wrongTimeZone;
    if (rule === "timeZone" || rule === "renewalKeys" || rules[rule] === null) continue;
    const { least, most } = present.bounds[rule];
    const days = rules[rule];
    if (!(Number.isInteger(days) && days >= least && days <= (most ?? 9999))) mistakes[rule] = words.wrongDays(least, most);
  }
  return mistakes;
}
