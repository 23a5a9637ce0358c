import { describe, expect, test } from "vitest";
import type { ClockError } from "../../src/core/clock.ts";
import { initialState, transition } from "../../src/dialog/machine/transition.ts";
import {
  after,
  afterResults,
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
  saved,
  saving,
  working,
} from "./harness/state-fixture.ts";
import { pendingAt, statusDue } from "./harness/status-fixture.ts";

describe("a recovery", () => {
  const recovering = initialState(statusDue(now), "recovery", now);

  test("starts when the dialog opens, because the person has already asked for it", () => {
    expect(recovering).toMatchObject({ step: "working", job: { kind: "renew", precondition: { kind: "none-pending" } } });
  });

  test("continues like a renewal", () => {
    const prepared = afterResults(recovering, { type: "prepared", attempt });
    expect(afterResults(prepared, { type: "renewed", replacement, file, clock: undefined })).toMatchObject({
      step: "save",
      issued: { replacement },
    });
  });

  test("closes without asking after a refusal, and is retried with the same key if there was no response", () => {
    const begun = afterResults(recovering, { type: "prepared", attempt });
    expect(after(afterResults(begun, { type: "failed", code: "recovery-code-wrong" }), { type: "leave" }).step).toBe("closed");
    const lost = afterResults(begun, { type: "failed", code: "unreachable" });
    expect(after(lost, { type: "leave" })).toMatchObject({ step: "working", leaving: true });
    expect(after(lost, { type: "retry" })).toMatchObject({ job: { kind: "renew", attempt } });
  });
});

describe("a first renewal", () => {
  test("requires that no replacement is pending", () => {
    expect(working).toMatchObject({ step: "working", job: { kind: "renew", precondition: { kind: "none-pending" } } });
  });

  test("offers the file only once it has been written and verified", () => {
    expect(prepared.step).toBe("working");
    expect(inStep(saving, "save").issued).toMatchObject({ replacement, download: "none", revealed: false });
  });

  test("shows how far a long computation has come, from its start again after a failure", () => {
    const computing = afterResults(working, { type: "progress", part: 0.4 });
    expect(computing).toMatchObject({ step: "working", part: 0.4, job: working.job });
    const failed = after(afterResults(computing, { type: "failed", code: "unreachable" }), { type: "retry" });
    expect(inStep(failed, "working").part).toBeUndefined();
  });

  test("is retried with the same key and request after a failure", () => {
    const failed = afterResults(prepared, { type: "failed", code: "unreachable" });
    expect(failed).toMatchObject({ step: "working", failure: { code: "unreachable" }, job: undefined });
    expect(after(failed, { type: "retry" })).toMatchObject({ failure: undefined, job: { kind: "renew", attempt } });
  });

  test("shows that a renewal was started elsewhere, and renews here only after confirmation", () => {
    const elsewhere = afterResults(prepared, { type: "taken-elsewhere", pending: pendingAt("issued") });
    expect(elsewhere).toMatchObject({ step: "elsewhere", asking: false });
    expect(after(elsewhere, { type: "agree" })).toBe(elsewhere);
    const asked = after(elsewhere, { type: "ask-again" });
    expect(after(asked, { type: "decline" })).toMatchObject({ step: "elsewhere", asking: false, job: undefined });
    expect(after(asked, { type: "agree" }).job).toEqual({
      kind: "renew",
      precondition: { kind: "replaces", serial: pendingAt("issued").serial },
      attempt,
    });
  });
});

