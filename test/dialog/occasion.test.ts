import { describe, expect, test } from "vitest";
import { occasion } from "../../src/dialog/machine/occasion.ts";
import { replacementStages } from "../../src/protocol/stage.ts";
import type { Status } from "../../src/protocol/status.ts";
import { pendingAt, statusDue } from "./stage/status-fixture.ts";

const refused = (code: NonNullable<Status["refusal"]>["code"]): Status => ({ ...statusDue(), refusal: { code, detail: "" } });

describe("the dialog opens", () => {
  test("to ask, where the certificate is due and renews", () => {
    expect(occasion(statusDue())).toBe("prompt");
  });

  test.for(replacementStages.filter((stage) => stage !== "first-used"))("to carry on with a replacement that is %s", (stage) => {
    expect(occasion({ ...statusDue(), pending: pendingAt(stage) })).toBe("resume");
    expect(occasion({ ...statusDue(), due: false, pending: pendingAt(stage) })).toBe("resume");
  });

  test.for(["type-not-renewable", "tenant-closed"] as const)("to say that it is refused: %s", (code) => {
    expect(occasion(refused(code))).toBe("refusal");
  });
});

describe("nothing is shown", () => {
  test("before the prompt's moment, though the service would renew", () => {
    expect(occasion({ ...statusDue(), due: false })).toBeUndefined();
  });

  test("before the prompt's moment, though it will never renew", () => {
    expect(occasion({ ...refused("type-not-renewable"), due: false })).toBeUndefined();
  });

  test.for(["already-renewed", "not-due"] as const)("where it is refused as %s", (code) => {
    expect(occasion(refused(code))).toBeUndefined();
  });

  test("once the replacement has been used", () => {
    expect(occasion({ ...statusDue(), pending: pendingAt("first-used") })).toBeUndefined();
  });
});
