import type { JSX } from "preact";
import type { PresentTenantRules } from "../../protocol/console/tenant-rules.ts";
import type { TenantInformation } from "../../protocol/console/tenant.ts";
import type { Fact } from "../../ui/components/facts.tsx";
import { Help } from "../parts/help.tsx";
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

/** A rule's term with its explanation. */
export function RuleHelp({ rule, words }: { readonly rule: ShownRule; readonly words: RulesTexts }): JSX.Element {
  return <Help term={words.terms[rule]}>{words.help[rule]}</Help>;
}

/** All rules, those that only operators change with a mark. */
export function ruleFacts(
  present: PresentTenantRules,
  tenant: Pick<TenantInformation, "acceptDays" | "keyKind" | "sameKey">,
  words: RulesTexts,
): readonly Fact[] {
  const own = inWords(present, words);
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
    fact("keyKind", tenant.keyKind.toUpperCase(), true),
    fact("sameKey", words.values.sameKey[tenant.sameKey], true),
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
