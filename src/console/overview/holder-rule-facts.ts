import type { PresentHolderRules } from "../../protocol/console/holder-rules.ts";
import type { Fact } from "../../ui/components/facts.tsx";
import type { Language } from "../../ui/language.ts";
import { holderRulesTexts } from "./holder-rules-texts.ts";

/** The rules for holders with what they are called. */
export function ruleFacts({ mails, mailDays, otherDevices, contact }: PresentHolderRules, language: Language): readonly Fact[] {
  const words = holderRulesTexts(language);
  return [
    { term: words.mails, value: words.mailsValue(mailDays)[mails] },
    { term: words.contact, value: contact === "" ? words.administrators : contact },
    { term: words.otherDevices, value: words.otherDevicesValues[otherDevices] },
  ];
}
