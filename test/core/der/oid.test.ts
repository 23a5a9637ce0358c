import { expect, test } from "vitest";
import { decodeOid, encodeOid } from "../../../src/core/der/oid.ts";
import { refusal } from "../refusal.ts";

test.each([
  ["1.2.840.113549", [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d]],
  ["2.5.4.3", [0x55, 0x04, 0x03]],
  ["2.999.3", [0x88, 0x37, 0x03]],
  ["0.39", [0x27]],
  ["2.25.9007199254740991", [0x69, 0x8f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]],
])("%s is written and read", (dotted, octets) => {
  expect([...encodeOid(dotted)]).toEqual(octets);
  expect(decodeOid(Uint8Array.from(octets))).toBe(dotted);
});

test.each([
  ["nothing", []],
  ["a truncated arc", [0x2a, 0x86]],
  ["an arc with a redundant leading octet", [0x2a, 0x80, 0x01]],
  ["an arc over the limit of numbers", [0x2a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]],
])("%s is refused", async (_, octets) => {
  expect(await refusal(() => decodeOid(Uint8Array.from(octets)))).toBe("der-malformed");
});
