import * as v from "valibot";
import { afterAll, beforeAll, expect, test } from "vitest";
import { operatorPaths, PolicyDefaults, TenantForOperators, WholeTrailPage } from "../../../src/protocol/console/operators.ts";
import { consolePaths } from "../../../src/protocol/console/paths.ts";
import { PresentTenantRules, RulesForecast } from "../../../src/protocol/console/tenant-rules.ts";
import { TrailPage } from "../../../src/protocol/console/trail.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { createTenant } from "../../../src/server/issuance/tenants.ts";
import { systemTenant } from "../../../src/server/store/accounts/system-operators.ts";
import { findTenant } from "../../../src/server/store/tenants.ts";
import { administratorOf } from "../../support/administrator.ts";
import { contentOf } from "../../support/console-answers.ts";
import { refusalOf } from "../../support/enrolment.ts";
import { operatorOf, withOperators, type LoggedInOperator } from "../../support/system-operator.ts";
import { startService, type ThrowawayService } from "../../support/throwaway-service.ts";

let world: ThrowawayService;
let operator: LoggedInOperator;
beforeAll(async () => {
  world = await startService({ settings: withOperators });
  operator = await operatorOf(world, { certificate: await world.issue("client777", 1000) });
});
afterAll(async () => await world[Symbol.asyncDispose]());

test("a system operator changes all rules of a tenant, beyond the bounds of its administrators, once it is told what that does", async () => {
  const { service, now } = world;
  const theirs = await administratorOf(world, { account: "mori", tenant: "u4" });
  await world.issue("client5", 95, { tenant: "u4" });
  await world.issue("db6", 20, { tenant: "u4" });
  const describeIt = async () => contentOf(TenantForOperators, await operator.ask({ path: `${operatorPaths.tenant}?tenant=u4` }));
  const { rules: present, products, information } = await describeIt();
  expect(present.edited).toBeNull();
  expect(products).toContainEqual({ name: "orcamo", promptDays: 60, acceptDays: 100 });
  const { keyKind, sameKey } = information;
  const rules = { ...present.rules, promptDays: 3, retireAfterDays: 9999, product: "orcamo", keyKind, sameKey };
  const put = async (change: object, version = present.version, tenant = "u4") => {
    const headers = { "If-Match": `"${version}"` };
    return await operator.ask({
      method: "PUT",
      path: operatorPaths.rules,
      headers,
      body: { tenant, rules: { ...rules, ...change } },
    });
  };
  const forecast = async (change: object) => {
    const body = { tenant: "u4", rules: { ...rules, ...change } };
    return contentOf(RulesForecast, await operator.ask({ method: "POST", path: operatorPaths.rulesForecast, body }));
  };
  // Another product renews other kinds.
  expect(await forecast({ promptDays: 100 })).toMatchObject({ dueAtOnce: 2, dueLater: 0 });
  expect(await forecast({ promptDays: 100, product: "weborca" })).toMatchObject({ dueAtOnce: 1, dueLater: 0 });
  expect(await forecast({})).toMatchObject({ dueAtOnce: 0, dueLater: 0, retiredAtOnce: 0 });
  await service.store.updateTable("sessions").set({ confirmedUntil: null }).where("tenant", "=", systemTenant).execute();
  expect(refusalOf(await put({}))).toBe("403 second-factor-needed");
  await operator.confirm();
  expect(refusalOf(await put({}, "7"))).toBe("412 changed-meanwhile");
  expect(refusalOf(await put({}, present.version, "nobody"))).toBe("404 not-found");
  for (const wrong of [{ product: "nothing" }, { timeZone: "Mars/Olympus" }])
    expect(refusalOf(await put(wrong))).toContain("rule-out-of-bounds");
  expect(refusalOf(await put({ promptDays: 0 }))).toBe("400 request-malformed");
  const written = contentOf(TenantForOperators, await put({}));
  expect(written.information).toMatchObject({ product: "orcamo", retireAfterDays: 9999 });
  expect(written.rules).toMatchObject({ rules: { promptDays: 3 }, edited: { by: "operator:sato", at: now.toISOString() } });
  expect(refusalOf(await put({}))).toBe("412 changed-meanwhile");
  const seen = contentOf(PresentTenantRules, await theirs.ask({ path: consolePaths.tenantRules }));
  expect(seen).toMatchObject({ rules: { promptDays: 3, retireAfterDays: 9999 }, edited: { by: null } });
  const { entries } = contentOf(TrailPage, await theirs.ask({ path: `${consolePaths.trail}?action=tenant-changed` }));
  expect(entries.map(({ actor, detail }) => [actor, v.parse(v.pipe(v.string(), v.parseJson()), detail)])).toMatchObject([
    ["operator:sato", { product: "orcamo", productBefore: "weborca", changed: "product retireAfterDays promptDays" }],
  ]);
});

test("a system operator decides which rules tenants begin with, where the command that creates one does not", async () => {
  const { service, now } = world;
  const weborca = async () =>
    contentOf(PolicyDefaults, await operator.ask({ path: operatorPaths.defaults })).products.find(({ name }) => name === "weborca");
  const builtIn = {
    promptDays: null,
    retireAfterDays: null,
    destroyKeysAfterDays: null,
    renewalKeys: "anywhere",
    timeZone: "Asia/Tokyo",
  };
  expect(await weborca()).toMatchObject({ beginning: { rules: builtIn, version: "0", edited: null } });
  const rules = { ...builtIn, retireAfterDays: 30, renewalKeys: "on-device" };
  const put = async (version: string, body: object) => {
    const headers = { "If-Match": `"${version}"` };
    return await operator.ask({ method: "PUT", path: operatorPaths.defaults, headers, body });
  };
  await service.store.updateTable("sessions").set({ confirmedUntil: null }).where("tenant", "=", systemTenant).execute();
  expect(refusalOf(await put("0", { product: "weborca", rules }))).toBe("403 second-factor-needed");
  await operator.confirm();
  expect(refusalOf(await put("1", { product: "weborca", rules }))).toBe("412 changed-meanwhile");
  expect(refusalOf(await put("0", { product: "nothing", rules }))).toContain("rule-out-of-bounds");
  expect((await put("0", { product: "weborca", rules })).status).toBe(200);
  expect(await weborca()).toMatchObject({ beginning: { rules, version: "1", edited: { by: "operator:sato" } } });
  await createTenant(service, { name: "later", product: "weborca", ...byOperator(now) });
  await createTenant(service, { name: "named", product: "weborca", retireAfterDays: null, ...byOperator(now) });
  expect(await findTenant(service.store, "later")).toMatchObject(rules);
  expect(await findTenant(service.store, "named")).toMatchObject({ ...rules, retireAfterDays: null });
  expect(await findTenant(service.store, "u00000014")).toMatchObject({ renewalKeys: "anywhere" });
  const { entries } = contentOf(WholeTrailPage, await operator.ask({ path: `${operatorPaths.trail}?by=operators` }));
  expect(entries.find(({ action }) => action === "defaults-changed")).toMatchObject({
    actor: "operator:sato",
    object: "weborca",
    tenant: null,
  });
});
