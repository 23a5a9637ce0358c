import { describe, expect, it } from "vitest";
import { readLedger, trimmed } from "../../../src/extension/renewals/ledger.ts";
import { aLedger, aRecord, aReplacement, inDays, now } from "./a-record.ts";

describe("a stored ledger", () => {
  it("comes back as it was kept", () => {
    const ledger = {
      records: [aRecord({ replacement: aReplacement("fetched"), snoozedUntil: inDays(1) })],
      notifiedAt: inDays(-2),
    };
    expect(readLedger(JSON.parse(JSON.stringify(ledger)))).toEqual(ledger);
  });

  it.each([undefined, null, 7, "records", [], { records: "none" }, { records: [null, 7, {}], notifiedAt: "yesterday" }])(
    "is empty where nothing can be read in it: %j",
    (stored) => {
      expect(readLedger(stored)).toEqual({ records: [], notifiedAt: null });
    },
  );

  it.each([
    ["an origin that is no site's", { origin: "http://app.localhost" }],
    ["an origin with a path", { origin: "https://app.localhost/menu" }],
    ["a script in place of a page", { recoveryPage: "javascript:alert(1)" }],
    ["a serial that is none", { serial: "<b>" }],
    ["a moment that is none", { notAfter: "soon" }],
    ["a name without end", { cn: "c".repeat(201) }],
    ["something that is not a record's", { password: "x" }],
  ])("loses a record with %s, and keeps the others", (_, damage) => {
    const good = aRecord({ serial: "AA" });
    expect(readLedger({ records: [{ ...aRecord(), ...damage }, good], notifiedAt: null }).records).toEqual([good]);
  });

  it("forgets a certificate 90 days after its end, and the longest unseen of more than forty", () => {
    const over = aRecord({ notAfter: inDays(-90), serial: "AA" });
    const justOver = aRecord({ notAfter: inDays(-89.9), serial: "BB" });
    expect(trimmed(aLedger(over, justOver), now).records).toEqual([justOver]);
    const many = Array.from({ length: 60 }, (_, index) => aRecord({ serial: `A${index + 10}`, seenAt: inDays(-index) }));
    expect(trimmed(aLedger(...many.toReversed()), now).records).toEqual(many.slice(0, 40));
  });
});
