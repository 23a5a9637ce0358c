import { describe, expect, test } from "vitest";
import { initialState, wouldLose } from "../../src/dialog/machine/transition.ts";
import {
  after,
  afterResults,
  checking,
  file,
  hidden,
  importing,
  kept,
  now,
  prepared,
  proving,
  revealed,
  saved,
  saving,
  working,
} from "./harness/state-fixture.ts";
import { pendingAt, statusDue } from "./harness/status-fixture.ts";

const leave = { type: "leave" } as const;

describe("closes without asking", () => {
  test.for([
    { when: "before the renewal is started", state: checking },
    { when: "while the key is generated", state: working },
    { when: "after a refusal by the service", state: afterResults(prepared, { type: "failed", code: "not-due" }) },
    {
      when: "if a renewal was started elsewhere",
      state: afterResults(prepared, { type: "taken-elsewhere", pending: pendingAt("issued") }),
    },
    {
      when: "when resuming an earlier visit",
      state: initialState({ ...statusDue(), pending: pendingAt("fetched") }, "resume", now),
    },
    { when: "once the password was copied", state: kept },
    { when: "at the import step", state: importing },
    { when: "at the proof step", state: proving },
    { when: "after the proof", state: afterResults(after(proving, { type: "prove" }), { type: "proved" }) },
  ])("$when", ({ state }) => {
    expect(wouldLose(state)).toBe(false);
    expect(after(state, leave)).toMatchObject({ step: "closed", job: undefined });
  });

  test("and keeps neither key nor password", () => {
    expect(JSON.stringify(after(importing, leave))).not.toContain(file.attempt.password);
    expect(after(importing, leave)).not.toHaveProperty("issued");
  });
});

describe("asks for confirmation", () => {
  test.for([
    { when: "while the service is signing", state: prepared },
    {
      when: "if there was no response, because a certificate may have been issued",
      state: afterResults(prepared, { type: "failed", code: "unreachable" }),
    },
    { when: "if the response was invalid", state: afterResults(prepared, { type: "failed", code: "replacement-key-mismatch" }) },
    { when: "before the download", state: saving },
    { when: "before the password was seen", state: saved },
    { when: "at the password step", state: hidden },
    {
      when: "if the file was only handed to the browser",
      state: afterResults(after(saving, { type: "download" }), { type: "downloaded", as: "offered" }),
    },
    { when: "before the password was copied", state: revealed },
    {
      when: "if the file was rewritten after the download",
      state: after(importing, { type: "back" }, { type: "back" }, { type: "choose-profile", profile: "compatible" }),
    },
  ])("$when", ({ state }) => {
    const asked = after(state, leave);
    expect(asked).toEqual({ ...state, leaving: true });
    expect(after(asked, { type: "stay" })).toEqual(state);
    expect(after(asked, { type: "leave-anyway" }).step).toBe("closed");
  });

  test("and treats a second Escape as no", () => {
    expect(after(saving, leave, leave)).toEqual(saving);
  });

  test("while a running job continues", () => {
    const asked = after(after(saving, { type: "download" }), leave);
    expect(afterResults(asked, { type: "downloaded", as: "saved" })).toMatchObject({
      step: "password",
      leaving: true,
      issued: { download: "current" },
    });
  });
});

test("ignores other events while asking for confirmation", () => {
  const asked = after(saving, leave);
  expect(after(asked, { type: "download" })).toBe(asked);
});
