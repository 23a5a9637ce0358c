import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import * as v from "valibot";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { commandsIn, documents, root } from "./documents.ts";

const run = promisify(execFile);
const usualPort = "8443";

const texts = await documents();

/** These start or check the whole project; the unattended run and the test command itself are their tests. */
const runElsewhere = ["npm start", "npm test"];

describe("the commands in the documents", () => {
  let folder: string;
  let serving: ChildProcess | undefined;

  /** A folder that is as good as a checkout for `npx koshin`, and that the commands may write into. */
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "koshin-docs-"));
    for (const name of ["package.json", "src", "node_modules"]) await symlink(join(root, name), join(folder, name));
  });
  afterEach(async () => {
    if (serving?.exitCode === null) {
      endGroup(serving);
      await once(serving, "exit");
    }
    serving = undefined;
    await rm(folder, { recursive: true });
  });

  for (const { path, text } of texts) {
    const commands = commandsIn(text).filter((command) => !runElsewhere.includes(command));
    if (commands.length === 0) continue;

    test(`of ${path} work as they stand`, { timeout: 900_000 }, async () => {
      const port = await freePort();
      for (const command of commands) {
        const adapted = command.replaceAll(usualPort, port);
        if (adapted.includes("koshin serve")) serving = await startServing(adapted, folder);
        else await run("sh", ["-ec", adapted], { cwd: folder });
        if (adapted.includes("koshin init")) await usePort(join(folder, "data", "koshin.json"), port);
      }
      // Every other command has ended well, or it would have thrown; a service that was started still runs.
      expect(serving?.exitCode ?? null).toBeNull();
    });
  }

  test("are there to be run", () => {
    const all = texts.flatMap(({ text }) => commandsIn(text));
    expect(all).toEqual(expect.arrayContaining(runElsewhere));
    expect(all.some((command) => command.startsWith("npx koshin serve"))).toBe(true);
  });
});

async function startServing(command: string, cwd: string): Promise<ChildProcess> {
  const child = spawn("sh", ["-c", `exec ${command}`], { cwd, stdio: ["ignore", "pipe", "ignore"], detached: true });
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding("utf8").once("data", resolve);
    child.once("exit", () => reject(new Error(`${command} ended before it was ready.`)));
  });
  v.parse(v.pipe(v.string(), v.parseJson(), v.object({ app: v.string() })), line);
  return child;
}

/** Ends the command with everything that it has started: `npx` passes no signal on. */
function endGroup({ pid }: ChildProcess): void {
  if (pid !== undefined) process.kill(-pid, "SIGTERM");
}

async function usePort(settings: string, port: string): Promise<void> {
  const text = (await readFile(settings, "utf8")).replaceAll(/"port": (\d+)/g, (_, usual) => `"port": ${usual === usualPort ? port : 0}`);
  await writeFile(settings, text);
}

async function freePort(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("The probe has no port.");
  return String(address.port);
}
