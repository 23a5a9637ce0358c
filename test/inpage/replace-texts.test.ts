import { expect, test } from "vitest";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import type { Texts } from "../../src/dialog/texts/texts.ts";
import { checkOptions, textValues } from "../../src/inpage/check-options.ts";
import { replaceTexts } from "../../src/inpage/replace-texts.ts";
import { replaceableTexts } from "../../src/inpage/watch-texts.ts";

type Sections = Omit<Texts, "title" | "failure" | "waiting" | "explanation">;
/** The compiler checks each name against the dialog's texts. */
const known: { readonly [Section in keyof Sections]?: readonly (keyof Sections[Section])[] } = replaceableTexts;
const values: Readonly<Record<string, Readonly<Record<string, string>>>> = textValues;

test.for(["ja", "en"] as const)("texts that the page leaves out keep their defaults in %s", (language) => {
  const own = dialogTexts(language);
  expect(replaceTexts(own, {})).toEqual(own);
  expect(replaceTexts(own, { check: {} })).toEqual(own);
});

test("each replaceable text is replaced, and no other", () => {
  const own = dialogTexts("en");
  for (const [section, keys] of Object.entries<readonly string[]>(known)) {
    for (const key of keys) {
      const value = values[section]?.[key];
      const text = value === undefined ? "Ours" : `Ours: {${value}}, again {${value}}`;
      const given = { [section]: { [key]: text } };
      checkOptions({ texts: { en: given } });
      const replaced: unknown = Reflect.get(Reflect.get(replaceTexts(own, given), section), key);
      const said: unknown = typeof replaced === "function" ? Reflect.apply(replaced, undefined, ["$&"]) : replaced;
      expect(said, `${section}.${key}`).toBe(value === undefined ? "Ours" : "Ours: $&, again $&");
    }
  }
});
