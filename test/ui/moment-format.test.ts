import { expect, test } from "vitest";
import { formatAmount, formatDay, formatEnd, formatMoment } from "../../src/ui/moment-format.ts";

const minute = 60_000;
const hour = 60 * minute;

test.for([
  { amount: 6 * minute, ja: "6分", en: "6 minutes" },
  { amount: 59 * minute, ja: "59分", en: "59 minutes" },
  { amount: hour, ja: "1時間", en: "1 hour" },
  { amount: 9 * hour, ja: "9時間", en: "9 hours" },
  { amount: 24 * hour - 3_000, ja: "1日", en: "1 day" },
  { amount: 13 * hour, ja: "13時間", en: "13 hours" },
  { amount: 24 * hour, ja: "1日", en: "1 day" },
  { amount: 24 * 400 * hour, ja: "400日", en: "400 days" },
])("formats $amount ms as $en and $ja", ({ amount, ja, en }) => {
  expect(formatAmount(amount, "ja")).toBe(ja);
  expect(formatAmount(amount, "en")).toBe(en);
});

test("formats a moment to the second, in the computer's time zone", () => {
  const moment = new Date(2020, 5, 24, 6, 9, 47).toISOString();
  expect(formatMoment(moment, "ja")).toBe("2020年06月24日 06:09:47");
  expect(formatMoment(moment, "en")).toMatch(/^Jun 24, 2020, 6:09:47\sAM$/);
});

test.for([
  { hours: -1, format: formatDay },
  { hours: 0, format: formatMoment },
  { hours: 47, format: formatMoment },
  { hours: 48, format: formatDay },
])("tells an end in $hours hours by $format.name", ({ hours, format }) => {
  const now = new Date();
  const end = new Date(now.getTime() + hours * hour).toISOString();
  for (const language of ["ja", "en"] as const) expect(formatEnd(end, now, language)).toBe(format(end, language));
});

test.for(["ja", "en"] as const)("a date reads as the browser's own long one in %s", (language) => {
  const own = new Intl.DateTimeFormat(language, { dateStyle: "long" });
  for (const moment of ["2027-01-31T12:00:00Z", "2026-11-09T12:00:00Z"])
    expect(formatDay(moment, language)).toBe(own.format(new Date(moment)));
});