describe("saving", () => {
  test("downloads the file under its name, then continues to the password and reports the download", () => {
    const downloading = after(saving, { type: "download" });
    expect(downloading.job).toEqual({ kind: "download", name: replacement.fileName, file });
    const reporting = afterResults(downloading, { type: "downloaded", as: "saved" });
    expect(inStep(reporting, "password").issued.download).toBe("current");
    expect(reporting.job).toEqual({ kind: "report", serial: replacement.serial, stage: "fetched" });
  });

  test("continues only after the file was downloaded", () => {
    expect(after(saving, { type: "next" })).toBe(saving);
    const failed = afterResults(after(saving, { type: "download" }), { type: "failed", code: "download-failed" });
    expect(failed).toMatchObject({ step: "save", issued: { download: "none" } });
    expect(afterResults(after(failed, { type: "retry" }), { type: "downloaded", as: "saved" }).step).toBe("password");
  });

  test("allows continuing or downloading again after coming back", () => {
    expect(saved).toMatchObject({ step: "save", issued: { download: "current" } });
    expect(after(saved, { type: "next" }).step).toBe("password");
    const again = after(saved, { type: "download" });
    expect(again.job).toMatchObject({ kind: "download", name: replacement.fileName });
    expect(afterResults(again, { type: "downloaded", as: "saved" }).step).toBe("password");
  });

  test("asks whether a file was saved that was only handed to the browser, and reports it after the answer", () => {
    const offered = afterResults(after(saving, { type: "download" }), { type: "downloaded", as: "offered" });
    expect(offered).toMatchObject({ step: "password", issued: { download: "offered" }, job: undefined });
    const again = after(offered, { type: "download" });
    expect(again.job).toMatchObject({ kind: "download", name: replacement.fileName });
    expect(afterResults(again, { type: "downloaded", as: "offered" })).toEqual(offered);
    expect(after(offered, { type: "back" }, { type: "next" })).toEqual(offered);
    const answered = after(offered, { type: "reveal" });
    expect(answered).toMatchObject({ issued: { download: "current", revealed: true }, job: { kind: "report", stage: "fetched" } });
    const both = afterResults(answered, { type: "reported", stage: "fetched" });
    expect(both.job).toMatchObject({ kind: "report", stage: "password-shown" });
    expect(afterResults(both, { type: "reported", stage: "password-shown" })).toMatchObject({
      issued: { reported: true },
      job: undefined,
    });
  });

  test("keeps a downloaded file if its report failed, and retries only the report", () => {
    const failed = afterResults(
      after(saving, { type: "download" }),
      { type: "downloaded", as: "saved" },
      { type: "failed", code: "unreachable" },
    );
    expect(inStep(failed, "password").issued.download).toBe("current");
    expect(after(failed, { type: "retry" }).job).toMatchObject({ kind: "report", stage: "fetched" });
  });

  test("in the other profile makes the download outdated, and ignores other events meanwhile", () => {
    const rewriting = after(saved, { type: "choose-profile", profile: "compatible" });
    expect(rewriting.job).toMatchObject({ kind: "rewrite", profile: "compatible" });
    expect(inStep(rewriting, "save").issued.download).toBe("outdated");
    expect(after(rewriting, { type: "download" })).toBe(rewriting);
    expect(after(rewriting, { type: "next" })).toBe(rewriting);
    const rewritten = afterResults(rewriting, { type: "rewritten", file: { ...file, profile: "compatible" } });
    expect(inStep(rewritten, "save").issued.file?.profile).toBe("compatible");
    expect(afterResults(after(rewritten, { type: "download" }), { type: "downloaded", as: "saved" })).toMatchObject({
      step: "password",
      issued: { download: "current" },
    });
  });

  test("in the file's current profile does nothing", () => {
    expect(after(saved, { type: "choose-profile", profile: "modern" })).toBe(saved);
  });
});

describe("the password", () => {
  test("is reported as shown when it is revealed, once", () => {
    const revealing = after(hidden, { type: "reveal" });
    expect(revealing.job).toMatchObject({ kind: "report", stage: "password-shown" });
    expect(after(revealed, { type: "reveal" })).toBe(revealed);
  });

  test("must be revealed before the import", () => {
    expect(after(hidden, { type: "next" })).toBe(hidden);
    expect(after(revealed, { type: "next" }).step).toBe("import");
  });

  test("is reported again with the next step if the report failed", () => {
    const failed = afterResults(after(hidden, { type: "reveal" }), { type: "failed", code: "unreachable" });
    expect(after(failed, { type: "next" })).toMatchObject({ step: "import", failure: undefined, job: { kind: "report" } });
    expect(importing.job).toBeUndefined();
  });

  test("stays available when going back", () => {
    const back = after(importing, { type: "back" });
    expect(inStep(back, "password").issued).toMatchObject({ file, revealed: true });
    expect(after(back, { type: "back" })).toMatchObject({ step: "save", issued: { download: "current" } });
  });
});

