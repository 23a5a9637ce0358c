import { expect, test } from "vitest";
import { run } from "../../src/launch/run.mjs";
import { runBeside } from "../../tools/install/run-beside.mjs";

/** Runs a script in a process of its own. */
const node = (script: string, stop?: AbortSignal): Promise<number> =>
  run(process.execPath, ["-e", script], stop === undefined ? {} : { stop });

const endless = (stop: AbortSignal): Promise<number> => node("setInterval(() => {}, 60_000)", stop);

test("of two tasks beside each other, one that fails stops the other, and its exit code is that of both", async () => {
  expect(await runBeside(() => node("process.exit(3)"), endless)).toBe(3);
  expect(await runBeside(endless, () => node("process.exit(4)"))).toBe(4);
});

test("of two tasks beside each other, one that throws stops the other", async () => {
  await expect(runBeside(endless, () => Promise.reject(new Error("The build failed.")))).rejects.toThrow("The build failed.");
});

test("of two tasks beside each other, one that succeeds waits for the other", async () => {
  const ended: string[] = [];
  const slow = async (): Promise<number> => {
    const code = await node("");
    ended.push("slow");
    return code;
  };
  expect(await runBeside(slow, () => Promise.resolve(0))).toBe(0);
  expect(ended).toEqual(["slow"]);
});

test("a program that was asked to stop before it started ends", async () => {
  expect(await endless(AbortSignal.abort())).toBe(128 + 15);
});
