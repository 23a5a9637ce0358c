import * as v from "valibot";

/** The form of the names of kinds and products. */
export const SettingName = v.pipe(
  v.string(),
  v.regex(/^[a-z][a-z0-9-]{0,31}$/, "a name of lower-case letters, digits and hyphens"),
);

const Kind = v.strictObject({
  /** As in `renewableTypes`. */
  name: SettingName,
  /** A regular expression for the whole CN. */
  pattern: v.pipe(v.string(), v.check(isPattern, "a regular expression")),
  /** What notices call such a certificate. */
  texts: v.strictObject({ ja: v.string(), en: v.string() }),
  /** The validity of certificates of this kind in days; by default, and at most, `validityYears`. */
  validityDays: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000))),
});
/** A kind of certificate, recognised by the CN. */
export type Kind = v.InferOutput<typeof Kind>;

/** The kinds of certificate; the first match applies. */
export const Kinds = v.array(Kind);

/** The kinds of the default settings. */
export const defaultKinds: readonly Kind[] = [
  { name: "client", pattern: String.raw`client\d+`, texts: { ja: "クライアント証明書", en: "client certificate" } },
  { name: "db", pattern: String.raw`db\d+`, texts: { ja: "データベース接続用の証明書", en: "database certificate" } },
  { name: "api", pattern: String.raw`api\d+`, texts: { ja: "API接続用の証明書", en: "API certificate" } },
  { name: "backup", pattern: String.raw`backup\d+`, texts: { ja: "バックアップ用の証明書", en: "backup certificate" } },
];

/** The name of the kind of certificates whose CN matches no pattern. */
export const otherKind = "other";

/** The kind of a certificate, by its CN; undefined if it matches no pattern. */
export function kindOf(kinds: readonly Kind[], cn: string): Kind | undefined {
  return kinds.find(({ pattern }) => whole(pattern).test(cn));
}

/** A word, and any number after it. */
const numberedPattern = /^([a-z-]*[a-z-])\\d\+$/;

/** The word of each kind, in their order, if the pattern of each is a word and a number, as by default; undefined if not. */
export function wordsOf(kinds: readonly Kind[]): ReadonlyMap<string, string> | undefined {
  const words = new Map<string, string>();
  for (const { name, pattern } of kinds) {
    const [, word] = numberedPattern.exec(pattern) ?? [];
    if (word === undefined) return undefined;
    words.set(name, word);
  }
  return words;
}

const compiled = new Map<string, RegExp>();

function whole(pattern: string): RegExp {
  const expression = compiled.get(pattern) ?? new RegExp(`^(?:${pattern})$`, "u");
  compiled.set(pattern, expression);
  return expression;
}

function isPattern(text: string): boolean {
  try {
    return whole(text).source !== "";
  } catch {
    return false;
  }
}
