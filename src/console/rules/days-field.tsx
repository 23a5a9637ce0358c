import type { JSX } from "preact";
import type { PresentTenantRules } from "../../protocol/console/tenant-rules.ts";
import { RuleHelp } from "./rule-facts.tsx";
import type { DaysDraft } from "./rules-draft.ts";
import type { DaysRule, RulesTexts } from "./rules-texts.ts";

interface DaysFieldProps {
  readonly rule: DaysRule;
  readonly present: PresentTenantRules;
  readonly draft: DaysDraft;
  readonly change: (draft: DaysDraft) => void;
  readonly mistake: string | undefined;
  readonly words: RulesTexts;
}

/** A number of days within its bounds, or none of one's own. */
export function DaysField({ rule, present, draft, change, mistake, words }: DaysFieldProps): JSX.Element {
  const { least, most } = present.bounds[rule];
  const none = rule === "promptDays" ? words.without.promptDays(present.productPromptDays) : words.without[rule];
  const mayBeNone = rule === "promptDays" || most === null || present.rules[rule] === null;
  const { own, unit } = words.days[rule];
  const described = [`${rule}-unit`, `${rule}-hint`, ...(mistake === undefined ? [] : [`${rule}-wrong`])].join(" ");
  return (
    <fieldset class="days">
      <legend>
        {words.terms[rule]}
        <RuleHelp rule={rule} words={words} />
      </legend>
      {mayBeNone && (
        <>
          <label class="check">
            <input type="radio" name={rule} checked={!draft.own} onChange={() => change({ ...draft, own: false })} />
            <span>{none}</span>
          </label>
          <label class="check">
            <input type="radio" name={rule} checked={draft.own} onChange={() => change({ ...draft, own: true })} />
            <span>{own}</span>
          </label>
        </>
      )}
      {draft.own && (
        <div class="field">
          <div class="number">
            <input
              id={rule}
              type="number"
              inputMode="numeric"
              required
              min={least}
              max={most ?? 9999}
              step={1}
              aria-label={words.terms[rule]}
              aria-describedby={described}
              aria-invalid={mistake !== undefined}
              value={draft.text}
              onInput={({ currentTarget }) => change({ own: true, text: currentTarget.value })}
            />
            <span id={`${rule}-unit`}>{unit}</span>
          </div>
          <p class="quiet" id={`${rule}-hint`}>
            {words.bounds(least, most)}
          </p>
          {mistake !== undefined && (
            <p class="wrong" id={`${rule}-wrong`}>
              {mistake}
            </p>
          )}
        </div>
      )}
    </fieldset>
  );
}
