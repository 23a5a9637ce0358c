import { afterAll, beforeAll, expect, test } from "vitest";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { countOrderable } from "../../../src/server/issuance/renewal/count-orderable.ts";
import { orderRenewal } from "../../../src/server/issuance/renewal/renewal-order.ts";
import { closeTenant, createTenant } from "../../../src/server/issuance/tenants.ts";
import { defaultKinds } from "../../../src/server/settings/kinds.ts";
import { startService, type ThrowawayService } from "../../support/throwaway-service.ts";

let world: ThrowawayService;
beforeAll(async () => {
  world = await startService();
});
afterAll(async () => await world[Symbol.asyncDispose]());

let used = 1;
async function tenantWith(product: string, cns: readonly string[]): Promise<string> {
  const tenant = `counted${used++}`;
  await createTenant(world.service, { name: tenant, product, ...byOperator(world.now) });
  for (const cn of cns) await world.issue(cn, 730, { tenant });
  return tenant;
}

const names = ["client1", "client28", "api1", "db2", "clientele3", "clients4"];

test.each([
  ["weborca", 2],
  ["orcamo", 3],
])("an order for a tenant of %s says how many certificates of kinds that are renewed it is for", async (product, count) => {
  const tenant = await tenantWith(product, names);
  expect(await countOrderable(world.service, { tenant }, world.now)).toBe(count);
  const order = { reason: "keys left on a share", ...byOperator(world.now) };
  expect(await orderRenewal(world.service, { scope: { tenant }, ...order })).toBe(count);
});

test("kinds that are recognised by other patterns than a word and a number are counted as exactly", async () => {
  const tenant = await tenantWith("weborca", names);
  const kinds = defaultKinds
    .filter(({ name }) => name === "client")
    .map((kind) => ({ ...kind, pattern: String.raw`client\d|clientele\d*` }));
  const service = { ...world.service, settings: { ...world.service.settings, kinds } };
  expect(await countOrderable(service, { tenant }, world.now)).toBe(2);
});

test("cancelling says how many certificates had an order", async () => {
  const tenant = await tenantWith("weborca", names);
  const [number] = await world.service.store
    .selectFrom("certificates")
    .select(["issuer", "serial"])
    .where("tenant", "=", tenant)
    .where("cn", "=", "client28")
    .execute();
  if (number === undefined) throw new Error("There is a client28.");
  const now = world.now;
  const order = { reason: "a lost laptop", ...byOperator(now) };
  const cancel = { ...order, reason: "found", until: now };
  expect(await orderRenewal(world.service, { scope: { tenant }, ...cancel })).toBe(0);
  expect(await orderRenewal(world.service, { scope: number, ...order })).toBe(1);
  expect(await orderRenewal(world.service, { scope: { tenant }, ...cancel })).toBe(1);
  expect(await orderRenewal(world.service, { scope: { tenant }, ...cancel })).toBe(0);
});

test("an order for everybody does not count tenants that are closed", async () => {
  const before = await countOrderable(world.service, "all", world.now);
  const tenant = await tenantWith("weborca", ["client1"]);
  expect(await countOrderable(world.service, "all", world.now)).toBe(before + 1);
  await closeTenant(world.service, tenant, byOperator(world.now));
  expect(await countOrderable(world.service, "all", world.now)).toBe(before);
});
