import type { PresentHolderRules } from "../../protocol/console/holder-rules.ts";
import type { Fact } from "../../ui/components/facts.tsx";
import type { Language } from "../../ui/language.ts";
import { Help } from "../parts/help.tsx";
import { holderRulesTexts } from "./holder-rules-texts.ts";

/** The rules for holders with what they are called and what that means. */
export function ruleFacts({ mails, mailDays, otherDevices, contact }: PresentHolderRules, language: Language): readonly Fact[] {
  const words = holderRulesTexts(language);
  const fact = (term: string, help: string, value: string): Fact => ({ term, help: <Help term={term}>{help}</Help>, value });
  return [
    fact(words.mails, words.mailsHelp, words.mailsValue(mailDays)[mails]),
    fact(words.contact, words.contactHelp, contact === "" ? words.administrators : contact),
    fact(words.otherDevices, words.otherDevicesHint, words.otherDevicesValues[otherDevices]),
  ];
}
