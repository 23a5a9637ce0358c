import { expect, test } from "vitest";
import { yearsAfter } from "../../src/core/years.ts";

test.each([
  ["2020-09-08T09:30:15.250Z", 3, "2023-09-08T09:30:15.250Z"],
  ["2026-01-01T00:00:00.000Z", 3, "2029-01-01T00:00:00.000Z"],
  ["2026-12-31T23:59:59.999Z", 3, "2029-12-31T23:59:59.999Z"],
  ["2028-02-29T23:59:59.000Z", 3, "2031-02-28T23:59:59.000Z"],
  ["2028-02-29T00:00:00.000Z", 4, "2032-02-29T00:00:00.000Z"],
  ["2028-02-29T12:00:00.000Z", -3, "2025-02-28T12:00:00.000Z"],
  ["2029-03-01T00:00:00.000Z", -1, "2028-03-01T00:00:00.000Z"],
  ["2025-02-28T23:00:00.000Z", 3, "2028-02-28T23:00:00.000Z"],
])("%s and %i years are %s", (from, years, to) => {
  const moment = new Date(from);
  expect(yearsAfter(moment, years).toISOString()).toBe(to);
  expect(moment.toISOString()).toBe(from);
});
