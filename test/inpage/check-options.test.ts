import { describe, expect, test } from "vitest";
import { checkOptions } from "../../src/inpage/check-options.ts";
import { WatchOptionError, type WatchOptions } from "../../src/inpage/watch-options.ts";

/** The error for invalid options. */
function errorFor(options: unknown): unknown {
  try {
    checkOptions(options);
  } catch (error) {
    return error;
  }
  return undefined;
}

const good: readonly WatchOptions[] = [
  {},
  { language: undefined, texts: undefined, onEvent: undefined, signal: undefined },
  { language: "ja", signal: AbortSignal.abort(), onEvent: () => undefined },
  { texts: { ja: { title: "更新" }, en: { check: { daysLeft: "{days} to go" }, errors: { "no-certificate": "Call 1234." } } } },
  { texts: { ja: { again: { lead: "{file}は無効になります。" } } } },
];
test.for(good.map((options) => ({ options })))("accepts $options", ({ options }) => {
  expect(errorFor(options)).toBeUndefined();
});

describe("rejects invalid options with a code, the option and a message", () => {
  const invalid: readonly { readonly options: unknown; readonly code: string; readonly option: string }[] = [
    { options: { lang: "ja" }, code: "option-unknown", option: "lang" },
    { options: { language: "fr" }, code: "option-wrong", option: "language" },
    { options: { onEvent: "due" }, code: "option-wrong", option: "onEvent" },
    { options: { signal: { aborted: false } }, code: "option-wrong", option: "signal" },
    { options: "ja", code: "option-wrong", option: "options" },
    { options: null, code: "option-wrong", option: "options" },
    { options: { texts: { fr: {} } }, code: "text-unknown", option: "texts.fr" },
    { options: { texts: "更新" }, code: "text-wrong", option: "texts" },
    { options: { texts: { ja: { chek: {} } } }, code: "text-unknown", option: "texts.ja.chek" },
    { options: { texts: { ja: { check: { heding: "a" } } } }, code: "text-unknown", option: "texts.ja.check.heding" },
    { options: { texts: { ja: { check: { toString: "a" } } } }, code: "text-unknown", option: "texts.ja.check.toString" },
    { options: { texts: { ja: { check: { heading: "" } } } }, code: "text-wrong", option: "texts.ja.check.heading" },
    { options: { texts: { ja: { check: { heading: " \n" } } } }, code: "text-wrong", option: "texts.ja.check.heading" },
    { options: { texts: { en: { check: { heading: undefined } } } }, code: "text-wrong", option: "texts.en.check.heading" },
    {
      options: { texts: { en: { check: { heading: { html: "<b>a</b>" } } } } },
      code: "text-wrong",
      option: "texts.en.check.heading",
    },
    { options: { texts: { en: { check: { daysLeft: "soon" } } } }, code: "text-wrong", option: "texts.en.check.daysLeft" },
    {
      options: { texts: { en: { errors: { "replacement-key-mismatch": "a" } } } },
      code: "text-unknown",
      option: "texts.en.errors.replacement-key-mismatch",
    },
  ];
  test.for(invalid)("$options", ({ options, code, option }) => {
    const error = errorFor(options);
    expect(error).toBeInstanceOf(WatchOptionError);
    expect(error).toMatchObject({ code, option });
    expect(String(error)).toMatch(/^WatchOptionError: .*\.$/);
    expect(String(error)).toContain(option);
  });
});
