import { expect, test } from "vitest";
import { momentOfTenant } from "../../../src/console/parts/moment-of-tenant.ts";

test.each([
  ["America/New_York", "2026-12-31T23:30:00Z", "2026-12-31 18:30"],
  ["Europe/Berlin", "2026-12-31T23:30:00Z", "2027-01-01 00:30"],
  ["Asia/Tokyo", "2026-12-31T15:00:00Z", "2027-01-01 00:00"],
  ["Pacific/Apia", "2026-12-31T11:00:00Z", "2027-01-01 00:00"],
  // The hour that is missing, and the one that comes twice.
  ["America/New_York", "2026-03-08T07:00:00Z", "2026-03-08 03:00"],
  ["Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-25 02:30"],
  ["Europe/Berlin", "2026-10-25T01:30:00Z", "2026-10-25 02:30"],
])("by the clocks of %s, %s is %s, wherever the browser is", (zone, moment, shown) => {
  expect(momentOfTenant(moment, zone, "en")).toBe(shown);
  expect(momentOfTenant(moment, zone, "ja")).toBe(shown.replaceAll("-", "/"));
});
