import { expect, test } from "vitest";
import { enterDer } from "../../../src/core/der/read.ts";
import { tag } from "../../../src/core/der/tag.ts";
import { sequence } from "../../../src/core/der/write.ts";
import { encodeSerialNumber, normalSerialNumber, readSerialNumber } from "../../../src/core/x509/serial-number.ts";
import { refusal } from "../refusal.ts";

test.each([
  ["00", [0x00]],
  ["7F", [0x7f]],
  ["80", [0x00, 0x80]],
  ["FF", [0x00, 0xff]],
  ["-01", [0xff]],
  ["-7F", [0x81]],
  ["-80", [0x80]],
  ["-81", [0xff, 0x7f]],
  ["-FF", [0xff, 0x01]],
  ["-0100", [0xff, 0x00]],
  ["-8000", [0x80, 0x00]],
  ["-8001", [0xff, 0x7f, 0xff]],
  ["5A000000000000000000000000000000000000000A", [0x5a, ...Array.from({ length: 19 }, () => 0), 0x0a]],
])("%s is one number in one form", (text, octets) => {
  const content = Uint8Array.from(octets);
  expect(readSerialNumber(content)).toBe(text);
  const { content: written } = enterDer(sequence(encodeSerialNumber(text))).next(tag.integer);
  expect(Array.from(written)).toEqual(octets);
});

test("forms that are longer than needed are the same number", () => {
  expect(readSerialNumber(Uint8Array.of(0, 0, 5))).toBe("05");
  expect(readSerialNumber(Uint8Array.of(0xff, 0xff))).toBe("-01");
});

test.each([
  ["5", "05"],
  ["0005", "05"],
  ["-f0", "-F0"],
  ["-0", "00"],
  ["0", "00"],
])("%s in a table is %s", (text, normal) => {
  expect(normalSerialNumber(text)).toBe(normal);
});

test("none, or one that would fill the memory, is malformed", async () => {
  expect(await refusal(() => readSerialNumber(new Uint8Array()))).toBe("der-malformed");
  expect(await refusal(() => readSerialNumber(new Uint8Array(100_000).fill(0x80)))).toBe("der-malformed");
});
