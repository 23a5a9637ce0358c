import { describe, expect, test } from "vitest";
import type { Bytes } from "../../../src/core/bytes.ts";
import { tag } from "../../../src/core/der/tag.ts";
import { element, oid, sequence, setOf, utf8String } from "../../../src/core/der/write.ts";
import { decodeName, encodeName } from "../../../src/core/name/name.ts";
import { refusal } from "../refusal.ts";

const cn = "2.5.4.3";
const attribute = (type: string, value: Bytes): Bytes => sequence(oid(type), value);
const nameOf = (...values: Bytes[]): Bytes => sequence(...values.map((value) => setOf(value)));

test("a subject is written with O before CN, in UTF8String", () => {
  expect(encodeName({ cn: "client28", o: "u00000014" })).toEqual(
    nameOf(attribute("2.5.4.10", utf8String("u00000014")), attribute(cn, utf8String("client28"))),
  );
});

test.each([
  { cn: "client28", o: "u00000014" },
  { cn: "医院", o: "日本" },
  { cn: "Root", o: "" },
  { cn: "", o: "" },
])("%o is read as it was written", (subject) => {
  expect(decodeName(encodeName(subject))).toEqual(subject);
});

describe("string types", () => {
  const text = (type: number, ...octets: number[]): Bytes => nameOf(attribute(cn, element(type, Uint8Array.from(octets))));

  test.each([
    ["PrintableString", tag.printableString, [0x64, 0x62, 0x31, 0x37], "db17"],
    ["NumericString", tag.numericString, [0x31, 0x37], "17"],
    ["VisibleString", tag.visibleString, [0x64, 0x62], "db"],
    ["PrintableString with Latin-1", tag.printableString, [0x63, 0xe9], "cé"],
    ["IA5String with UTF-8", tag.ia5String, [0x63, 0xc3, 0xa9], "cé"],
    ["IA5String", tag.ia5String, [0x64, 0x62, 0x31, 0x37], "db17"],
    ["T61String", tag.teletexString, [0x63, 0xe9], "cé"],
    ["BMPString", tag.bmpString, [0x53, 0x3b, 0x96, 0x62], "医院"],
    ["UniversalString", tag.universalString, [0, 0, 0x53, 0x3b, 0, 2, 0x0b, 0xb7], "医𠮷"],
  ])("%s is read", (_, type, octets, expected) => {
    expect(decodeName(text(type, ...octets)).cn).toBe(expected);
  });

  test("invalid UTF-8 is rejected, not repaired", async () => {
    expect(await refusal(() => decodeName(text(tag.utf8String, 0xc3, 0x28)))).toBe("der-malformed");
  });

  test("a NUL is rejected, because other readers would end the name there", async () => {
    expect(await refusal(() => decodeName(text(tag.utf8String, 0x64, 0x62, 0x31, 0, 0x37)))).toBe("der-malformed");
    expect(await refusal(() => decodeName(text(tag.bmpString, 0x53, 0x3b, 0, 0)))).toBe("der-malformed");
  });

  test.each([
    ["with a truncated character", [0, 0, 0x53]],
    ["with an unpaired surrogate", [0, 0, 0xd8, 0x42]],
    ["with a code point over the maximum", [0, 0x11, 0, 0]],
    ["with a NUL in it", [0, 0, 0x53, 0x3b, 0, 0, 0, 0]],
  ])("a UniversalString %s is refused", async (_, octets) => {
    expect(await refusal(() => decodeName(text(tag.universalString, ...octets)))).toBe("der-malformed");
  });

  test("a value that is not a string is rejected", async () => {
    expect(await refusal(() => decodeName(text(tag.octetString, 0x41)))).toBe("der-malformed");
  });
});

test("other attributes are skipped, also in the same set as the CN", () => {
  const organizationalUnit = attribute("2.5.4.11", utf8String("reception"));
  const both = sequence(setOf(organizationalUnit, attribute(cn, utf8String("client1"))), setOf(organizationalUnit));
  expect(decodeName(both)).toEqual({ cn: "client1", o: "" });
});

test("several CNs and Os are all part of the name", () => {
  const two = nameOf(
    attribute("2.5.4.10", utf8String("Clinic")),
    attribute("2.5.4.10", utf8String("Reception")),
    attribute(cn, utf8String("client1")),
    attribute(cn, utf8String("client2")),
  );
  expect(decodeName(two)).toEqual({ cn: "client1, client2", o: "Clinic, Reception" });
});

test("an empty RDN is refused", async () => {
  expect(await refusal(() => decodeName(sequence(setOf())))).toBe("der-malformed");
});
