import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { initialise } from "../../src/server/initialise.ts";
import { openService } from "../../src/server/open-service.ts";
import { readAudit } from "../../src/server/store/audit.ts";
import type { TenantRow } from "../../src/server/store/schema.ts";
import { findTenant } from "../../src/server/store/tenants.ts";
import { runProgram, type Ended } from "../support/program.ts";

let folder: string;
let data: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "koshin-tenants-"));
  data = join(folder, "data");
  await initialise(data, { now: new Date() });
});
afterAll(async () => await rm(folder, { recursive: true }));

async function tenant(verb: string, name: string, ...rules: string[]): Promise<Ended> {
  return await runProgram("tenant", verb, "--data", data, "--tenant", name, ...rules, "--json");
}

async function stored(name: string): Promise<TenantRow | undefined> {
  await using service = await openService(data);
  return await findTenant(service.store, name);
}

describe("koshin tenant", { timeout: 30_000 }, () => {
  test.each(["create", "set", "close"])("%s explains itself with an example and the exit codes", async (verb) => {
    const { code, stdout } = await runProgram("tenant", verb, "--help");
    expect(code).toBe(0);
    expect(stdout).toContain(`Example:\n  koshin tenant ${verb} --data`);
    expect(stdout).toContain("Exit codes: 0 done, 1 failed with a sentence, 2 wrong usage.");
  });

  test("creates one that renews as WebORCA, makes P-256 keys and retires nothing, where nothing else is said", async () => {
    const { code, stdout } = await tenant("create", "u1");
    expect([code, JSON.parse(stdout)]).toEqual([0, { tenant: "u1", product: "weborca" }]);
    expect(await stored("u1")).toMatchObject({ product: "weborca", key_kind: "P-256", retire_after_days: null });
  });

  test("changes what is named and leaves the rest, and writes each change down", async () => {
    await tenant("create", "u2", "--product", "orcamo", "--key-kind", "RSA-2048", "--retire-after-days", "30");
    expect(await stored("u2")).toMatchObject({ product: "orcamo", key_kind: "RSA-2048", retire_after_days: 30 });
    await tenant("set", "u2", "--product", "weborca");
    expect(await stored("u2")).toMatchObject({ product: "weborca", key_kind: "RSA-2048", retire_after_days: 30 });
    await tenant("set", "u2", "--retire-after-days", "never", "--key-kind", "P-256");
    expect(await stored("u2")).toMatchObject({ product: "weborca", key_kind: "P-256", retire_after_days: null });
    await using service = await openService(data);
    const trail = await readAudit(service.store, "u2");
    expect(trail.map(({ action }) => action)).toEqual(["tenant-created", "tenant-changed", "tenant-changed"]);
  });

  test("closes one once", async () => {
    await tenant("create", "u3");
    expect((await tenant("close", "u3")).code).toBe(0);
    const closed = await stored("u3");
    expect(closed?.closed_at).not.toBeNull();
    expect((await tenant("close", "u3")).code).toBe(0);
    expect((await stored("u3"))?.closed_at).toBe(closed?.closed_at);
  });

  test("knows no tenant that was not created, and creates none twice", async () => {
    for (const verb of ["set", "close"]) expect((await tenant(verb, "nobody")).code).toBe(1);
    await tenant("create", "u4");
    expect((await tenant("create", "u4")).code).toBe(1);
    expect((await tenant("create", "../u5")).code).toBe(1);
  });

  test.each([
    ["--retire-after-days", "0"],
    ["--retire-after-days", "-3"],
    ["--retire-after-days", "soon"],
    ["--product", "none"],
    ["--key-kind", "RSA-1024"],
  ])("takes %s %s for wrong usage", async (option, value) => {
    expect((await tenant("set", "u1", option, value)).code).toBe(2);
  });
});
