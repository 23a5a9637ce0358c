import { describe, expect, it } from "vitest";
import { readLedger, trimmed } from "../../../src/extension/renewals/ledger.ts";
import { aLedger, aRecord, aReplacement, inDays, now } from "./a-record.ts";

describe("a stored ledger", () => {
  it("is read back unchanged", () => {
    const ledger = {
      records: [aRecord({ replacement: aReplacement("fetched"), snoozedUntil: inDays(1) })],
      notifiedAt: inDays(-2),
    };
    expect(readLedger(JSON.parse(JSON.stringify(ledger)))).toEqual(ledger);
  });

  it.each([undefined, null, 7, "records", [], { records: "none" }, { records: [null, 7, {}], notifiedAt: "yesterday" }])(
    "is empty if it is malformed: %j",
    (stored) => {
      expect(readLedger(stored)).toEqual({ records: [], notifiedAt: null });
    },
  );

  it.each([
    ["an origin that is not https", { origin: "http://app.localhost" }],
    ["an origin with a path", { origin: "https://app.localhost/menu" }],
    ["a script URL instead of a page", { recoveryPage: "javascript:alert(1)" }],
    ["an invalid serial", { serial: "<b>" }],
    ["an invalid moment", { notAfter: "soon" }],
    ["an overlong name", { cn: "c".repeat(201) }],
    ["an unknown field", { password: "x" }],
  ])("skips a record with %s, and keeps the others", (_, damage) => {
    const good = aRecord({ serial: "AA" });
    expect(readLedger({ records: [{ ...aRecord(), ...damage }, good], notifiedAt: null }).records).toEqual([good]);
  });

  it("removes a certificate 90 days after its expiry, and the least recently seen of more than forty", () => {
    const over = aRecord({ notAfter: inDays(-90), serial: "AA" });
    const justOver = aRecord({ notAfter: inDays(-89.9), serial: "BB" });
    expect(trimmed(aLedger(over, justOver), now).records).toEqual([justOver]);
    const many = Array.from({ length: 60 }, (_, index) => aRecord({ serial: `A${index + 10}`, seenAt: inDays(-index) }));
    expect(trimmed(aLedger(...many.toReversed()), now).records).toEqual(many.slice(0, 40));
  });
});
