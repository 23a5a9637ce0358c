import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { paths } from "../../../src/protocol/paths.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { orderRenewal } from "../../../src/server/issuance/renewal/renewal-order.ts";
import { createTenant } from "../../../src/server/issuance/tenants.ts";
import { verifyAudit } from "../../../src/server/store/audit/audit.ts";
import { reconcile } from "../../../src/server/store/audit/reconcile.ts";
import { findTenant } from "../../../src/server/store/tenants.ts";
import { administratorOf } from "../../support/administrator.ts";
import { pathOf, refusalIn } from "../../support/console-answers.ts";
import { askStatus, refusalOf, renewed } from "../../support/enrolment.ts";
import { runHere } from "../../support/program.ts";
import { startService, type Holder, type ThrowawayService } from "../../support/throwaway-service.ts";
import { send, type Connection } from "../../support/tls-client.ts";

let world: ThrowawayService;
beforeAll(async () => {
  world = await startService();
});
afterAll(async () => await world[Symbol.asyncDispose]());

let used = 1;
async function someone(daysLeft: number): Promise<Holder> {
  const tenant = `ruled${used++}`;
  await createTenant(world.service, { name: tenant, product: "weborca", ...byOperator(world.now) });
  return await world.issue("client1", daysLeft, { tenant });
}

function connect(identity: Holder): Connection {
  return { port: world.port, root: world.root, identity };
}

/** What differs from the audit trail. */
async function discrepancies(): Promise<string> {
  const comparison = reconcile(world.service.store);
  await verifyAudit(world.service.store, { read: async (page) => await comparison.read(page) });
  return JSON.stringify(await comparison.finish());
}

async function set(tenant: string, ...rules: readonly string[]): Promise<number | null> {
  return (await runHere("tenant", "set", "--data", world.data, "--tenant", tenant, ...rules)).code;
}

describe("a tenant's own rule", () => {
  test("says from when on holders are prompted, from the next request on", async () => {
    const holder = await someone(95);
    expect((await askStatus(connect(holder))).due).toBe(false);
    await set(holder.tenant, "--prompt-days", "97");
    expect((await askStatus(connect(holder))).due).toBe(true);
    await set(holder.tenant, "--prompt-days", "30");
    expect((await askStatus(connect(holder))).due).toBe(false);
    await set(holder.tenant, "--prompt-days", "product");
    expect((await findTenant(world.service.store, holder.tenant))?.promptDays).toBe(null);
  });

  test("never prompts before a renewal is accepted", async () => {
    const holder = await someone(150);
    await set(holder.tenant, "--prompt-days", "200");
    expect(await askStatus(connect(holder))).toMatchObject({ due: false, refusal: { code: "not-due" } });
  });

  test("has the keys of renewals made on the device only", async () => {
    const holder = await someone(50);
    const { tenant } = holder;
    const administrator = await administratorOf(world, { account: "sato", tenant });
    await set(tenant, "--renewal-keys", "on-device");
    const auth = { ...connect(holder), host: "localhost" };
    expect(refusalOf(await send(auth, { method: "POST", path: paths.certificate }))).toBe("403 key-on-device-only");
    const renewal = await administrator.ask({ method: "POST", path: `${pathOf(holder)}/renewal` });
    expect(refusalIn(renewal)).toEqual([403, "key-on-device-only"]);
    expect((await renewed(connect(holder), { cn: "client1", o: tenant })).serial).not.toBe(holder.serial);
  });

  test("says which clocks the hours of an order are of", async () => {
    const holder = await someone(730);
    await set(holder.tenant, "--time-zone", "UTC");
    const window = { from: "12:00", to: "14:00" };
    await orderRenewal(world.service, { scope: { tenant: holder.tenant }, reason: "", window, ...byOperator(world.now) });
    const day = new Date(world.now.getTime() + 86_400_000).toISOString().slice(0, 10);
    world.now = new Date(`${day}T12:30:00Z`);
    expect((await askStatus(connect(holder))).due).toBe(true);
    world.now = new Date(`${day}T14:00:00Z`);
    expect((await askStatus(connect(holder))).due).toBe(false);
  });

  test("is counted, and as the audit trail records it", async () => {
    const { tenant } = await someone(50);
    await set(tenant, "--prompt-days", "80");
    await set(tenant, "--prompt-days", "80");
    await set(tenant, "--renewal-keys", "on-device", "--time-zone", "UTC");
    const { store } = world.service;
    expect(await findTenant(store, tenant)).toMatchObject({ rulesVersion: 2, rulesEditedBy: "operator" });
    expect(await discrepancies()).not.toContain(tenant);
    await store.updateTable("tenants").set({ renewalKeys: "anywhere" }).where("name", "=", tenant).execute();
    expect(await discrepancies()).toContain(tenant);
  });

  test.each([
    ["--time-zone", "Mars/Phobos"],
    ["--renewal-keys", "elsewhere"],
    ["--prompt-days", "0"],
  ])("%s %s is a usage error", async (...rule) => {
    expect(await set("ruled1", ...rule)).toBe(2);
  });
});
