import type { JSX } from "preact";
import type { ReservedRules } from "../../protocol/console/operators.ts";
import type { PresentTenantRules } from "../../protocol/console/tenant-rules.ts";
import type { TenantInformation } from "../../protocol/console/tenant.ts";
import type { Fact } from "../../ui/components/facts.tsx";
import { Help } from "../parts/help.tsx";
import type { EditableRules, EnteredRules } from "./rules-editing.ts";
import type { RulesTexts, ShownRule } from "./rules-texts.ts";

/** The rules that administrators decide, in words. */
export function inWords(
  { rules, productPromptDays }: Pick<PresentTenantRules, "rules" | "productPromptDays">,
  { values }: RulesTexts,
): Readonly<Record<keyof PresentTenantRules["rules"], string>> {
  const { promptDays, retireAfterDays, destroyKeysAfterDays, renewalKeys, timeZone } = rules;
  return {
    promptDays: promptDays === null ? values.asProduct(productPromptDays) : values.promptDays(promptDays),
    retireAfterDays: values.retireAfterDays(retireAfterDays),
    destroyKeysAfterDays: values.destroyKeysAfterDays(destroyKeysAfterDays),
    renewalKeys: values.renewalKeys[renewalKeys],
    timeZone,
  };
}

/** The rules that only operators change, in words. */
function reservedInWords(
  { product, keyKind, sameKey }: ReservedRules,
  { values }: RulesTexts,
): Readonly<Record<keyof ReservedRules, string>> {
  return { product, keyKind: keyKind.toUpperCase(), sameKey: values.sameKey[sameKey] };
}

/** All rules that somebody edits, in words. */
export function enteredInWords(
  { rules, reserved }: EnteredRules,
  present: EditableRules,
  words: RulesTexts,
): Readonly<Partial<Record<ShownRule, string>>> {
  const own = inWords({ rules, productPromptDays: usualDays(present, reserved) }, words);
  return reserved === undefined ? own : { ...own, ...reservedInWords(reserved, words) };
}

/** The days of a product that is chosen, which apply if the organisation has none of its own. */
export function usualDays({ products, productPromptDays }: EditableRules, reserved: ReservedRules | undefined): number {
  return products?.find(({ name }) => name === reserved?.product)?.promptDays ?? productPromptDays;
}

/** A rule's term with its explanation. */
export function RuleHelp({ rule, words }: { readonly rule: ShownRule; readonly words: RulesTexts }): JSX.Element {
  return <Help term={words.terms[rule]}>{words.help[rule]}</Help>;
}

/** All rules, those that only operators change with a mark. */
export function ruleFacts(
  present: PresentTenantRules,
  tenant: Pick<TenantInformation, "acceptDays" | "product" | "keyKind" | "sameKey">,
  words: RulesTexts,
): readonly Fact[] {
  const own = inWords(present, words);
  const reserved = reservedInWords(tenant, words);
  const fact = (rule: ShownRule, value: string, fixed: boolean): Fact => ({
    term: words.terms[rule],
    help: <RuleHelp rule={rule} words={words} />,
    value: fixed ? <OperatorsValue value={value} words={words} /> : value,
  });
  const decided = (rule: keyof typeof own): Fact => fact(rule, own[rule], present.fixed.includes(rule));
  return [
    decided("promptDays"),
    fact("acceptDays", words.values.acceptDays(tenant.acceptDays), true),
    decided("retireAfterDays"),
    decided("destroyKeysAfterDays"),
    decided("renewalKeys"),
    fact("keyKind", reserved.keyKind, true),
    fact("sameKey", reserved.sameKey, true),
    decided("timeZone"),
  ];
}

function OperatorsValue({ value, words }: { readonly value: string; readonly words: RulesTexts }): JSX.Element {
  return (
    <>
      {value}
      <span class="fixed">{words.operators}</span>
    </>
  );
}
