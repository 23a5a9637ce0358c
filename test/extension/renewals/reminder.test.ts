import { describe, expect, it } from "vitest";
import type { Ledger } from "../../../src/extension/renewals/ledger.ts";
import { labelOf, type RenewalRecord } from "../../../src/extension/renewals/record.ts";
import { nextReminder, type Reminder } from "../../../src/extension/renewals/reminder.ts";
import { snooze, snoozesFor } from "../../../src/extension/renewals/snooze.ts";
import { standingOf } from "../../../src/extension/renewals/standing.ts";
import { renewalTexts } from "../../../src/extension/renewals/texts/texts-for.ts";
import { daysLeftOf } from "../../../src/extension/renewals/urgency.ts";
import { aLedger, aRecord, aReplacement, inDays, now } from "./a-record.ts";

const hour = 3_600_000;

function next(ledger: Ledger, at = now): Reminder | undefined {
  return nextReminder(ledger, () => true, at);
}

/** Checks every hour for a number of days, like the alarm, and returns the days left at each notification. */
function shownOver(days: number, ledger: Ledger, isAwake: (at: Date) => boolean = () => true): readonly string[] {
  const shown: string[] = [];
  for (let at = now.getTime(); at < now.getTime() + days * 24 * hour; at += hour) {
    const moment = new Date(at);
    const reminder = isAwake(moment) ? next(ledger, moment) : undefined;
    if (reminder === undefined) continue;
    // The stored ledger survives restarts of the worker, the browser and the computer.
    ledger = reminder.ledger;
    shown.push(`${reminder.record.cn} ${daysLeftOf(reminder.record, moment)}`);
  }
  return shown;
}

describe("a notification", () => {
  it.each([
    [71.5, undefined],
    [31, undefined],
    [30.99, 30],
    [29.5, 30],
    [15, 30],
    [14.99, 14],
    [7.5, 7],
    [3.5, 3],
    [2.5, 3],
    [1.99, 1],
    [0.1, 1],
    [0, undefined],
    [-5, undefined],
  ])("with %d days left belongs to threshold %s", (days, threshold) => {
    expect(next(aLedger(aRecord({ notAfter: inDays(days) })))?.ledger.records[0]?.remindedAt).toBe(threshold);
  });

  it.each<[string, Partial<RenewalRecord>, boolean]>([
    ["not due", { dueFrom: inDays(1) }, false],
    ["due", {}, true],
    ["never renewed by the service", { refusal: "type-not-renewable" }, true],
    ["issued", { replacement: aReplacement("issued") }, true],
    ["downloaded", { replacement: aReplacement("fetched") }, true],
    ["imported", { replacement: aReplacement("imported") }, true],
    ["proved", { replacement: aReplacement("first-used") }, false],
    ["renewed elsewhere", { refusal: "already-renewed" }, false],
    ["snoozed", { snoozedUntil: inDays(0.01) }, false],
    ["snoozed until this moment", { snoozedUntil: inDays(0) }, true],
    ["reminded at this threshold", { remindedAt: 14 }, false],
    ["reminded at a later one", { remindedAt: 7 }, false],
    ["reminded at the previous one", { remindedAt: 30 }, true],
  ])("of a certificate that is %s", (_, changes, shown) => {
    expect(next(aLedger(aRecord({ notAfter: inDays(10), ...changes }))) !== undefined).toBe(shown);
  });

  it("is shown at 30, 14, 7, 3 and 1 days, once each", () => {
    expect(shownOver(80, aLedger(aRecord()))).toEqual(["client28 30", "client28 14", "client28 7", "client28 3", "client28 1"]);
  });

  it("is shown once after a sleep over several thresholds, for the last of them", () => {
    const ledger = aLedger(aRecord({ notAfter: inDays(40.5) }));
    const wake = Date.parse(inDays(35));
    expect(shownOver(45, ledger, (at) => at.getTime() >= wake)).toEqual(["client28 5", "client28 3", "client28 1"]);
  });

  it("is shown at most once a day, whatever the number of certificates, the most urgent first", () => {
    const ledger = aLedger(
      aRecord({ cn: "client28", serial: "AA", notAfter: inDays(14.5) }),
      aRecord({ cn: "db17", serial: "BB", notAfter: inDays(3.5) }),
      aRecord({ cn: "client30", serial: "CC", notAfter: inDays(14.5) }),
    );
    expect(shownOver(1, ledger)).toEqual(["db17 3"]);
    expect(shownOver(6, ledger)).toEqual(["db17 3", "client28 13", "db17 1", "client30 11"]);
  });

  it("is shown no earlier than 24 hours after another one", () => {
    const ledger = { ...aLedger(aRecord({ notAfter: inDays(3.5) })), notifiedAt: now.toISOString() };
    expect(next(ledger, new Date(now.getTime() + 24 * hour - 1))).toBeUndefined();
    expect(next(ledger, new Date(now.getTime() + 24 * hour))).toBeDefined();
  });

  it("is not suppressed forever by a clock that was wrong", () => {
    const record = aRecord({ notAfter: inDays(3.5) });
    expect(next({ ...aLedger(record), notifiedAt: inDays(400) })).toBeDefined();
  });

  it("is only shown for served sites", () => {
    const ledger = aLedger(aRecord({ notAfter: inDays(3.5) }));
    expect(nextReminder(ledger, () => false, now)).toBeUndefined();
  });

  it("is postponed by a snooze, and shown when that has ended or was cancelled", () => {
    const record = aRecord({ notAfter: inDays(14.5) });
    const snoozed = snooze(aLedger(record, aRecord({ serial: "AA" })), record, 3, now);
    expect(snoozed.records.map(({ snoozedUntil }) => snoozedUntil)).toEqual([inDays(3), null]);
    expect(shownOver(5, snoozed)).toEqual(["client28 11"]);
    expect(shownOver(1, snooze(snoozed, record, null, now))).toEqual(["client28 14"]);
  });

  it("cannot be postponed past the certificate's expiry", () => {
    expect([8, 7, 3.5, 1.5, 0.5].map((days) => snoozesFor({ notAfter: inDays(days) }, now))).toEqual([
      [1, 3, 7],
      [1, 3],
      [1, 3],
      [1],
      [],
    ]);
  });

  it.each(["ja", "en"] as const)("names the days left, the certificate, the site, and the next step (%s)", (language) => {
    const said = [
      aRecord(),
      aRecord({ refusal: "tenant-closed" }),
      ...(["issued", "fetched", "password-shown", "imported"] as const).map((stage) =>
        aRecord({ replacement: aReplacement(stage) }),
      ),
    ].map((record) => renewalTexts(language).notification(labelOf(record), standingOf(record, now), { unit: "day", count: 14 }));
    for (const { message } of said) expect(message).toMatch(/^client28 \(app\.localhost\): .*14/);
    expect(new Set(said.map(({ message }) => message)).size).toBe(6);
  });
});
