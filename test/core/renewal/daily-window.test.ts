import { describe, expect, test } from "vitest";
import { clockTimeForm, isTimeZone, openingAt, type DailyWindow } from "../../../src/core/renewal/daily-window.ts";

function opening(window: DailyWindow, moment: string): [string, string] {
  const { from, until } = openingAt(window, new Date(moment));
  return [from.toISOString(), until.toISOString()];
}

const lunch = { from: "12:00", to: "14:00", timeZone: "Asia/Tokyo" };
const night = { from: "22:00", to: "02:00", timeZone: "Asia/Tokyo" };

describe("the hours of a day", () => {
  test.each([
    ["before them", "2026-11-30T02:59:59.999Z", "2026-11-30T03:00:00.000Z"],
    ["as they begin", "2026-11-30T03:00:00.000Z", "2026-11-30T03:00:00.000Z"],
    ["just before they end", "2026-11-30T04:59:59.999Z", "2026-11-30T03:00:00.000Z"],
    ["as they end: tomorrow's", "2026-11-30T05:00:00.000Z", "2026-12-01T03:00:00.000Z"],
    ["on the last evening of a year", "2026-12-31T14:59:59.000Z", "2027-01-01T03:00:00.000Z"],
  ])("are, %s, by the clocks of the place", (_, moment, from) => {
    expect(opening(lunch, moment)[0]).toBe(from);
  });

  test.each([
    ["before midnight", "2026-11-30T13:30:00Z"],
    ["after midnight", "2026-11-30T16:59:00Z"],
  ])("that pass midnight are the same span %s", (_, moment) => {
    expect(opening(night, moment)).toEqual(["2026-11-30T13:00:00.000Z", "2026-11-30T17:00:00.000Z"]);
  });

  test("are as long as the clocks say where they are put forward or back", () => {
    const early = { from: "01:00", to: "04:00", timeZone: "Europe/Berlin" };
    expect(opening(early, "2026-03-28T12:00:00Z")).toEqual(["2026-03-29T00:00:00.000Z", "2026-03-29T02:00:00.000Z"]);
    expect(opening(early, "2026-10-24T12:00:00Z")).toEqual(["2026-10-24T23:00:00.000Z", "2026-10-25T03:00:00.000Z"]);
  });

  test("that the clocks skip are those of the next day", () => {
    const skipped = { from: "02:10", to: "02:50", timeZone: "Europe/Berlin" };
    const [from, until] = opening(skipped, "2026-03-29T00:30:00Z");
    expect(Date.parse(until) - Date.parse(from)).toBe(40 * 60_000);
  });
});

test("a time of day has two digits each", () => {
  for (const good of ["00:00", "09:30", "23:59"]) expect(good).toMatch(clockTimeForm);
  for (const bad of ["24:00", "9:30", "12:60", "12:00:00", " 12:00", ""]) expect(bad).not.toMatch(clockTimeForm);
});

test("a time zone is one that the clocks are known of", () => {
  expect([isTimeZone("Asia/Tokyo"), isTimeZone("UTC"), isTimeZone("Mars/Phobos"), isTimeZone("")]).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