describe("the import", () => {
  const imported = after(importing, { type: "next" });

  test("is reported when the person confirms it, and then proved", () => {
    expect(imported).toMatchObject({ step: "proof", job: { kind: "report", serial: replacement.serial, stage: "imported" } });
    expect(afterResults(imported, { type: "reported", stage: "imported" }).job).toEqual({
      kind: "prove",
      replacement,
    });
  });

  test("is proved even if the report failed, and without waiting for the report", () => {
    const failed = afterResults(imported, { type: "failed", code: "unreachable" });
    expect(failed).toMatchObject({ step: "proof", failure: undefined, job: { kind: "prove", replacement } });
    const pressed = after(imported, { type: "prove" });
    expect(pressed.job).toMatchObject({ kind: "prove" });
    const { job } = imported;
    if (job === undefined) throw new Error("No report is running.");
    expect(transition(pressed, { type: "job", job, result: { type: "reported", stage: "imported" } })).toBe(pressed);
  });

  test("waits for the person's confirmation if only a trial can prove it", () => {
    const trying = after(
      initialState({ ...statusDue(), pending: pendingAt("password-shown") }, "resume", now, "trial"),
      { type: "carry-on" },
      { type: "next" },
    );
    expect(trying).toMatchObject({ step: "proof", job: { kind: "report", stage: "imported" } });
    const reported = afterResults(trying, { type: "reported", stage: "imported" });
    expect(reported).toMatchObject({ step: "proof", job: undefined });
    expect(afterResults(trying, { type: "failed", code: "unreachable" })).toMatchObject({
      job: undefined,
      failure: { code: "unreachable" },
    });
    expect(after(reported, { type: "prove" }).job).toMatchObject({ kind: "prove" });
  });
});

describe("the file in the other profile, requested during the import", () => {
  const rewriting = after(importing, { type: "choose-profile", profile: "compatible" });
  const rewritten = afterResults(rewriting, { type: "rewritten", file: { ...file, profile: "compatible" } });

  test("is written with the same key and downloaded immediately", () => {
    expect(rewriting.job).toMatchObject({ kind: "rewrite", file, profile: "compatible" });
    expect(rewritten).toMatchObject({
      step: "import",
      job: { kind: "download", name: replacement.fileName, file: { profile: "compatible", attempt } },
    });
    const downloaded = afterResults(rewritten, { type: "downloaded", as: "saved" });
    expect(downloaded).toMatchObject({
      step: "import",
      job: undefined,
      issued: { download: "current", file: { profile: "compatible" } },
    });
  });

  test("would be lost until it has been downloaded", () => {
    expect(after(rewriting, { type: "leave" }).leaving).toBe(true);
    const failed = afterResults(rewritten, { type: "failed", code: "download-failed" });
    expect(after(failed, { type: "leave" }).leaving).toBe(true);
    expect(after(failed, { type: "retry" }).job).toMatchObject({ kind: "download" });
  });

  test("cannot be written if the file was made during an earlier visit", () => {
    const resumed = after(initialState({ ...statusDue(), pending: pendingAt("password-shown") }, "resume", now), {
      type: "carry-on",
    });
    expect(after(resumed, { type: "choose-profile", profile: "compatible" })).toBe(resumed);
  });
});

describe("an incorrect clock", () => {
  const hour = 3_600_000;

  test.for<{ ahead: number; clock: ClockError | undefined }>([
    { ahead: 2 * hour, clock: { direction: "fast", amount: 2 * hour } },
    { ahead: -2 * hour, clock: { direction: "slow", amount: 2 * hour } },
    { ahead: 60_000, clock: undefined },
  ])("ahead by $ahead ms is reported as $clock.direction before and during the renewal", ({ ahead, clock }) => {
    const opened = initialState(statusDue(now), "prompt", new Date(now.getTime() + ahead));
    expect(opened.clock).toEqual(clock);
    const working = after(opened, { type: "renew" });
    expect(working.clock).toEqual(clock);
    expect(afterResults(working, { type: "renewed", replacement, file, clock }).clock).toEqual(clock);
  });

  test("is no longer reported once it has been corrected", () => {
    const opened = initialState(statusDue(now), "prompt", new Date(now.getTime() - hour));
    expect(
      afterResults(after(opened, { type: "renew" }), { type: "renewed", replacement, file, clock: undefined }).clock,
    ).toBeUndefined();
  });
});

