import type { Texts } from "../dialog/texts/texts.ts";
import type { WatchTexts } from "./watch-texts.ts";

/** The dialog's texts, overridden by the page's. */
export function replaceTexts(own: Texts, given: WatchTexts): Texts {
  const { check, resume, elsewhere, again, save, password } = given;
  return {
    ...own,
    title: given.title ?? own.title,
    action: { ...own.action, ...given.action },
    check: { ...own.check, ...check, daysLeft: filled(check?.daysLeft, "days") ?? own.check.daysLeft },
    refusal: { ...own.refusal, ...given.refusal },
    resume: { ...own.resume, ...resume, begun: filled(resume?.begun, "when") ?? own.resume.begun },
    elsewhere: { ...own.elsewhere, ...elsewhere, lead: filled(elsewhere?.lead, "when") ?? own.elsewhere.lead },
    again: { ...own.again, ...again, lead: filled(again?.lead, "file") ?? own.again.lead },
    working: { ...own.working, ...given.working },
    save: {
      ...own.save,
      ...save,
      downloaded: filled(save?.downloaded, "file") ?? own.save.downloaded,
      offered: filled(save?.offered, "file") ?? own.save.offered,
    },
    password: { ...own.password, ...password, savedText: filled(password?.savedText, "file") ?? own.password.savedText },
    import: { ...own.import, ...given.import },
    proof: { ...own.proof, ...given.proof },
    done: { ...own.done, ...given.done },
    leave: { ...own.leave, ...given.leave },
    errors: { ...own.errors, ...given.errors },
  };
}

/** A function that inserts a value into a text, replacing its name in braces. */
function filled(text: string | undefined, name: string): ((value: string | number) => string) | undefined {
  return text === undefined ? undefined : (value) => text.replaceAll(`{${name}}`, () => String(value));
}
