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
} from "./stage/state-fixture.ts";
import { pendingAt, statusDue } from "./stage/status-fixture.ts";

const leave = { type: "leave" } as const;

describe("closes at once", () => {
  test.for([
    { when: "before anything was asked", state: checking },
    { when: "while the key is made", state: working },
    { when: "where the service refused", state: afterResults(prepared, { type: "failed", code: "not-due" }) },
    {
      when: "where another place was faster",
      state: afterResults(prepared, { type: "taken-elsewhere", pending: pendingAt("issued") }),
    },
    {
      when: "where an earlier visit was resumed",
      state: initialState({ ...statusDue(), pending: pendingAt("fetched") }, "resume", now),
    },
    { when: "once the password was kept", state: kept },
    { when: "at the import", state: importing },
    { when: "at the proof", state: proving },
    { when: "when all is done", state: afterResults(after(proving, { type: "prove" }), { type: "proved" }) },
  ])("$when", ({ state }) => {
    expect(wouldLose(state)).toBe(false);
    expect(after(state, leave)).toMatchObject({ step: "closed", job: undefined });
  });

  test("and holds neither key nor password any more", () => {
    expect(JSON.stringify(after(importing, leave))).not.toContain(file.attempt.password);
    expect(after(importing, leave)).not.toHaveProperty("issued");
  });
});

describe("asks first", () => {
  test.for([
    { when: "while the service is signing", state: prepared },
    {
      when: "where no answer came: it may have been issued",
      state: afterResults(prepared, { type: "failed", code: "unreachable" }),
    },
    { when: "where the answer was wrong", state: afterResults(prepared, { type: "failed", code: "replacement-key-mismatch" }) },
    { when: "before the download", state: saving },
    { when: "before the password was seen", state: saved },
    { when: "on the password's page", state: hidden },
    { when: "before the password was copied or saved", state: revealed },
    {
      when: "where the file has changed since the download",
      state: after(importing, { type: "back" }, { type: "back" }, { type: "choose-profile", profile: "compatible" }),
    },
  ])("$when", ({ state }) => {
    const asked = after(state, leave);
    expect(asked).toEqual({ ...state, leaving: true });
    expect(after(asked, { type: "stay" })).toEqual(state);
    expect(after(asked, { type: "leave-anyway" }).step).toBe("closed");
  });

  test("and takes a second Escape for a no", () => {
    expect(after(saving, leave, leave)).toEqual(saving);
  });

  test("while work that is under way goes on", () => {
    const asked = after(after(saving, { type: "download" }), leave);
    expect(afterResults(asked, { type: "downloaded" })).toMatchObject({
      step: "password",
      leaving: true,
      issued: { download: "current" },
    });
  });
});

test("only the question is answered while it stands", () => {
  const asked = after(saving, leave);
  expect(after(asked, { type: "download" })).toBe(asked);
});
