import { expect, test } from "vitest";
import { importGuides } from "../../src/dialog/systems/import-guide.ts";
import { importScenes } from "../../src/dialog/systems/import-scenes.ts";
import { textsFor } from "../../src/dialog/texts/texts-for.ts";
import { languageFor } from "../../src/ui/language.ts";

test.for([
  { tag: "ja", language: "ja" },
  { tag: "ja-JP", language: "ja" },
  { tag: "JA", language: "ja" },
  { tag: "en-GB", language: "en" },
  { tag: "jam", language: "en" },
  { tag: "", language: "en" },
])("a page in “$tag” gets the dialog in $language", ({ tag, language }) => {
  expect(languageFor(tag)).toBe(language);
});

test("the Japanese dialog uses the documents' words", () => {
  const ja = textsFor("ja");
  expect([ja.title, ja.action.renew, ja.action.later, ja.save.here, ja.password.reveal, ja.done.heading]).toEqual([
    "証明書更新チェック",
    "更新",
    "後で",
    "こちら",
    "確認する",
    "新しい証明書で接続できました",
  ]);
});

test("importing on Windows takes the wizard's six steps, and each guide names the file and has a drawing for each step", () => {
  for (const language of ["ja", "en"] as const) {
    const { steps } = textsFor(language).import;
    expect(steps.windows("a.p12")).toHaveLength(6);
    for (const guide of importGuides) expect(steps[guide]("a.p12").join()).toContain("[a.p12]");
    for (const guide of importGuides) expect(importScenes[guide], guide).toHaveLength(steps[guide]("a.p12").length);
  }
});

test("every error has a sentence in both languages that ends as one", () => {
  const [ja, en] = [textsFor("ja").errors, textsFor("en").errors];
  expect(Object.keys(ja).sort()).toEqual(Object.keys(en).sort());
  for (const sentence of Object.values(ja)) expect(sentence).toMatch(/。$/);
  for (const sentence of Object.values(en)) expect(sentence).toMatch(/\.$/);
});
