import * as v from "valibot";
import type { Bytes } from "../../core/bytes.ts";
import { element, oid, sequence, setOf } from "../../core/der/write.ts";
import { KoshinError } from "../../core/errors.ts";
import { attributeType, stringTag } from "../../core/name/attribute-types.ts";
import { formatName, unescapeValue } from "../../core/name/distinguished-name.ts";
import { decodeText, readName } from "../../core/name/name.ts";

const AttributeName = v.pipe(
  v.string(),
  v.check((name) => attributeType(name) !== undefined, "the type of an attribute, such as O, OU or 2.5.4.97"),
);

const placeholders = ["{tenant}", "{holder}"] as const;

/** Subjects of certificates, and who their holders are. */
export const Subjects = v.strictObject({
  /** The attribute with the tenant's name, which a subject must have once. */
  tenant: AttributeName,
  /** The attribute with the name of the person or program. */
  holder: AttributeName,
  /**
   * Instead of the two attributes, a regular expression for the whole subject as text (RFC 4514:
   * `CN=client28,O=u00000014,C=JP`, the last attribute first), with the groups `(?<tenant>…)` and `(?<holder>…)`.
   */
  pattern: v.optional(v.pipe(v.string(), v.check(namesBoth, "a regular expression with the groups (?<tenant>…) and (?<holder>…)"))),
  /**
   * The subject of first certificates, attribute by attribute; `{tenant}` and `{holder}` stand for the two names. A
   * renewal keeps the subject of its predecessor.
   */
  issued: v.pipe(
    v.array(v.strictObject({ type: AttributeName, value: v.pipe(v.string(), v.nonEmpty("a non-empty string")) })),
    v.check(
      (attributes) => placeholders.every((name) => attributes.some(({ value }) => value.includes(name))),
      "a list of attributes in which {tenant} and {holder} occur",
    ),
  ),
});
export type Subjects = v.InferOutput<typeof Subjects>;

/** The tenant is O, and the holder CN. */
export const defaultSubjects: Subjects = {
  tenant: "O",
  holder: "CN",
  issued: [
    { type: "O", value: "{tenant}" },
    { type: "CN", value: "{holder}" },
  ],
};

/** Who somebody is: a person or program of a tenant. */
export interface Holder {
  readonly tenant: string;
  readonly cn: string;
}

/**
 * The holder of a certificate by its subject.
 *
 * @param name DER
 * @returns undefined if the subject does not identify one: an attribute is missing, occurs twice or is not text, or the
 * pattern does not match
 */
export function holderOf(rule: Subjects, name: Bytes): Holder | undefined {
  try {
    return rule.pattern !== undefined ? byPattern(rule.pattern, formatName(name)) : byAttributes(rule, name);
  } catch (error) {
    if (error instanceof KoshinError) return undefined;
    throw error;
  }
}

/** The subject of a first certificate, DER. */
export function subjectFor({ issued }: Subjects, { tenant, cn }: Holder): Bytes {
  const attributes = issued.map(({ type: name, value }) => {
    const type = attributeType(name) ?? name;
    const text = value.replaceAll(/\{(?:tenant|holder)\}/g, (placeholder) => (placeholder === "{tenant}" ? tenant : cn));
    return setOf(sequence(oid(type), element(stringTag(type, text), new TextEncoder().encode(text))));
  });
  return sequence(...attributes);
}

function byPattern(pattern: string, subject: string): Holder | undefined {
  const { tenant, holder } = compile(pattern).exec(subject)?.groups ?? {};
  return checked(tenant && unescapeValue(tenant), holder && unescapeValue(holder));
}

function byAttributes(rule: Subjects, name: Bytes): Holder | undefined {
  const attributes = readName(name).flat();
  const valueOf = (wanted: string): string | undefined => {
    const values = attributes.filter(({ type }) => type === attributeType(wanted));
    return values.length === 1 && values[0] !== undefined ? decodeText(values[0].value) : undefined;
  };
  return checked(valueOf(rule.tenant), valueOf(rule.holder));
}

function checked(tenant: string | undefined, cn: string | undefined): Holder | undefined {
  return tenant === undefined || tenant === "" || cn === undefined || cn === "" ? undefined : { tenant, cn };
}

const compiled = new Map<string, RegExp>();

function compile(pattern: string): RegExp {
  const expression = compiled.get(pattern) ?? new RegExp(`^(?:${pattern})$`, "su");
  compiled.set(pattern, expression);
  return expression;
}

function namesBoth(pattern: string): boolean {
  try {
    const { groups } = new RegExp(`${pattern}|`, "su").exec("") ?? {};
    return groups !== undefined && "tenant" in groups && "holder" in groups;
  } catch {
    return false;
  }
}
