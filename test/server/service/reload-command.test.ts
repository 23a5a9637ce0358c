import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { dataFolder } from "../../../src/server/system/data-folder.ts";
import { runHere, startProgram, type Ended, type RunningProgram } from "../../support/program.ts";
import { changeSettings, settingsOnFreePorts } from "../../support/settings.ts";
import { startService, type ThrowawayService } from "../../support/throwaway-service.ts";

let world: ThrowawayService;
beforeAll(async () => {
  world = await startService({ settings: settingsOnFreePorts });
});
afterAll(async () => await world[Symbol.asyncDispose]());

async function serving(): Promise<RunningProgram> {
  const program = startProgram(["serve", "--data", world.data]);
  onTestFinished(async () => {
    program.signal("SIGKILL");
    await program.ended;
  });
  await program.firstLine;
  return program;
}

const reload = async (...args: readonly string[]): Promise<Ended> => await runHere("reload", "--data", world.data, ...args);
const sockets = async (): Promise<string[]> => await readdir(dataFolder(world.data).running);

/** What the service's socket answers. */
async function answerTo(said: string): Promise<string> {
  const [name = ""] = await sockets();
  const socket = connect(join(dataFolder(world.data).running, name));
  await once(socket, "connect");
  socket.on("error", () => undefined);
  socket.end(said);
  return await text(socket).catch(() => "");
}

describe("koshin reload", () => {
  test("says what has changed, what waits for a restart, and fails with the reason if the service goes on as before", async () => {
    const program = await serving();
    const { pid } = program;
    const { listen } = settingsOnFreePorts;
    const service = { reloaded: true, process: pid, warnings: [] };
    expect(JSON.parse((await reload("--json")).stdout)).toEqual({
      services: [{ ...service, changed: [], waiting: [], replaced: [] }],
    });
    expect((await reload()).stdout).toBe(`The service (process ${pid}) has reloaded. Nothing has changed.\n`);

    await changeSettings(world.data, { revocationListHours: 12, listen: { ...listen, port: 9443 } });
    const { code, stdout } = await reload();
    const words = `The service (process ${pid}) has reloaded. Changed settings: revocationListHours. Applied only at a restart: listen.port.\n`;
    expect([code, stdout]).toEqual([0, words]);

    await changeSettings(world.data, { revocationListHours: 0 });
    const failed = await reload();
    expect(failed).toMatchObject({ code: 1, stdout: "" });
    expect(failed.stderr).toMatch(/goes on as before: .*revocationListHours.* \(settings-malformed\) \(reload-failed\)\n$/);

    await changeSettings(world.data, { revocationListHours: 24, listen });
    for (const said of ["stop\n", "reload", "x".repeat(1024 * 1024), ""]) expect(await answerTo(said)).toBe("");
    expect((await reload()).code).toBe(0);
    expect(program.errors().match(/"msg":"reloaded"/g)).toHaveLength(4);
    program.signal("SIGTERM");
    expect((await program.ended).code).toBe(0);
    expect(await sockets()).toEqual([]);
  });

  test("reaches every service of the folder, and does not wait for one that was killed", async () => {
    const [one, other] = [await serving(), await serving()];
    expect(JSON.parse((await reload("--json")).stdout)).toMatchObject({ services: [{ reloaded: true }, { reloaded: true }] });
    one.signal("SIGKILL");
    await one.ended;
    expect(JSON.parse((await reload("--json")).stdout)).toMatchObject({ services: [{ process: other.pid }] });
    other.signal("SIGKILL");
    await other.ended;
    const { code, stderr } = await reload();
    expect([code, stderr]).toEqual([1, expect.stringContaining("(service-not-running)")]);
    expect(await sockets()).toEqual([]);
  });

  test("says which authorities and certificates have been replaced", async () => {
    const program = await serving();
    const rotated = await runHere("rotate", "issuing-ca", "--data", world.data);
    expect(rotated.code, rotated.stderr).toBe(0);
    expect((await reload()).stdout).toBe(
      `The service (process ${program.pid}) has reloaded. Replaced: the authority that signs, the authorities whose certificates are accepted, the server certificate.\n`,
    );
    expect((await reload()).stdout).toContain("Nothing has changed.");
  });

  test("tells where there is no data folder", async () => {
    const { stderr } = await runHere("reload", "--data", join(world.data, "none"));
    expect(stderr).toContain("(data-folder-missing)");
  });
});
