import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { issueCertificate } from "../../../src/server/issuance/lifecycle/issue.ts";
import { initialise } from "../../../src/server/service/initialise.ts";
import { openService } from "../../../src/server/service/open-service.ts";
import { readAudit } from "../../../src/server/store/audit/audit.ts";
import type { TenantRow } from "../../../src/server/store/database/schema.ts";
import { findTenant } from "../../../src/server/store/tenants.ts";
import { runHere, type Ended } from "../../support/program.ts";

let folder: string;
let data: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "koshin-tenants-"));
  data = join(folder, "data");
  await initialise(data, { now: new Date() });
});
afterAll(async () => await rm(folder, { recursive: true }));

async function tenant(verb: string, name: string, ...rules: string[]): Promise<Ended> {
  return await runHere("tenant", verb, "--data", data, "--tenant", name, ...rules, "--json");
}

async function stored(name: string): Promise<TenantRow | undefined> {
  await using service = await openService(data);
  return await findTenant(service.store, name);
}

describe("koshin tenant", () => {
  test("creates one that renews as WebORCA, uses P-256 keys and retires nothing by default", async () => {
    const { code, stdout } = await tenant("create", "u1");
    expect([code, JSON.parse(stdout)]).toEqual([0, { tenant: "u1", product: "weborca" }]);
    expect(await stored("u1")).toMatchObject({ product: "weborca", keyKind: "P-256", retireAfterDays: null });
  });

  test("changes only the given rules, and records each change", async () => {
    await tenant("create", "u2", "--product", "orcamo", "--key-kind", "RSA-2048", "--retire-after-days", "30");
    expect(await stored("u2")).toMatchObject({ product: "orcamo", keyKind: "RSA-2048", retireAfterDays: 30 });
    await tenant("set", "u2", "--product", "weborca");
    expect(await stored("u2")).toMatchObject({ product: "weborca", keyKind: "RSA-2048", retireAfterDays: 30 });
    await tenant("set", "u2", "--retire-after-days", "never", "--key-kind", "P-256");
    expect(await stored("u2")).toMatchObject({ product: "weborca", keyKind: "P-256", retireAfterDays: null });
    await using issuing = await openService(data);
    await issueCertificate(issuing, { tenant: "u2", cn: "client1", days: 40, ...byOperator() });
    const foretold = await tenant("set", "u2", "--prompt-days", "10", "--dry-run");
    expect(JSON.parse(foretold.stdout)).toMatchObject({ changed: false, forecast: { dueLater: 1, keysDestroyedAtOnce: 0 } });
    expect(await stored("u2")).toMatchObject({ promptDays: null });
    const again = await tenant("set", "u2", "--key-kind", "P-256");
    expect([again.code, JSON.parse(again.stdout)]).toEqual([0, { tenant: "u2", keyKind: "P-256", changed: false }]);
    await using service = await openService(data);
    const trail = await readAudit(service.store, "u2");
    expect(trail.map(({ action }) => action)).toEqual(["tenant-created", "tenant-changed", "tenant-changed"]);
  });

  test("shows and changes what tenants of a product begin with, as the system operators' site does", async () => {
    const defaults = async (...args: string[]): Promise<Ended> =>
      await runHere("tenant", "defaults", "--data", data, "--product", "orcamo", ...args);
    const builtIn = { promptDays: null, retireAfterDays: null, destroyKeysAfterDays: null };
    const facts = { product: "orcamo", ...builtIn, renewalKeys: "anywhere", timeZone: "Asia/Tokyo" };
    expect(JSON.parse((await defaults("--json")).stdout)).toEqual({ ...facts, changed: false });
    expect((await defaults("--retire-after-days", "30", "--dry-run")).stdout).toMatch(
      /would begin with:\n[^]*retire-after-days +30\n/,
    );
    expect(JSON.parse((await defaults("--retire-after-days", "30", "--json")).stdout)).toEqual({
      ...facts,
      retireAfterDays: 30,
      changed: true,
    });
    expect((await defaults("--retire-after-days", "30")).stdout).toContain("Nothing was changed. Tenants of orcamo begin with:");
    expect((await defaults()).stdout).toMatch(/prompt-days +as for the product\n +retire-after-days +30\n/);
    await tenant("create", "u8", "--product", "orcamo");
    expect(await stored("u8")).toMatchObject({ retireAfterDays: 30, renewalKeys: "anywhere" });
    const unknown = await runHere("tenant", "defaults", "--data", data, "--product", "nothing", "--json");
    expect([unknown.code, JSON.parse(unknown.stdout)]).toMatchObject([1, { error: { code: "product-unknown" } }]);
    await using service = await openService(data);
    const trail = await readAudit(service.store, "orcamo");
    expect(trail.map(({ actor, action, detail }): unknown[] => [actor, action, JSON.parse(detail)])).toEqual([
      [
        "operator",
        "defaults-changed",
        {
          ...{ ...builtIn, retireAfterDays: 30, renewalKeys: "anywhere", timeZone: "Asia/Tokyo" },
          ...{ changed: "retireAfterDays", retireAfterDaysBefore: null },
        },
      ],
    ]);
  });

  test("lets clients keep their key if configured, at creation or later", async () => {
    expect(JSON.parse((await tenant("create", "u6", "--same-key", "allowed")).stdout)).toEqual({
      tenant: "u6",
      product: "weborca",
      sameKey: "allowed",
    });
    const rules = [(await stored("u6"))?.sameKey];
    for (const rule of ["refused", "allowed"]) {
      expect(JSON.parse((await tenant("set", "u6", "--same-key", rule)).stdout)).toEqual({
        tenant: "u6",
        sameKey: rule,
        changed: true,
      });
      rules.push((await stored("u6"))?.sameKey);
    }
    expect(rules).toEqual(["allowed", "refused", "allowed"]);
    expect((await tenant("set", "u6", "--same-key", "yes")).code).toBe(2);
    await tenant("create", "u7");
    expect((await stored("u7"))?.sameKey).toBe("refused");
  });

  test("closes one once, opens it again, and reports a repetition as unchanged", async () => {
    await tenant("create", "u3");
    const outcomes: unknown[] = [];
    const closedAt: unknown[] = [];
    for (const verb of ["close", "close", "open", "open"]) {
      const { code, stdout } = await tenant(verb, "u3");
      outcomes.push([code, JSON.parse(stdout)]);
      closedAt.push((await stored("u3"))?.closedAt);
    }
    expect(outcomes).toEqual([
      [0, { tenant: "u3", closed: true, changed: true }],
      [0, { tenant: "u3", closed: true, changed: false }],
      [0, { tenant: "u3", closed: false, changed: true }],
      [0, { tenant: "u3", closed: false, changed: false }],
    ]);
    expect(closedAt).toEqual([expect.any(Number), closedAt[0], null, null]);
    await using service = await openService(data);
    const trail = await readAudit(service.store, "u3");
    expect(trail.map(({ action }) => action)).toEqual(["tenant-created", "tenant-closed", "tenant-opened"]);
  });

  test("rejects an unknown tenant, and creates no tenant twice", async () => {
    for (const verb of ["close", "open"]) expect((await tenant(verb, "nobody")).code).toBe(1);
    expect((await tenant("set", "nobody", "--key-kind", "P-256")).code).toBe(1);
    await tenant("create", "u4");
    expect((await tenant("create", "u4")).code).toBe(1);
    expect((await tenant("create", "u5@x")).code).toBe(1);
  });

  test.each(["create", "set"])("%s rejects a product that the settings do not contain, and names them", async (command) => {
    const { code, stdout } = await tenant(command, command === "set" ? "u1" : "u9", "--product", "none");
    expect([code, JSON.parse(stdout)]).toMatchObject([1, { error: { code: "product-unknown" } }]);
    expect(stdout).toContain("weborca, orcamo");
  });

  test.each([
    ["--retire-after-days", "0"],
    ["--retire-after-days", "-3"],
    ["--retire-after-days", "soon"],
    ["--key-kind", "RSA-1024"],
    [],
  ])("reports set %s %s as a usage error", async (...options) => {
    expect((await tenant("set", "u1", ...options)).code).toBe(2);
  });
});
