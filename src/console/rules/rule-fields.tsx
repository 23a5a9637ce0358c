import type { JSX } from "preact";
import type { PresentTenantRules, RuleName } from "../../protocol/console/tenant-rules.ts";
import { Facts } from "../../ui/components/facts.tsx";
import { Field } from "../../ui/components/field.tsx";
import { Select } from "../../ui/components/select.tsx";
import { DaysField } from "./days-field.tsx";
import { inWords, RuleHelp } from "./rule-facts.tsx";
import type { RulesDraft } from "./rules-draft.ts";
import type { RulesTexts } from "./rules-texts.ts";

interface RuleFieldsProps {
  readonly present: PresentTenantRules;
  readonly draft: RulesDraft;
  readonly change: (draft: RulesDraft) => void;
  readonly mistakes: Readonly<Partial<Record<RuleName, string>>>;
  readonly words: RulesTexts;
}

/** The rules that can be changed, and, by name, those that cannot. */
export function RuleFields({ present, draft, change, mistakes, words }: RuleFieldsProps): JSX.Element {
  const { fixed } = present;
  const own = inWords(present, words);
  return (
    <>
      {(["promptDays", "retireAfterDays", "destroyKeysAfterDays"] as const)
        .filter((rule) => !fixed.includes(rule))
        .map((rule) => (
          <DaysField
            key={rule}
            rule={rule}
            present={present}
            draft={draft.days[rule]}
            change={(days) => change({ ...draft, days: { ...draft.days, [rule]: days } })}
            mistake={mistakes[rule]}
            words={words}
          />
        ))}
      {!fixed.includes("renewalKeys") && (
        <div class="explained">
          <Select
            name="renewal-keys"
            label={words.terms.renewalKeys}
            choices={(["anywhere", "on-device"] as const).map((each) => [each, words.values.renewalKeys[each]] as const)}
            chosen={draft.renewalKeys}
            choose={(renewalKeys) => change({ ...draft, renewalKeys })}
          />
          <RuleHelp rule="renewalKeys" words={words} />
        </div>
      )}
      {!fixed.includes("timeZone") && (
        <div class="explained">
          <Field
            name="time-zone"
            label={words.terms.timeZone}
            hint={words.timeZoneHint}
            error={mistakes.timeZone}
            input={{
              autocomplete: "off",
              spellcheck: false,
              maxLength: 64,
              list: "time-zones",
              value: draft.timeZone,
              onInput: ({ currentTarget }) => change({ ...draft, timeZone: currentTarget.value }),
            }}
          />
          <RuleHelp rule="timeZone" words={words} />
          <datalist id="time-zones">
            {Intl.supportedValuesOf("timeZone").map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
        </div>
      )}
      {fixed.length > 0 && (
        <div class="note">
          <p>{words.askOperators}</p>
          <Facts facts={fixed.map((rule) => ({ term: words.terms[rule], value: own[rule] }))} />
        </div>
      )}
    </>
  );
}
