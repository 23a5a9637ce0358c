import * as v from "valibot";
import { expect, test } from "vitest";
import { beginsWithExistingDay } from "../../src/core/existing-day.ts";
import { AskedMoment } from "../../src/protocol/console/asked-moment.ts";
import { CertificateSearch } from "../../src/protocol/console/certificates.ts";

const years = [1600, 1900, 2000, 2023, 2024, 2026, 2028, 2096, 2100, 2104, 2400, 9996];

test.each(years)("of the days of %i, those are read that the calendar has", (year) => {
  for (let month = 0; month <= 13; month++) {
    for (let day = 0; day <= 32; day++) {
      const text = [year, month, day].map((part) => String(part).padStart(2, "0")).join("-");
      const date = new Date(Date.UTC(year, month - 1, day));
      const exists = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
      expect([text, beginsWithExistingDay(text)]).toEqual([text, exists]);
      expect([text, v.is(AskedMoment, `${text}T09:00:00+09:00`)]).toEqual([text, exists]);
      expect([text, v.is(CertificateSearch, { from: `${text}T09:00:00.000Z` })]).toEqual([text, exists]);
    }
  }
});

test.each(["2026-12-311", "26-12-31", "2026-1-1", " 2026-12-31", ""])("%j does not begin with a day", (text) => {
  expect(beginsWithExistingDay(text)).toBe(false);
});
