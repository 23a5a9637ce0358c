import { expect, test } from "vitest";
import { decodePem, encodePem } from "../../../src/core/x509/pem.ts";
import { refusal } from "../refusal.ts";

const octets = Uint8Array.from({ length: 100 }, (_, index) => index);

test("a block has a label and lines of 64 characters", () => {
  const lines = encodePem("CERTIFICATE", octets).split("\n");
  expect(lines.map((line) => line.length)).toEqual([27, 64, 64, 8, 25, 0]);
  expect(lines[0]).toBe("-----BEGIN CERTIFICATE-----");
});

test("a block that fills its last line has no empty line", () => {
  expect(encodePem("X", octets.subarray(0, 48))).not.toContain("\n\n");
});

test("only blocks with the label are read, whatever is between them and however lines end", () => {
  const text = `Bag attributes\n${encodePem("PRIVATE KEY", octets)}${encodePem("CERTIFICATE", octets)}subject=…\n`;
  expect(decodePem("CERTIFICATE", text + text.replaceAll("\n", "\r\n"))).toEqual([octets, octets]);
  expect(decodePem("CERTIFICATE REQUEST", text)).toEqual([]);
});

test("a block that is not base64 is rejected", async () => {
  const text = "-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n";
  expect(await refusal(() => decodePem("CERTIFICATE", text))).toBe("base64-malformed");
});
