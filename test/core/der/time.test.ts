import { expect, test } from "vitest";
import { DerReader } from "../../../src/core/der/read.ts";
import { tag } from "../../../src/core/der/tag.ts";
import { decodeTime, encodeTime } from "../../../src/core/der/time.ts";
import { element } from "../../../src/core/der/write.ts";
import { refusal } from "../refusal.ts";

const read = (type: number, text: string): Date => decodeTime(new DerReader(element(type, new TextEncoder().encode(text))).any());

test.each([
  ["1950-01-01T00:00:00.000Z", tag.utcTime, "500101000000Z"],
  ["2026-11-21T09:05:38.000Z", tag.utcTime, "261121090538Z"],
  ["2049-12-31T23:59:59.000Z", tag.utcTime, "491231235959Z"],
  ["2050-01-01T00:00:00.000Z", tag.generalizedTime, "20500101000000Z"],
  ["1949-12-31T23:59:59.000Z", tag.generalizedTime, "19491231235959Z"],
])("%s is written and read", (moment, type, text) => {
  expect(encodeTime(new Date(moment))).toEqual(element(type, new TextEncoder().encode(text)));
  expect(read(type, text).toISOString()).toBe(moment);
});

test("fractions of a second are truncated", () => {
  expect(encodeTime(new Date("2026-11-21T09:05:38.999Z"))).toEqual(encodeTime(new Date("2026-11-21T09:05:38Z")));
});

test.each([
  ["a day that does not exist", tag.utcTime, "260230000000Z"],
  ["a leap second", tag.utcTime, "161231235960Z"],
  ["no seconds", tag.utcTime, "2611210905Z"],
  ["another time zone", tag.utcTime, "261121090538+0900"],
  ["fractions", tag.generalizedTime, "20261121090538.5Z"],
  ["trailing characters", tag.utcTime, "261121090538Z0"],
  ["a two-digit year in GeneralizedTime", tag.generalizedTime, "261121090538Z"],
  ["another type", tag.utf8String, "261121090538Z"],
])("%s is refused", async (_, type, text) => {
  expect(await refusal(() => read(type, text))).toBe("der-malformed");
});
