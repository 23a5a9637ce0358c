import { describe, expect, it } from "vitest";
import type { RenewalRecord } from "../../../src/extension/renewals/record.ts";
import { standingOf, stepsDone, wantsAction, type Standing } from "../../../src/extension/renewals/standing.ts";
import { aRecord, aReplacement, inDays, now } from "./a-record.ts";

const cases: readonly [Standing, Partial<RenewalRecord>, steps: number | undefined][] = [
  ["valid", { dueFrom: inDays(0.001) }, undefined],
  ["valid", { dueFrom: inDays(1), refusal: "not-due" }, undefined],
  ["due", { dueFrom: inDays(0) }, 0],
  ["refused", { refusal: "type-not-renewable" }, undefined],
  ["refused", { refusal: "tenant-closed" }, undefined],
  ["issued", { replacement: aReplacement("issued") }, 1],
  ["fetched", { replacement: aReplacement("fetched") }, 2],
  ["password-shown", { replacement: aReplacement("password-shown") }, 3],
  ["imported", { replacement: aReplacement("imported") }, 4],
  ["proved", { replacement: aReplacement("first-used") }, 5],
  ["proved", { refusal: "already-renewed" }, 5],
  ["proved", { replacement: aReplacement("first-used"), retiresAt: inDays(0.001) }, 5],
  ["retired", { replacement: aReplacement("first-used"), retiresAt: inDays(0) }, undefined],
  ["retired", { replacement: aReplacement("first-used"), notAfter: inDays(0) }, undefined],
  ["expired", { notAfter: inDays(0) }, undefined],
  ["expired", { notAfter: inDays(-1), replacement: aReplacement("fetched") }, undefined],
];

describe("the standing of a renewal", () => {
  it.each(cases)("%s: %j", (standing, changes, steps) => {
    const record = aRecord(changes);
    expect(standingOf(record, now)).toBe(standing);
    expect(stepsDone(standing)).toBe(steps);
  });

  it("needs no action before it is due and after the proof", () => {
    const standings = new Set(cases.map(([standing]) => standing));
    expect([...standings].filter((standing) => !wantsAction(standing))).toEqual(["valid", "proved", "retired"]);
  });
});
