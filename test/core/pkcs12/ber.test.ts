import { describe, expect, test } from "vitest";
import { integer, octetString, sequence } from "../../../src/core/der/write.ts";
import { berToDer } from "../../../src/core/pkcs12/ber.ts";
import { refusal } from "../refusal.ts";

const ber = (...octets: number[]): Uint8Array<ArrayBuffer> => Uint8Array.from(octets);

test("DER stays as it is", () => {
  const der = sequence(integer(3), octetString(new Uint8Array(300)), sequence());
  expect(berToDer(der)).toEqual(der);
});

test.each([
  ["indefinite lengths, one inside the other", [0x30, 0x80, 0x30, 0x80, 2, 1, 3, 0, 0, 0, 0], sequence(sequence(integer(3)))],
  ["a length in a longer form than needed", [0x30, 0x83, 0, 0, 3, 2, 1, 3], sequence(integer(3))],
  ["an octet string in pieces", [0x24, 0x80, 4, 1, 7, 0x24, 3, 4, 1, 8, 4, 0, 0, 0], octetString(ber(7, 8))],
])("%s become definite-length DER", (_, octets, der) => {
  expect(berToDer(ber(...octets))).toEqual(der);
});

describe("refused", () => {
  test.each([
    ["something behind the element", [0x30, 0, 0]],
    ["an indefinite length of something that has no parts", [0x04, 0x80, 0, 0]],
    ["an octet string in pieces that are none", [0x24, 3, 2, 1, 3]],
    ["half an end of contents", [0x30, 0x80, 0, 1]],
    ["a length of five octets", [0x30, 0x85, 0, 0, 0, 0, 0]],
    ["an element that its parent is too short for", [0x30, 2, 4, 1, 0]],
    ["an end of contents that its parent is too short for", [0x30, 3, 0x30, 0x80, 0, 0]],
    ["a tag of several octets", [0x1f, 0x21, 0]],
  ])("%s", async (_, octets) => {
    expect(await refusal(() => berToDer(ber(...octets), "pkcs12-truncated"))).toBe("der-malformed");
  });

  test.each([
    ["nothing", []],
    ["a tag alone", [0x30]],
    ["half a length", [0x30, 0x82, 1]],
    ["a length beyond the end", [0x30, 2, 4]],
    ["an indefinite length without its end", [0x30, 0x80, 2, 1, 3]],
    ["an indefinite length with half its end", [0x30, 0x80, 2, 1, 3, 0]],
  ])("%s ends too early", async (_, octets) => {
    expect(await refusal(() => berToDer(ber(...octets), "pkcs12-truncated"))).toBe("pkcs12-truncated");
  });

  test("nesting deeper than any key file, without hanging or running out of stack", async () => {
    const nested = new Uint8Array(200_000).fill(0x80).map((octet, index) => (index % 2 === 0 ? 0x30 : octet));
    expect(await refusal(() => berToDer(nested))).toBe("der-malformed");
  });
});
