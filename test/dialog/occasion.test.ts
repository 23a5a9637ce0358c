import { describe, expect, test } from "vitest";
import { occasion } from "../../src/dialog/machine/occasion.ts";
import { replacementStages } from "../../src/protocol/stage.ts";
import type { Status } from "../../src/protocol/status.ts";
import { pendingAt, statusDue } from "./harness/status-fixture.ts";

const refused = (code: NonNullable<Status["refusal"]>["code"]): Status => ({ ...statusDue(), refusal: { code, detail: "" } });

describe("the dialog opens", () => {
  test("to prompt if the certificate is due and can be renewed", () => {
    expect(occasion(statusDue())).toBe("prompt");
  });

  test.for(replacementStages.filter((stage) => stage !== "first-used"))("to resume a replacement at stage %s", (stage) => {
    expect(occasion({ ...statusDue(), pending: pendingAt(stage) })).toBe("resume");
    expect(occasion({ ...statusDue(), due: false, pending: pendingAt(stage) })).toBe("resume");
  });

  test.for(["type-not-renewable", "tenant-closed"] as const)("to explain a refusal: %s", (code) => {
    expect(occasion(refused(code))).toBe("refusal");
  });
});

describe("the dialog stays closed", () => {
  test("before the prompt date, even if the service would renew", () => {
    expect(occasion({ ...statusDue(), due: false })).toBeUndefined();
  });

  test("before the prompt date, even if the certificate can never be renewed", () => {
    expect(occasion({ ...refused("type-not-renewable"), due: false })).toBeUndefined();
  });

  test.for(["already-renewed", "not-due"] as const)("if the refusal is %s", (code) => {
    expect(occasion(refused(code))).toBeUndefined();
  });

  test("once the replacement has been used", () => {
    expect(occasion({ ...statusDue(), pending: pendingAt("first-used") })).toBeUndefined();
  });
});
