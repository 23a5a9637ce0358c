import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { dayInMilliseconds } from "../../src/core/days.ts";
import { codeOf } from "../../src/demo/administrator.ts";
import { certificateOf, readWorld } from "../../src/demo/world-file.ts";
import { portOf } from "../../src/server/listener/listen.ts";
import { dataFolder } from "../../src/server/system/data-folder.ts";
import { Command, processesOf } from "./command.ts";

let folder: string;
let data: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "koshin-start-"));
  data = join(folder, "data");
});
afterEach(() => rm(folder, { recursive: true, maxRetries: 10 }));

/** One Ctrl-C arrives several times, through npm and through the group, the last time however late. */
async function startAndEnd(...args: readonly string[]): Promise<string> {
  const command = new Command(["start", "--data", data, "--port", "0", ...args]);
  await command.says("Press Ctrl-C to stop everything.");
  const { code, stdout } = await command.keepSignalling("SIGINT");
  expect(code).toBe(0);
  return stdout;
}

/** The password identifies the world, because each has its own. */
function passwordIn(stdout: string): string {
  return /password +(\S+)/.exec(stdout)?.[1] ?? "";
}

describe("npm start", () => {
  test("serves without a display, and says how to see the renewal", async () => {
    const stdout = await startAndEnd();
    expect(stdout).toMatch(/https:\/\/app\.localhost:\d+\//);
    expect(stdout).toContain("npm start -- --unattended");
  });

  test("says how to get to the administrators' site, and prints the code to log in with", async () => {
    const stdout = await startAndEnd();
    expect(stdout).toMatch(/site {10}https:\/\/ctrl\.localhost:\d+\//);
    expect(stdout).toMatch(/admin, with the password [a-z2-9-]{14};/);
    const [uri = ""] = /otpauth:\S+/.exec(stdout) ?? [];
    const before = codeOf(new URL(uri).searchParams.get("secret") ?? "", new Date());
    const { code, stdout: said } = await new Command(["start", "--data", data, "--code"]).ended;
    const after = codeOf(new URL(uri).searchParams.get("secret") ?? "", new Date());
    expect([code, [before, after].includes(said.trim().split("\n").at(-1) ?? "")]).toEqual([0, true]);
  });

  test("keeps the world the second time, and creates a new one with --fresh", async () => {
    const first = passwordIn(await startAndEnd());
    expect(first).toMatch(/^[a-z2-9-]{14}$/);
    expect(passwordIn(await startAndEnd())).toBe(first);
    expect(passwordIn(await startAndEnd("--fresh"))).not.toBe(first);
  });

  test("leaves client28 the number of days in --days, and says if they are too many for a dialog", async () => {
    for (const [days, left, isDue] of [
      ["5", "5 days", true],
      ["0", "11 hours", true],
      ["1094", "1094 days", false],
    ] as const) {
      const stdout = await startAndEnd("--days", days);
      expect(stdout).toContain(`client28 has ${left} left`);
      expect(stdout.includes("no dialog appears before 90 are left")).toBe(!isDue);
      const world = await readWorld(data);
      const notAfter = new Date(certificateOf(world ?? expect.fail("no world"), "client28").notAfter);
      expect(Math.floor((notAfter.getTime() - Date.now()) / dayInMilliseconds)).toBe(Number(days));
    }
  });

  test("replaces the web app by a development server with --app", async () => {
    const stdout = await startAndEnd("--days", "5", "--app", "http://localhost:5173");
    expect(stdout).toMatch(/https:\/\/app\.localhost:\d+\/ \(forwarded to http:\/\/localhost:5173\)/);
    expect(stdout).toContain(dataFolder(data).authority.rootCertificate);
    expect(stdout).not.toContain("password  ");
  });

  test("leaves a foreign folder unchanged, even with --fresh", async () => {
    await writeFile(join(folder, "letter.txt"), "mine");
    for (const fresh of [[], ["--fresh"]]) {
      const { code, stderr } = await new Command(["start", "--data", folder, "--port", "0", ...fresh]).ended;
      expect([code, stderr.includes(folder)]).toEqual([1, true]);
    }
    expect(await readFile(join(folder, "letter.txt"), "utf8")).toBe("mine");
  });

  test.each([
    ["SIGINT", "group"],
    ["SIGINT", "first"],
    ["SIGTERM", "first"],
  ] as const)("leaves no process after %s to its %s process", async (signal, to) => {
    const command = new Command(["start", "--data", data, "--port", "0"], { KOSHIN_TEST_MARK: folder });
    await command.says("Press Ctrl-C to stop everything.");
    expect(processesOf(folder).length).toBeGreaterThanOrEqual(2);
    command.signal(signal, to);
    await command.ended;
    expect(processesOf(folder)).toEqual([]);
  });

  test("says how to choose another port if its own is in use", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void other.close());
    await once(other, "listening");
    const port = portOf(other);
    const { code, stderr } = await new Command(["start", "--data", data, "--port", String(port)]).ended;
    expect(code).toBe(1);
    expect(stderr).toContain(`The port ${port}, or one beside it, is in use by another program`);
    expect(stderr).toContain("npm start -- --port 0");
  });

  test.skipIf(process.platform !== "linux")("opens a browser on a display, which Ctrl-C ends too", async () => {
    const env = { DISPLAY: await openDisplay(), KOSHIN_TEST_MARK: folder };
    for (const start of ["the first", "a second"]) {
      const command = new Command(["start", "--data", data, "--port", "0"], env);
      await command.says("Press Ctrl-C to stop everything.");
      expect(processesOf(join(data, "browser", "profile")).length, start).toBeGreaterThanOrEqual(1);
      command.signal("SIGINT", "group");
      expect((await command.ended).code, start).toBe(0);
      expect(processesOf(folder), start).toEqual([]);
    }
  });

  test("prints its help, and rejects unknown options", async () => {
    const help = await new Command(["start", "--help"]).ended;
    expect([help.code, help.stdout.includes("--unattended")]).toEqual([0, true]);
    expect(help.stdout).toMatch(/--days N .*--app URL /s);
    for (const [option, ...invalid] of [
      ["--unknown", ""],
      ["--port", "many"],
      ["--days", "1095", "-1", "1.5", "", "many"],
      ["--app", "localhost:5173", "5173", "file:///srv", "http://", "http://name:word@localhost"],
    ] as const) {
      for (const value of invalid) {
        const { code, stderr } = await new Command(["start", `${option}=${value}`]).ended;
        expect([value, code]).toEqual([value, 2]);
        expect(stderr).toMatch(new RegExp(`${option}.*\\. See npm start -- --help\\.`));
      }
    }
    for (const beside of ["--data=x", "--port=0", "--days=5", "--app=http://localhost:5173"])
      expect((await new Command(["start", "--unattended", beside]).ended).code).toBe(2);
    expect((await new Command(["start", "word"]).ended).code).toBe(2);
  });
});

/** Starts an X server without a screen for the duration of the test; resolves to its name. */
async function openDisplay(): Promise<string> {
  const server = spawn("Xvfb", ["-displayfd", "1", "-nolisten", "tcp"], { stdio: ["ignore", "pipe", "ignore"] });
  onTestFinished(() => {
    server.kill();
  });
  const number = await new Promise<string>((resolve, reject) => {
    server.stdout.setEncoding("utf8").once("data", resolve);
    server.once("error", reject);
  });
  return `:${number.trim()}`;
}
