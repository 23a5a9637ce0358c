import { describe, expect, it } from "vitest";
import { continueRenewal, continueWithoutService, writeKeptRenewal } from "../../src/dialog/machine/kept-renewal.ts";
import type { RenewalState } from "../../src/dialog/machine/renewal-state.ts";
import { initialState } from "../../src/dialog/machine/transition.ts";
import {
  attempt,
  checking,
  file,
  hidden,
  importing,
  inStep,
  now,
  prepared,
  proving,
  replacement,
  revealed,
  saving,
  working,
} from "./harness/state-fixture.ts";
import { pendingAt, statusDue } from "./harness/status-fixture.ts";

/** The state in which a dialog opens when this replacement is pending. */
function freshWith(serial: string | undefined): RenewalState {
  const pending = serial === undefined ? null : { ...pendingAt("issued"), serial };
  return initialState({ ...statusDue(now), pending }, pending === null ? "prompt" : "resume", now);
}

const fresh = freshWith(replacement.serial);

function continued(state: RenewalState): RenewalState {
  const text = writeKeptRenewal(state);
  if (text === undefined) throw new Error("Nothing is kept.");
  return continueRenewal(fresh, text);
}

describe("a renewal that another dialog continues", () => {
  it.each([
    ["save", saving],
    ["password", hidden],
    ["password", revealed],
    ["import", importing],
  ] as const)("is in the same step with the same file: %s", (step, state) => {
    const { issued } = inStep(state, step);
    const { privateKey, password } = attempt;
    const secrets = { attempt: { privateKey, password } };
    expect(continued(state)).toMatchObject({ step, issued: { ...issued, file: { ...file, ...secrets } } });
  });

  it("returns from the proof to the import", () => {
    expect(continued(proving)).toMatchObject({ step: "import", issued: { revealed: true } });
  });

  it("sends a request again with the same key, under the same condition", () => {
    const { step, job } = continued(prepared);
    expect({ step, job }).toEqual({ step: "working", job: { kind: "renew", attempt, precondition: { kind: "none-pending" } } });
  });

  it("is in the same step if the latest status is not to be had, whatever the earlier one says", () => {
    const earlier = freshWith(undefined);
    expect(continueWithoutService(earlier, writeKeptRenewal(revealed) ?? "")).toMatchObject({
      step: "password",
      status: earlier.status,
      issued: { replacement, revealed: true },
    });
    expect(continueWithoutService(earlier, writeKeptRenewal(prepared) ?? "")).toMatchObject({
      step: "working",
      job: { kind: "renew", attempt },
    });
    expect(continueWithoutService(earlier, "{")).toBe(earlier);
  });

  it("has the latest status, and no job of the other dialog", () => {
    expect(continued(hidden)).toMatchObject({ status: fresh.status, job: undefined, failure: undefined });
  });

  it.each(Object.entries({ checking, working }))("keeps nothing before there is a key: %s", (_name, state) => {
    expect(writeKeptRenewal(state)).toBeUndefined();
  });

  it.each([
    ["another replacement is pending", freshWith("5A02"), writeKeptRenewal(saving) ?? ""],
    ["none is pending any more", freshWith(undefined), writeKeptRenewal(saving) ?? ""],
    ["no request has arrived", freshWith(undefined), writeKeptRenewal(prepared) ?? ""],
    ["the text is of another version", fresh, JSON.stringify({ step: "save", issued: { replacement } })],
    ["the text is not JSON", fresh, "{"],
  ])("is not continued if %s", (_why, opened, text) => {
    expect(continueRenewal(opened, text)).toBe(opened);
  });
});
