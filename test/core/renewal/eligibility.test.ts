import { describe, expect, test } from "vitest";
import { daysUntil } from "../../../src/core/days.ts";
import { judgeRenewal, type RenewalCandidate } from "../../../src/core/renewal/eligibility.ts";
import { renewalWindow } from "../../../src/core/renewal/schedule.ts";

const notAfter = new Date("2027-01-31T12:00:00Z");
const window = renewalWindow(notAfter, { acceptDays: 100, promptDays: 90 });
const candidate: RenewalCandidate = { renewable: true, revoked: false, tenantClosed: false, replaced: false, window };
const due = new Date("2026-12-01T00:00:00Z");
const judge = (change: Partial<RenewalCandidate>, now = due): string | undefined => judgeRenewal({ ...candidate, ...change }, now);

test("the window opens 100 days before expiry, prompts 90 days before, and closes with it", () => {
  expect(window.from.toISOString()).toBe("2026-10-23T12:00:00.000Z");
  expect(window.prompt.toISOString()).toBe("2026-11-02T12:00:00.000Z");
  expect(window.until).toEqual(notAfter);
});

test.each([
  ["2027-01-31T12:00:00Z", 0],
  ["2027-01-30T12:00:01Z", 0],
  ["2027-01-30T12:00:00Z", 1],
  ["2027-01-31T12:00:01Z", -1],
])("at %s it has %d whole days left", (now, days) => {
  expect(daysUntil(notAfter, new Date(now))).toBe(days);
});

describe("a certificate", () => {
  test("can be renewed in its window, to the millisecond at both ends", () => {
    expect(judge({})).toBeUndefined();
    expect(judge({}, window.from)).toBeUndefined();
    expect(judge({}, window.until)).toBeUndefined();
    expect(judge({}, new Date(window.from.getTime() - 1))).toBe("not-due");
    expect(judge({}, new Date(window.until.getTime() + 1))).toBe("expired");
  });

  test.each([
    ["revoked", { revoked: true }],
    ["tenant-closed", { tenantClosed: true }],
    ["type-not-renewable", { renewable: false }],
    ["already-renewed", { replaced: true }],
  ] as const)("is refused as %s", (code, change) => {
    expect(judge(change)).toBe(code);
  });

  test("is refused with the reason that its holder can do least about", () => {
    expect(judge({ revoked: true, tenantClosed: true, renewable: false, replaced: true })).toBe("revoked");
    expect(judge({ tenantClosed: true, renewable: false, replaced: true })).toBe("tenant-closed");
    expect(judge({ renewable: false, replaced: true })).toBe("type-not-renewable");
    expect(judge({ revoked: true }, new Date(notAfter.getTime() + 1))).toBe("revoked");
  });
});
