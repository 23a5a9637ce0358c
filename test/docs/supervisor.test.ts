import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { initialise } from "../../src/server/service/initialise.ts";
import { root } from "./documents.ts";

test("the manual's command for a supervisor starts the process that SIGTERM ends", async () => {
  const manual = await readFile(join(root, "docs", "operator.md"), "utf8");
  const [, command = ""] = /A supervisor starts it as `([^`]+)`/.exec(manual) ?? [];
  const folder = await mkdtemp(join(tmpdir(), "koshin-supervisor-"));
  onTestFinished(async () => await rm(folder, { recursive: true }));
  const data = join(folder, "data");
  await initialise(data, { now: new Date() });
  const [program = "", ...args] = command.replace("/opt/koshin", root).replace("DIR", data).split(" ");
  const service = spawn(program, args, { stdio: ["ignore", "pipe", "ignore"], env: { ...process.env, KOSHIN_LISTEN_PORT: "0" } });
  const ended = once(service, "exit");
  await Promise.race([once(service.stdout, "data"), ended]);
  service.kill("SIGTERM");
  expect(await ended).toEqual([0, null]);
});

test("the unit file does not start npm, which forwards no signals", async () => {
  expect(await readFile(join(root, "docs", "koshin.service"), "utf8")).toMatch(/^ExecStart=\/usr\/bin\/koshin serve /m);
});
