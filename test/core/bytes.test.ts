import { expect, test } from "vitest";
import { concat, equalBytes, toHex } from "../../src/core/bytes.ts";

test("parts are joined in order", () => {
  expect([...concat([Uint8Array.of(1, 2), new Uint8Array(), Uint8Array.of(3)])]).toEqual([1, 2, 3]);
  expect(concat([])).toHaveLength(0);
});

test("byte strings are equal if every octet is", () => {
  expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true);
  expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false);
  expect(equalBytes(Uint8Array.of(0), new Uint8Array())).toBe(false);
});

test("hexadecimal is upper-case and has two digits for each octet", () => {
  expect(toHex(Uint8Array.of(0, 10, 255))).toBe("000AFF");
});
