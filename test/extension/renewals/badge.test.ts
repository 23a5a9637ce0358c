import { describe, expect, it } from "vitest";
import { badgeOf } from "../../../src/extension/renewals/badge.ts";
import type { RenewalRecord } from "../../../src/extension/renewals/record.ts";
import { aRecord, aReplacement, inDays, now } from "./a-record.ts";

const calm = "#12626b";
const soon = "#8a4b00";
const urgent = "#a3201c";

describe("the badge", () => {
  it.each<[string, string, string, Partial<RenewalRecord>]>([
    ["71", calm, "client28 (app.localhost) – needs renewing (71 days left)", {}],
    ["30", soon, "needs renewing (30 days left)", { notAfter: inDays(30.5) }],
    ["8", soon, "needs renewing (8 days left)", { notAfter: inDays(8.5) }],
    ["7", urgent, "needs renewing (7 days left)", { notAfter: inDays(7.9) }],
    ["2", urgent, "needs renewing (2 days left)", { notAfter: inDays(2) }],
    ["36h", urgent, "needs renewing (36 hours left)", { notAfter: inDays(1.5) }],
    ["1h", urgent, "needs renewing (1 hour left)", { notAfter: inDays(1 / 24) }],
    ["<1h", urgent, "needs renewing (less than an hour left)", { notAfter: inDays(0.01) }],
    ["!", urgent, "no longer works (expired)", { notAfter: inDays(-0.1) }],
    ["40", calm, "is not renewed automatically (40 days left)", { notAfter: inDays(40.5), refusal: "type-not-renewable" }],
    ["1/5", calm, "next: download it", { replacement: aReplacement("issued") }],
    ["2/5", calm, "next: show its password", { replacement: aReplacement("fetched") }],
    ["3/5", calm, "next: import it and check the connection", { replacement: aReplacement("password-shown") }],
    ["4/5", urgent, "next: check the connection (3 days left)", { replacement: aReplacement("imported"), notAfter: inDays(3.5) }],
  ])("says %s in %s: %s", (text, colour, title, changes) => {
    const badge = badgeOf([aRecord(changes)], "en", now);
    expect(badge).toMatchObject({ text, colour });
    expect(badge.title).toContain(title);
  });

  it.each<Partial<RenewalRecord>>([
    { dueFrom: inDays(1) },
    { replacement: aReplacement("first-used") },
    { replacement: aReplacement("first-used"), notAfter: inDays(-1) },
  ])("is empty if there is nothing to do: %j", (changes) => {
    expect(badgeOf([aRecord(changes)], "ja", now)).toMatchObject({ text: "", title: undefined });
    expect(badgeOf([], "ja", now)).toMatchObject({ text: "", title: undefined });
  });

  it("isolates a name that is written from right to left", () => {
    const cn = "\u05de\u05e8\u05e4\u05d0\u05d4";
    expect(badgeOf([aRecord({ cn })], "en", now).title).toContain(`\u2068${cn}\u2069 (app.localhost)`);
  });

  it("shows the first certificate to expire of those that need action", () => {
    const records = [
      aRecord(),
      aRecord({ notAfter: inDays(14.5) }),
      aRecord({ notAfter: inDays(3.5), replacement: aReplacement("first-used") }),
    ];
    expect(badgeOf(records, "ja", now)).toEqual({
      text: "14",
      colour: soon,
      title: "Koshin: client28 (app.localhost) 更新が必要です（残り14日）",
    });
  });
});
