import { expect, test } from "vitest";
import { fromBase64, toBase64 } from "../../src/core/base64.ts";
import { refusal } from "./refusal.ts";

test.each([
  [[], ""],
  [[0], "AA=="],
  [[251, 255, 191], "+/+/"],
])("%o is %s", (octets, text) => {
  expect(toBase64(Uint8Array.from(octets))).toBe(text);
  expect([...fromBase64(text)]).toEqual(octets);
});

test.each([8_191, 8_192, 8_193, 100_000])("%i bytes are one text", (length) => {
  const bytes = Uint8Array.from({ length }, (_, at) => (at * 89) % 256);
  expect(toBase64(bytes) === Buffer.from(bytes).toString("base64")).toBe(true);
});

test("whitespace is ignored", () => {
  expect([...fromBase64(" +/\r\n+/\n")]).toEqual([251, 255, 191]);
});

test.each(["+/+/!", "A", "更新"])("%s is refused", async (text) => {
  expect(await refusal(() => fromBase64(text))).toBe("base64-malformed");
});