describe("the proof", () => {
  const connecting = afterResults(proving, { type: "reported", stage: "imported" });

  test("expects the replacement's serial, and runs once at a time", () => {
    expect(connecting.job).toEqual({ kind: "prove", replacement });
    expect(after(connecting, { type: "prove" })).toBe(connecting);
  });

  test("completes the renewal if it succeeds", () => {
    expect(afterResults(connecting, { type: "proved" })).toMatchObject({ step: "done", issued: { replacement } });
  });

  test.for(["old-certificate", "other-certificate", "no-certificate", "unreachable", "not-recorded"] as const)(
    "shows the reason of a miss: %s",
    (kind) => {
      const miss = { kind, seen: undefined, page: "https://a.verify.localhost/" };
      const missed = afterResults(connecting, { type: "not-proved", miss, clock: undefined });
      expect(missed).toMatchObject({ step: "proof", miss });
      expect(after(missed, { type: "prove" })).toMatchObject({ miss: undefined, job: { kind: "prove" } });
      expect(after(missed, { type: "back" })).toMatchObject({ step: "import", help: true });
    },
  );

  test("goes back to the import with the help closed if nothing has gone wrong", () => {
    expect(after(proving, { type: "back" })).toMatchObject({ step: "import", help: false });
  });

  test("compares the clock with the service's again", () => {
    const clock = { direction: "slow", amount: 86_400_000 } as const;
    const miss = { kind: "no-certificate", seen: undefined, page: "https://a.verify.localhost/" } as const;
    const missed = afterResults(connecting, { type: "not-proved", miss, clock });
    expect(missed.clock).toEqual(clock);
    expect(afterResults(after(missed, { type: "prove" }), { type: "not-proved", miss, clock: undefined }).clock).toBeUndefined();
  });

  test("can be retried after a failure", () => {
    const failed = afterResults(connecting, { type: "failed", code: "unreachable" });
    expect(failed).toMatchObject({ step: "proof", failure: { code: "unreachable" } });
    expect(after(failed, { type: "retry" }).job).toMatchObject({ kind: "prove" });
  });
});

describe("an unfinished renewal", () => {
  const left = (stage: "issued" | "fetched" | "password-shown" | "imported") =>
    initialState({ ...statusDue(), pending: pendingAt(stage) }, "resume", now);

  test.for(["password-shown", "imported"] as const)("continues with the import of the saved file: %s", (stage) => {
    const resumed = inStep(after(left(stage), { type: "carry-on" }), "import");
    expect(resumed.issued).toMatchObject({ file: undefined, replacement: { serial: pendingAt(stage).serial } });
    expect(after(resumed, { type: "back" }).step).toBe("resume");
    expect(after(resumed, { type: "next" }, { type: "prove" }).job).toMatchObject({
      replacement: { serial: pendingAt(stage).serial },
    });
  });

  test("continues with the proof of an imported certificate", () => {
    const resumed = after(left("imported"), { type: "prove" });
    expect(resumed).toMatchObject({ step: "proof", job: { kind: "prove", replacement: { serial: pendingAt("imported").serial } } });
    expect(after(resumed, { type: "back" }).step).toBe("import");
    const notImported = left("password-shown");
    expect(after(notImported, { type: "prove" })).toBe(notImported);
  });

  test.for(["issued", "fetched"] as const)("cannot continue with a file that nobody can open: %s", (stage) => {
    const state = left(stage);
    expect(after(state, { type: "carry-on" })).toBe(state);
  });

  test("is started again only after confirmation, with a new key", () => {
    const state = left("password-shown");
    expect(after(state, { type: "agree" })).toBe(state);
    expect(after(state, { type: "ask-again" }, { type: "agree" }).job).toEqual({
      kind: "renew",
      precondition: { kind: "replaces", serial: pendingAt("password-shown").serial },
      attempt: undefined,
    });
  });
});

describe("a job's result", () => {
  test("is ignored once the job has been abandoned", () => {
    const connecting = after(proving, { type: "prove" });
    const { job } = connecting;
    if (job === undefined) throw new Error("No job is running.");
    const back = after(connecting, { type: "back" });
    expect(transition(back, { type: "job", job, result: { type: "proved" } })).toBe(back);
  });
});

test("a refusal can only be closed", () => {
  const refused = initialState({ ...statusDue(), refusal: { code: "type-not-renewable", detail: "" } }, "refusal", now);
  expect(after(refused, { type: "renew" })).toBe(refused);
  expect(after(refused, { type: "leave" }).step).toBe("closed");
});

test("a closed dialog stays closed", () => {
  const closed = after(checking, { type: "leave" });
  expect(after(closed, { type: "renew" }, { type: "stay" })).toBe(closed);
});
