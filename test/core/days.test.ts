import { expect, test } from "vitest";
import { dayInMilliseconds, timeLeft } from "../../src/core/days.ts";

const now = new Date("2026-11-29T09:00:00Z");
const hour = 3_600_000;

test.each([
  ["71 days", 71.9 * dayInMilliseconds, { unit: "day", count: 71 }],
  ["exactly two days", 2 * dayInMilliseconds, { unit: "day", count: 2 }],
  ["a millisecond less than two days", 2 * dayInMilliseconds - 1, { unit: "hour", count: 47 }],
  ["exactly an hour", hour, { unit: "hour", count: 1 }],
  ["a millisecond less than an hour", hour - 1, { unit: "hour", count: 0 }],
  ["the moment of expiry, up to which a certificate is valid", 0, { unit: "hour", count: 0 }],
  ["a millisecond after expiry", -1, undefined],
])("%s", (_, left, time) => {
  expect(timeLeft(new Date(now.getTime() + left), now)).toEqual(time);
});
