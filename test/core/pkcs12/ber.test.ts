import { describe, expect, test } from "vitest";
import { concat } from "../../../src/core/bytes.ts";
import { integer, octetString, sequence } from "../../../src/core/der/write.ts";
import { berToDer } from "../../../src/core/pkcs12/ber.ts";
import { refusal } from "../refusal.ts";

const ber = (...octets: number[]): Uint8Array<ArrayBuffer> => Uint8Array.from(octets);

test("DER is unchanged", () => {
  const der = sequence(integer(3), octetString(new Uint8Array(300)), sequence());
  expect(berToDer(der)).toEqual(der);
});

test.each([
  ["nested indefinite lengths", [0x30, 0x80, 0x30, 0x80, 2, 1, 3, 0, 0, 0, 0], sequence(sequence(integer(3)))],
  ["a length in a longer form than needed", [0x30, 0x83, 0, 0, 3, 2, 1, 3], sequence(integer(3))],
  ["a segmented octet string", [0x24, 0x80, 4, 1, 7, 0x24, 3, 4, 1, 8, 4, 0, 0, 0], octetString(ber(7, 8))],
])("%s becomes definite-length DER", (_, octets, der) => {
  expect(berToDer(ber(...octets))).toEqual(der);
});

test("an element may have more children than a function takes arguments", () => {
  const children = new Uint8Array(400_000).map((_, index) => (index % 2 === 0 ? 0x05 : 0));
  expect(berToDer(concat([ber(0x30, 0x80), children, ber(0, 0)]))).toEqual(sequence(children));
});

describe("refused", () => {
  test.each([
    ["trailing data", [0x30, 0, 0]],
    ["an indefinite length of a primitive element", [0x04, 0x80, 0, 0]],
    ["an octet string with segments of another type", [0x24, 3, 2, 1, 3]],
    ["an incomplete end of contents", [0x30, 0x80, 0, 1]],
    ["a length of five octets", [0x30, 0x85, 0, 0, 0, 0, 0]],
    ["an element longer than its parent", [0x30, 2, 4, 1, 0]],
    ["an end of contents outside its parent", [0x30, 3, 0x30, 0x80, 0, 0]],
    ["a tag of several octets", [0x1f, 0x21, 0]],
  ])("%s", async (_, octets) => {
    expect(await refusal(() => berToDer(ber(...octets), "pkcs12-truncated"))).toBe("der-malformed");
  });

  test.each([
    ["nothing", []],
    ["a tag alone", [0x30]],
    ["an incomplete length", [0x30, 0x82, 1]],
    ["a length beyond the end", [0x30, 2, 4]],
    ["an indefinite length without its end", [0x30, 0x80, 2, 1, 3]],
    ["an indefinite length with an incomplete end", [0x30, 0x80, 2, 1, 3, 0]],
  ])("%s is truncated", async (_, octets) => {
    expect(await refusal(() => berToDer(ber(...octets), "pkcs12-truncated"))).toBe("pkcs12-truncated");
  });

  test("nesting deeper than in any key file, without hanging or a stack overflow", async () => {
    const nested = new Uint8Array(200_000).fill(0x80).map((octet, index) => (index % 2 === 0 ? 0x30 : octet));
    expect(await refusal(() => berToDer(nested))).toBe("der-malformed");
  });
});
