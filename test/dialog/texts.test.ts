import { expect, test } from "vitest";
import { importScenes } from "../../src/dialog/illustrations/import-drawing.tsx";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { certificateStores } from "../../src/ui/certificate-store.ts";
import { languageFor, pageLanguage } from "../../src/ui/language.ts";

test.for([
  { tag: "ja", language: "ja" },
  { tag: "ja-JP", language: "ja" },
  { tag: "JA", language: "ja" },
  { tag: "en-GB", language: "en" },
  { tag: "jam", language: "en" },
  { tag: "", language: "en" },
])("the dialog's language for “$tag” is $language", ({ tag, language }) => {
  expect(languageFor(tag)).toBe(language);
});

test.for([
  { page: "ja-JP", browser: "en-US", kana: false, language: "ja" },
  { page: "en", browser: "en-US", kana: true, language: "en" },
  { page: "en-GB", browser: "ja", kana: false, language: "en" },
  // A template's tag that nobody changed.
  { page: "en", browser: "ja", kana: true, language: "ja" },
  // The country's code in place of the language's.
  { page: "jp", browser: "ja", kana: true, language: "ja" },
  { page: "jp", browser: "en-US", kana: true, language: "en" },
  { page: "de", browser: "ja-JP", kana: false, language: "ja" },
  { page: "", browser: "ja", kana: false, language: "ja" },
  { page: "", browser: "fr", kana: true, language: "en" },
] as const)("the dialog is $language in a page “$page” (kana: $kana) in a browser “$browser”", ({ language, ...page }) => {
  expect(pageLanguage(page)).toBe(language);
});

test("the Japanese dialog uses the wording of the product's documents", () => {
  const ja = dialogTexts("ja");
  expect([ja.title, ja.action.renew, ja.action.later, ja.save.here, ja.password.reveal, ja.done.heading]).toEqual([
    "証明書更新チェック",
    "更新",
    "後で",
    "こちら",
    "確認する",
    "新しい証明書で接続できました",
  ]);
});

test("the guide for Windows has the wizard's six steps, and each guide names the file and has a drawing for each step", () => {
  for (const language of ["ja", "en"] as const) {
    const { steps } = dialogTexts(language).import;
    expect(steps.windows("a.p12")).toHaveLength(6);
    for (const guide of certificateStores) expect(steps[guide]("a.p12").join()).toContain("[a.p12]");
    for (const guide of certificateStores) expect(importScenes[guide], guide).toHaveLength(steps[guide]("a.p12").length);
  }
});

test("every error has a text in both languages that ends with a full stop", () => {
  const [ja, en] = [dialogTexts("ja").errors, dialogTexts("en").errors];
  expect(Object.keys(ja).sort()).toEqual(Object.keys(en).sort());
  for (const sentence of Object.values(ja)) expect(sentence).toMatch(/。$/);
  for (const sentence of Object.values(en)) expect(sentence).toMatch(/\.$/);
});
