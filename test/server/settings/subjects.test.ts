import * as v from "valibot";
import { describe, expect, test } from "vitest";
import type { Bytes } from "../../../src/core/bytes.ts";
import { tag } from "../../../src/core/der/tag.ts";
import { element, oid, sequence, setOf, utf8String } from "../../../src/core/der/write.ts";
import { attributeType } from "../../../src/core/name/attribute-types.ts";
import { formatName } from "../../../src/core/name/distinguished-name.ts";
import { encodeName, readName } from "../../../src/core/name/name.ts";
import { defaultSettings, Settings } from "../../../src/server/settings/settings.ts";
import { defaultSubjects, holderOf, subjectFor, type Subjects } from "../../../src/server/settings/subjects.ts";

function nameOf(...attributes: readonly (readonly [type: string, value: string])[]): Bytes {
  return sequence(...attributes.map(([type, value]) => setOf(sequence(oid(attributeType(type) ?? type), utf8String(value)))));
}

const cloud: Subjects = {
  tenant: "OU",
  holder: "CN",
  issued: [
    { type: "C", value: "JP" },
    { type: "O", value: "Example Cloud" },
    { type: "OU", value: "{tenant}" },
    { type: "CN", value: "{holder}" },
  ],
};
const inOne: Subjects = { ...defaultSubjects, pattern: String.raw`CN=(?<tenant>[^,]+?)-(?<holder>[^,-]+)(?:,.*)?` };

describe("a holder", () => {
  test.each([
    ["the O and the CN, by default", defaultSubjects, nameOf(["O", "u1"], ["CN", "client1"]), { tenant: "u1", cn: "client1" }],
    [
      "other attributes",
      cloud,
      nameOf(["C", "JP"], ["O", "x"], ["OU", "u1"], ["CN", "山田 花子"]),
      { tenant: "u1", cn: "山田 花子" },
    ],
    ["parts of one attribute", inOne, nameOf(["C", "JP"], ["CN", "u-1-client1"]), { tenant: "u-1", cn: "client1" }],
    ["a value with escapes", inOne, nameOf(["CN", "a+b-c\u202E"]), { tenant: "a+b", cn: "c\u202E" }],
  ])("is read from %s", (_, subjects, name, holder) => {
    expect(holderOf(subjects, name)).toEqual(holder);
  });

  test.each([
    ["an attribute is missing", defaultSubjects, nameOf(["CN", "client1"])],
    ["an attribute is empty", defaultSubjects, nameOf(["O", ""], ["CN", "client1"])],
    ["an attribute occurs twice", defaultSubjects, nameOf(["O", "u1"], ["CN", "client1"], ["CN", "client2"])],
    ["the pattern does not match", inOne, nameOf(["O", "u1"], ["CN", "client1"])],
    ["a value is no text", defaultSubjects, sequence(setOf(sequence(oid("2.5.4.10"), element(tag.bitString, Uint8Array.of(0)))))],
    ["the Name is malformed", defaultSubjects, Uint8Array.of(0x30, 3, 1)],
  ])("is nobody if %s", (_, subjects, name) => {
    expect(holderOf(subjects, name)).toBeUndefined();
  });
});

describe("the subject of a first certificate", () => {
  test("is O and CN by default", () => {
    expect(subjectFor(defaultSubjects, { tenant: "u1", cn: "client1" })).toEqual(encodeName({ o: "u1", cn: "client1" }));
  });

  test("has the settings' attributes in their order, with the string types that standards demand", () => {
    const name = subjectFor(cloud, { tenant: "医院", cn: "{tenant}" });
    expect(formatName(name)).toBe("CN={tenant},OU=医院,O=Example Cloud,C=JP");
    expect(readName(name).flatMap((rdn) => rdn.map(({ value }) => value.tag))).toEqual([
      tag.printableString,
      tag.utf8String,
      tag.utf8String,
      tag.utf8String,
    ]);
    expect(holderOf(cloud, name)).toEqual({ tenant: "医院", cn: "{tenant}" });
  });
});

describe("the settings", () => {
  const accepts = (subjects: unknown): boolean => v.is(Settings, { ...defaultSettings, subjects });

  test("need not mention subjects", () => {
    const { subjects, ...others } = defaultSettings;
    expect(v.parse(Settings, others).subjects).toEqual(subjects);
  });

  test.each([
    ["an unknown attribute", { ...cloud, tenant: "organisation" }],
    ["a pattern without its groups", { ...cloud, pattern: "CN=(.*)" }],
    ["a pattern with one group", { ...cloud, pattern: "CN=(?<holder>.*)" }],
    ["a broken pattern", { ...cloud, pattern: "(?<holder>(?<tenant>" }],
    ["a subject without its holder", { ...cloud, issued: [{ type: "O", value: "{tenant}" }] }],
    ["an attribute without a value", { ...cloud, issued: [...cloud.issued, { type: "L", value: "" }] }],
  ])("refuse %s", (_, subjects) => {
    expect(accepts(cloud)).toBe(true);
    expect(accepts(subjects)).toBe(false);
  });
});
