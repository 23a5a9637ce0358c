import { expect, test } from "vitest";
import { certificateState, type CertificateFacts } from "../../../src/core/renewal/certificate-state.ts";

const now = new Date("2026-11-21T10:00:00Z");
const facts: CertificateFacts = { awaitsFirstUse: false, replaced: false, revoked: false, notAfter: new Date("2027-01-01") };
const over = { notAfter: new Date("2026-01-01") };

test.each([
  [{}, "in-use"],
  [{ notAfter: now }, "in-use"],
  [{ awaitsFirstUse: true }, "applied-for"],
  [over, "expired"],
  [{ ...over, awaitsFirstUse: true }, "expired"],
  [{ replaced: true }, "renewed"],
  [{ ...over, replaced: true }, "renewed"],
  [{ revoked: true }, "revoked"],
  [{ ...over, revoked: true, replaced: true, awaitsFirstUse: true }, "revoked"],
] as const)("%j is %s", (change, state) => {
  expect(certificateState({ ...facts, ...change }, now)).toBe(state);
});
