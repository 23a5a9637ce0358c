import { describe, expect, it } from "vitest";
import { noteRetired, noteStage, noteStatus } from "../../../src/extension/renewals/ledger-changes.ts";
import { standingOf } from "../../../src/extension/renewals/standing.ts";
import { aStatus, aStatusNotDue } from "../a-status.ts";
import { aLedger, aRecord, aReplacement, inDays, now } from "./a-record.ts";

const origin = "https://app.localhost:8443";
const later = new Date(inDays(2));

/** The standing of every record, by its serial. */
function standings(ledger: ReturnType<typeof aLedger>, at = now): Record<string, string> {
  return Object.fromEntries(ledger.records.map((record) => [record.serial.slice(0, 2), standingOf(record, at)]));
}

describe("a status", () => {
  it("is recorded per site and certificate", () => {
    const ledger = noteStatus(aLedger(), origin, aStatus({ explanation: "https://help.example/#x" }), now);
    expect(ledger.records).toMatchObject([
      {
        origin,
        cn: "client28",
        o: "u00000014",
        serial: aStatus().certificate.serial,
        explanation: "https://help.example/#x",
        seenAt: now.toISOString(),
      },
    ]);
    const elsewhere = noteStatus(ledger, "https://weborca.example", aStatus(), now);
    const twice = noteStatus(elsewhere, origin, aStatus(), later);
    expect(twice.records.map((record) => [record.origin, record.seenAt])).toEqual([
      [origin, later.toISOString()],
      ["https://weborca.example", now.toISOString()],
    ]);
  });

  it("keeps snoozes and reminders", () => {
    const before = aRecord({ snoozedUntil: inDays(3), remindedAt: 30 });
    expect(noteStatus(aLedger(before), origin, aStatus(), now).records).toMatchObject([
      { snoozedUntil: inDays(3), remindedAt: 30 },
    ]);
  });

  it("never reverts a stage that this browser has seen, and drops a replacement that was itself replaced", () => {
    const known = aLedger(aRecord({ replacement: aReplacement("password-shown") }));
    const behind = noteStatus(known, origin, aStatus({ pending: aReplacement("issued") }), now);
    expect(standings(behind)).toEqual({ "4A": "password-shown" });
    const other = { ...aReplacement("issued"), serial: "77" };
    expect(standings(noteStatus(known, origin, aStatus({ pending: other }), now))).toEqual({ "4A": "issued" });
    expect(standings(noteStatus(known, origin, aStatus(), now))).toEqual({ "4A": "due" });
  });

  it("proves a replacement by its first use, with the day when the old certificate is retired", () => {
    const proved = noteStatus(aLedger(), origin, aStatus({ pending: aReplacement("first-used"), retireAfterDays: 30 }), now);
    expect(proved.records).toMatchObject([{ provedAt: now.toISOString(), retiresAt: inDays(30) }]);
    // The first time counts.
    const again = noteStatus(proved, origin, aStatus({ pending: aReplacement("first-used"), retireAfterDays: 30 }), later);
    expect(again.records).toMatchObject([{ provedAt: now.toISOString(), retiresAt: inDays(30) }]);
    expect(standings(again, new Date(inDays(29.9)))).toEqual({ "4A": "proved" });
    expect(standings(again, new Date(inDays(30)))).toEqual({ "4A": "retired" });
  });

  it("proves a replacement that the browser presents", () => {
    const known = aLedger(aRecord({ replacement: aReplacement("password-shown") }));
    const { serial, notAfter } = aReplacement("issued");
    const fresh = aStatusNotDue();
    const presented = { ...fresh, certificate: { ...fresh.certificate, serial, notAfter }, retireAfterDays: 10 };
    const ledger = noteStatus(known, origin, presented, now);
    expect(standings(ledger)).toEqual({ "5A": "valid", "4A": "proved" });
    expect(ledger.records[1]?.retiresAt).toBe(inDays(10));
    expect(standings(noteStatus(known, "https://weborca.example", presented, now))).toMatchObject({ "4A": "password-shown" });
  });

  it("removes an expired certificate, and no other, once another one of the same name is presented", () => {
    const expired = { notAfter: inDays(-1) };
    const ledger = aLedger(
      aRecord({ ...expired, serial: "AA" }),
      aRecord({ ...expired, serial: "BB", cn: "client29" }),
      aRecord({ serial: "CC" }),
    );
    expect(standings(noteStatus(ledger, origin, aStatusNotDue(), now))).toEqual({ "4A": "valid", BB: "expired", CC: "due" });
  });
});

describe("a report of the person's progress", () => {
  const known = aLedger(aRecord({ replacement: aReplacement("fetched") }), aRecord({ serial: "AA" }));
  const { serial } = aReplacement("fetched");

  it("advances the replacement to that stage, on that site, and never reverts it", () => {
    const reported = noteStage(known, origin, { serial, stage: "imported" }, now);
    expect(standings(reported)).toEqual({ "4A": "imported", AA: "due" });
    expect(standings(noteStage(reported, origin, { serial, stage: "password-shown" }, now))).toEqual({
      "4A": "imported",
      AA: "due",
    });
    expect(noteStage(known, "https://weborca.example", { serial, stage: "imported" }, now)).toEqual(known);
    expect(noteStage(known, origin, { serial: "77", stage: "imported" }, now)).toEqual(known);
  });
});

describe("a refusal as retired", () => {
  it("retires the renewed certificate on that site, and nothing else", () => {
    const proved = { replacement: aReplacement("first-used") };
    const ledger = aLedger(
      aRecord(proved),
      aRecord({ ...proved, serial: "AA", origin: "https://weborca.example" }),
      aRecord({ serial: "BB" }),
    );
    expect(standings(noteRetired(ledger, origin, now))).toEqual({ "4A": "retired", AA: "proved", BB: "due" });
  });
});
