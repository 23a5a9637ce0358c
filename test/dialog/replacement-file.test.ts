import { afterEach, expect, test, vi } from "vitest";
import { writeReplacementFile } from "../../src/dialog/machine/replacement-file.ts";
import { issue } from "../core/issued.ts";

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

test("the page can respond many times while a file is written and opened again", async () => {
  const { privateKey, certificate, issuer } = await issue("P-256");
  let time = 0;
  // As if a slice of time were over at each look at the clock.
  vi.spyOn(performance, "now").mockImplementation(() => (time += 20));
  let tasks = 0;
  vi.stubGlobal(
    "MessageChannel",
    class extends MessageChannel {
      constructor() {
        super();
        tasks += 1;
      }
    },
  );
  const predecessor = { cn: "client28", o: "u00000014" };
  const secrets = { privateKey, password: "abcd-efgh" };
  const { serial } = await writeReplacementFile(secrets, [certificate, issuer], predecessor, "compatible");
  expect(serial).toBe("C0FFEE01");
  // At each of 256 of the 2048 iterations of nine derivations, in both directions.
  expect(tasks).toBeGreaterThan(80);
});
