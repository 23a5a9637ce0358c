import type { JSX } from "preact";
import { keyKinds } from "../../core/key-kind.ts";
import type { RuleName } from "../../protocol/console/tenant-rules.ts";
import { Facts } from "../../ui/components/facts.tsx";
import { Field } from "../../ui/components/field.tsx";
import { Select } from "../../ui/components/select.tsx";
import { DaysField } from "./days-field.tsx";
import { inWords, RuleHelp, usualDays } from "./rule-facts.tsx";
import type { RulesDraft } from "./rules-draft.ts";
import type { EditableRules } from "./rules-editing.ts";
import type { RulesTexts } from "./rules-texts.ts";

interface RuleFieldsProps {
  readonly present: EditableRules;
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
      <ReservedFields present={present} draft={draft} change={change} words={words} />
      {(["promptDays", "retireAfterDays", "destroyKeysAfterDays"] as const)
        .filter((rule) => !fixed.includes(rule))
        .map((rule) => (
          <DaysField
            key={rule}
            rule={rule}
            present={{ ...present, productPromptDays: usualDays(present, draft.reserved) }}
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

/** What only operators choose; nothing for anybody else. */
function ReservedFields({ present, draft, change, words }: Omit<RuleFieldsProps, "mistakes">): JSX.Element | null {
  const { reserved } = draft;
  if (reserved === undefined) return null;
  const products = [...new Set([...(present.products ?? []).map(({ name }) => name), reserved.product])];
  return (
    <>
      <div class="explained">
        <Select
          name="product"
          label={words.terms.product}
          choices={products.map((name) => [name, name] as const)}
          chosen={reserved.product}
          choose={(product) => change({ ...draft, reserved: { ...reserved, product } })}
        />
        <RuleHelp rule="product" words={words} />
      </div>
      <div class="explained">
        <Select
          name="key-kind"
          label={words.terms.keyKind}
          choices={keyKinds.map((kind) => [kind, kind.toUpperCase()] as const)}
          chosen={reserved.keyKind}
          choose={(keyKind) => change({ ...draft, reserved: { ...reserved, keyKind } })}
        />
        <RuleHelp rule="keyKind" words={words} />
      </div>
      <div class="explained">
        <Select
          name="same-key"
          label={words.terms.sameKey}
          choices={(["refused", "allowed"] as const).map((each) => [each, words.values.sameKey[each]] as const)}
          chosen={reserved.sameKey}
          choose={(sameKey) => change({ ...draft, reserved: { ...reserved, sameKey } })}
        />
        <RuleHelp rule="sameKey" words={words} />
      </div>
    </>
  );
}
