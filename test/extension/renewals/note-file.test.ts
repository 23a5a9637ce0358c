import { describe, expect, test } from "vitest";
import {
  forget,
  noteConfirmed,
  noteFile,
  noteReplacement,
  noteStage,
  noteStatus,
} from "../../../src/extension/renewals/ledger-changes.ts";
import { readLedger } from "../../../src/extension/renewals/ledger.ts";
import { nextReminder } from "../../../src/extension/renewals/reminder.ts";
import { standingOf } from "../../../src/extension/renewals/standing.ts";
import { aStatus } from "../a-status.ts";
import { aLedger, aRecord, aReplacement, inDays, now } from "./a-record.ts";

const origin = "https://clinic.example";
const file = {
  cn: "client28",
  o: "u00000014",
  serial: "A1",
  issuer: "Clinic CA",
  issuerKey: "0a".repeat(20),
  notAfter: new Date(inDays(89.5)),
  renewable: true,
};
const after = new Date(now.getTime() + 60_000);

describe("a certificate that is tracked by its file", () => {
  test("is stored with only the necessary fields, and is due 90 days before its expiry", () => {
    const ledger = noteFile(aLedger(), origin, file, now);
    expect(ledger.records).toEqual([
      aRecord({
        origin,
        issuer: file.issuerKey,
        serial: "A1",
        notAfter: inDays(89.5),
        dueFrom: inDays(-0.5),
        recoveryPage: null,
        seenAt: inDays(0),
        file: { issuer: "Clinic CA" },
      }),
    ]);
    expect(readLedger(JSON.parse(JSON.stringify(ledger)))).toEqual(ledger);
    expect(ledger.records.map((record) => standingOf(record, now))).toEqual(["due"]);
    expect(
      noteFile(aLedger(), origin, { ...file, notAfter: new Date(inDays(91)) }, now).records.map((record) =>
        standingOf(record, now),
      ),
    ).toEqual(["valid"]);
    expect(
      noteFile(aLedger(), origin, { ...file, notAfter: new Date(inDays(-1)) }, now).records.map((record) =>
        standingOf(record, now),
      ),
    ).toEqual(["expired"]);
  });

  test("is another one than that of another authority with the same serial number", () => {
    const other = { ...file, cn: "client29", issuerKey: "0b".repeat(20) };
    const ledger = noteFile(noteFile(aLedger(), origin, file, now), origin, other, now);
    expect(ledger.records.map(({ cn, issuer }) => ({ cn, issuer }))).toEqual([
      { cn: "client29", issuer: other.issuerKey },
      { cn: "client28", issuer: file.issuerKey },
    ]);
    const [first] = ledger.records;
    if (first === undefined) throw new Error("Nothing is tracked.");
    expect(forget(ledger, first).records.map(({ cn }) => cn)).toEqual(["client28"]);
  });

  test("whose kind of key does not renew is tracked, and offered for renewal at no time", () => {
    const ledger = noteFile(aLedger(), origin, { ...file, renewable: false }, now);
    expect(ledger.records).toMatchObject([{ serial: "A1", refusal: "key-unsupported" }]);
    expect(readLedger(JSON.parse(JSON.stringify(ledger)))).toEqual(ledger);
    expect(ledger.records.map((record) => standingOf(record, now))).toEqual(["refused"]);
    expect(
      nextReminder(
        noteFile(aLedger(), origin, { ...file, notAfter: new Date(inDays(29)), renewable: false }, now),
        () => true,
        now,
      ),
    ).toMatchObject({
      record: { serial: "A1" },
    });
  });

  test("is replaced by a later file of the same name on the same site, and by nothing else", () => {
    const others = [
      aRecord({ origin, serial: "B1", cn: "client29", file: { issuer: "Clinic CA" } }),
      aRecord({ origin: "https://other.example", serial: "B2", file: { issuer: "Clinic CA" } }),
      aRecord({ origin, serial: "B3" }),
    ];
    const before = noteFile(aLedger(...others), origin, file, now);
    const replaced = noteFile(before, origin, { ...file, serial: "A2", notAfter: new Date(inDays(1000)) }, after);
    expect(replaced.records.map(({ serial }) => serial)).toEqual(["A2", "B1", "B2", "B3"]);
  });

  test("does not replace a record from the service's status", () => {
    const known = aLedger(aRecord({ origin, serial: "A1" }));
    expect(noteFile(known, origin, file, now)).toBe(known);
    const status = aStatus({ certificate: { ...aStatus().certificate, serial: "A1" } });
    const [heard] = noteStatus(noteFile(aLedger(), origin, file, now), origin, status, after).records;
    expect(heard).toMatchObject({ serial: "A1", dueFrom: status.window.prompt });
    expect(heard).not.toHaveProperty("file");
  });

  test("keeps the stage of its renewal, even if the same replacement is issued again", () => {
    const issued = noteReplacement(noteFile(aLedger(), origin, file, now), { origin, serial: "A1" }, aReplacement("issued"));
    const { serial } = aReplacement("issued");
    const shown = noteStage(issued, origin, { serial, stage: "password-shown" }, after);
    const again = noteReplacement(shown, { origin, serial: "A1" }, aReplacement("issued"));
    expect(again.records.map((record) => standingOf(record, after))).toEqual(["password-shown"]);
    const another = noteReplacement(shown, { origin, serial: "A1" }, { ...aReplacement("issued"), serial: "C1" });
    expect(another.records.map((record) => standingOf(record, after))).toEqual(["issued"]);
  });

  test("is replaced by the replacement that the person has confirmed, if there is one", () => {
    const name = { origin, serial: "A1" };
    const watched = noteFile(aLedger(), origin, file, now);
    expect(noteConfirmed(watched, name, after)).toBe(watched);
    const replacement = aReplacement("imported");
    const confirmed = noteConfirmed(noteReplacement(watched, name, replacement), name, after);
    const { serial, notAfter } = replacement;
    expect(confirmed.records).toMatchObject([
      { origin, cn: "client28", serial, notAfter, replacement: null, file: { issuer: "Clinic CA" } },
    ]);
    const served = aLedger(aRecord({ ...name, replacement }));
    expect(noteConfirmed(served, name, after)).toBe(served);
  });

  test("is removed without affecting others", () => {
    const ledger = noteFile(aLedger(aRecord({ origin, serial: "B1" })), origin, file, now);
    expect(forget(ledger, { origin, serial: "A1" }).records.map(({ serial }) => serial)).toEqual(["B1"]);
  });
});
