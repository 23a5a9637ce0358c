import * as v from "valibot";
import { WatchOptionError } from "./watch-options.ts";
import { replaceableTexts } from "./watch-texts.ts";

/** The value that each parameterised text must contain. */
export const textValues = {
  check: { daysLeft: "days" },
  resume: { begun: "when" },
  elsewhere: { lead: "when" },
  again: { lead: "file" },
  save: { downloaded: "file", offered: "file" },
  password: { savedText: "file" },
} as const;

const PlainText = v.pipe(v.string("must be a string"), v.regex(/\S/, "must not be empty"));

const values: Readonly<Record<string, Readonly<Record<string, string>>>> = textValues;

/** A text, which must contain its value if it has one. */
function textOf(section: string, key: string): v.GenericSchema<string> {
  const value = values[section]?.[key];
  return value === undefined ? PlainText : v.pipe(PlainText, v.includes(`{${value}}`, `must contain {${value}}`));
}

const sections = Object.entries(replaceableTexts).map(([section, keys]) => {
  const texts = keys.map((key) => [key, v.exactOptional(textOf(section, key))] as const);
  return [section, v.exactOptional(v.strictObject(Object.fromEntries(texts)))] as const;
});
const Texts = v.strictObject({ title: v.exactOptional(PlainText), ...Object.fromEntries(sections) });

const Options = v.strictObject({
  language: v.optional(v.picklist(["ja", "en"], 'must be "ja" or "en"')),
  texts: v.optional(v.strictObject({ ja: v.exactOptional(Texts), en: v.exactOptional(Texts) })),
  onEvent: v.optional(v.function("must be a function")),
  signal: v.optional(v.instance(AbortSignal, "must be an AbortSignal")),
});

/**
 * Validates the options of a watch, because plain scripts have no compiler to do so.
 *
 * @throws WatchOptionError for the first invalid one
 */
export function checkOptions(options: unknown): void {
  const checked = v.safeParse(Options, options, { abortEarly: true });
  if (checked.success) return;
  const [issue] = checked.issues;
  const option = v.getDotPath(issue) ?? "options";
  const kind = option.startsWith("texts") ? "text" : "option";
  // In an object, only an unknown name is an issue of the object's own schema.
  if (issue.type === "strict_object" && issue.expected === "never") {
    throw new WatchOptionError(
      `${kind}-unknown`,
      option,
      `watchRenewal has no option ${option}. Leave it out, or correct its name.`,
    );
  }
  const demand = issue.type === "strict_object" ? "must be an object" : issue.message;
  throw new WatchOptionError(`${kind}-wrong`, option, `In the options of watchRenewal, ${option} ${demand}.`);
}
