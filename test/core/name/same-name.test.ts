import { describe, expect, test } from "vitest";
import type { Bytes } from "../../../src/core/bytes.ts";
import { tag } from "../../../src/core/der/tag.ts";
import { element, oid, sequence, setOf } from "../../../src/core/der/write.ts";
import { isSameName } from "../../../src/core/name/same-name.ts";

const c = "2.5.4.6";
const o = "2.5.4.10";
const cn = "2.5.4.3";

const attribute = (type: string, text: string, string: number = tag.utf8String): Bytes =>
  sequence(oid(type), element(string, new TextEncoder().encode(text)));
const nameOf = (...rdns: readonly (Bytes | readonly Bytes[])[]): Bytes =>
  sequence(...rdns.map((rdn) => (rdn instanceof Uint8Array ? setOf(rdn) : setOf(...rdn))));

const clinic = nameOf(attribute(c, "JP", tag.printableString), attribute(o, "Kasumi Clinic"), attribute(cn, "client28"));

describe("names are the same", () => {
  test.each<[string, Bytes]>([
    ["octet for octet", clinic],
    ["whatever the case", nameOf(attribute(c, "jp"), attribute(o, "KASUMI CLINIC"), attribute(cn, "Client28"))],
    [
      "whatever the string types",
      nameOf(
        attribute(c, "JP"),
        attribute(o, "Kasumi Clinic", tag.printableString),
        sequence(
          oid(cn),
          element(tag.bmpString, Uint8Array.from(Array.from("client28").flatMap((each) => [0, each.charCodeAt(0)]))),
        ),
      ),
    ],
    ["whatever the spaces", nameOf(attribute(c, "JP"), attribute(o, "  Kasumi \u3000 Clinic "), attribute(cn, "client28"))],
    ["whatever the width", nameOf(attribute(c, "JP"), attribute(o, "Ｋasumi Clinic"), attribute(cn, "ｃｌｉｅｎｔ２８"))],
    ["without invisible marks", nameOf(attribute(c, "JP"), attribute(o, "Kasumi\u00ad Clinic"), attribute(cn, "\u202eclient28"))],
  ])("%s", (_, name) => {
    expect(isSameName(clinic, name)).toBe(true);
    expect(isSameName(name, clinic)).toBe(true);
  });

  test("if an RDN has the same attributes in another order", () => {
    const [tenant, person] = [attribute(o, "Kasumi Clinic"), attribute(cn, "client28")];
    expect(isSameName(nameOf([tenant, person]), nameOf([person, tenant]))).toBe(true);
  });

  test("if both have half-width and full-width kana", () => {
    expect(isSameName(nameOf(attribute(o, "ｶｽﾐ医院")), nameOf(attribute(o, "カスミ医院")))).toBe(true);
  });

  test("if both are empty", () => {
    expect(isSameName(nameOf(), nameOf())).toBe(true);
  });
});

describe("names differ", () => {
  test.each<[string, Bytes]>([
    ["in a value", nameOf(attribute(c, "JP"), attribute(o, "Kasumi Clinic"), attribute(cn, "client29"))],
    ["in an attribute's type", nameOf(attribute(c, "JP"), attribute(o, "Kasumi Clinic"), attribute("2.5.4.11", "client28"))],
    ["in the order of RDNs", nameOf(attribute(o, "Kasumi Clinic"), attribute(c, "JP"), attribute(cn, "client28"))],
    ["in the number of RDNs", nameOf(attribute(c, "JP"), attribute(o, "Kasumi Clinic"))],
    [
      "in the number of values",
      nameOf(attribute(c, "JP"), attribute(o, "Kasumi Clinic"), attribute(cn, "client28"), attribute(cn, "x")),
    ],
    ["in what belongs to one RDN", nameOf(attribute(c, "JP"), [attribute(o, "Kasumi Clinic"), attribute(cn, "client28")])],
    ["in a space inside of a word", nameOf(attribute(c, "JP"), attribute(o, "Kasumi Clinic"), attribute(cn, "client 28"))],
  ])("%s", (_, name) => {
    expect(isSameName(clinic, name)).toBe(false);
  });

  test("in octets that are not text", () => {
    const broken = (octet: number): Bytes => nameOf(sequence(oid(cn), element(tag.utf8String, Uint8Array.of(0xff, octet))));
    expect(isSameName(broken(1), broken(1))).toBe(true);
    expect(isSameName(broken(1), broken(2))).toBe(false);
  });
});
