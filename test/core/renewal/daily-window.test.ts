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

describe("at the borders of years and of summer time", () => {
  test.each([
    ["23:00", "01:00", "America/New_York", "2027-01-01T04:30:00Z", "2027-01-01T04:00:00Z", "2027-01-01T06:00:00Z"],
    ["23:00", "01:00", "Europe/Berlin", "2026-12-31T23:30:00Z", "2026-12-31T22:00:00Z", "2027-01-01T00:00:00Z"],
    ["23:00", "01:00", "Asia/Tokyo", "2026-12-31T15:30:00Z", "2026-12-31T14:00:00Z", "2026-12-31T16:00:00Z"],
    ["22:00", "02:00", "Pacific/Apia", "2026-12-31T10:00:00Z", "2026-12-31T09:00:00Z", "2026-12-31T13:00:00Z"],
    ["09:00", "10:00", "Asia/Tokyo", "2026-12-31T02:00:00Z", "2027-01-01T00:00:00Z", "2027-01-01T01:00:00Z"],
    // The hour that comes twice is in the span both times.
    ["02:00", "03:00", "Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-25T00:00:00Z", "2026-10-25T02:00:00Z"],
    ["02:00", "03:00", "Europe/Berlin", "2026-10-25T01:30:00Z", "2026-10-25T00:00:00Z", "2026-10-25T02:00:00Z"],
    ["01:00", "02:00", "America/New_York", "2026-11-01T06:30:00Z", "2026-11-01T05:00:00Z", "2026-11-01T07:00:00Z"],
    // Of a span over the hour that is missing, the rest is left.
    ["01:00", "04:00", "America/New_York", "2026-03-08T06:30:00Z", "2026-03-08T06:00:00Z", "2026-03-08T08:00:00Z"],
    ["01:00", "04:00", "Europe/Berlin", "2026-03-29T00:30:00Z", "2026-03-29T00:00:00Z", "2026-03-29T02:00:00Z"],
  ])("%s to %s in %s: at %s from %s until %s", (from, to, timeZone, moment, begins, ends) => {
    const opening = openingAt({ from, to, timeZone }, new Date(moment));
    expect([opening.from, opening.until]).toEqual([new Date(begins), new Date(ends)]);
  });
});
