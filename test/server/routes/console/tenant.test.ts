import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Notices, TenantInformation } from "../../../../src/protocol/console/tenant.ts";
import { byOperator } from "../../../../src/server/commands/line/by-operator.ts";
import { announce, withdraw } from "../../../../src/server/issuance/administration/announce.ts";
import { revokeCertificate } from "../../../../src/server/issuance/lifecycle/revoke.ts";
import { notifyAt } from "../../../../src/server/notices/addresses.ts";
import { readAudit } from "../../../../src/server/store/audit/audit.ts";
import { administratorOf, type LoggedInAdministrator } from "../../../support/administrator.ts";
import { contentOf } from "../../../support/console-answers.ts";
import { startService, type ThrowawayService } from "../../../support/throwaway-service.ts";

let world: ThrowawayService;
let viewer: LoggedInAdministrator;
let other: LoggedInAdministrator;
beforeAll(async () => {
  world = await startService();
  viewer = await administratorOf(world, { account: "suzuki", role: "viewer" });
  other = await administratorOf(world, { account: "someone-else", tenant: "u2" });
});
afterAll(async () => await world[Symbol.asyncDispose]());

async function noticesTo(who: LoggedInAdministrator): Promise<Notices> {
  return contentOf(Notices, await who.ask({ path: "/api/notices" }));
}

test("the organisation's page shows its rules, its certificates by their states, and who is notified, without webhooks' secrets", async () => {
  const act = byOperator(world.now);
  await notifyAt(world.service, { tenant: "u00000014", channel: "mail", address: "office@example.jp" }, act);
  await notifyAt(world.service, { tenant: "u00000014", channel: "webhook", address: "https://hook.example.jp/Zq71" }, act);
  await world.issue("client1", -3);
  const lost = await world.issue("client2", 300);
  await revokeCertificate(world.service, lost, "superseded", act);
  expect(contentOf(TenantInformation, await viewer.ask({ path: "/api/tenant" }))).toEqual({
    ...{ name: "u00000014", product: "weborca", createdAt: world.now.toISOString(), closedAt: null, keyKind: "P-256" },
    ...{ promptDays: 90, acceptDays: 100, retireAfterDays: null, destroyKeysAfterDays: null, sameKey: "refused" },
    certificates: { "applied-for": 0, "in-use": 1, renewed: 0, revoked: 1, expired: 1 },
    ...{ unrenewed: 1, timeZone: "Asia/Tokyo", order: null },
    notified: ["office@example.jp", "hook.example.jp"],
  });
  const elsewhere = contentOf(TenantInformation, await other.ask({ path: "/api/tenant" }));
  expect(elsewhere).toMatchObject({ name: "u2", certificates: { "in-use": 1, revoked: 0 }, notified: [] });
});

describe("the page TOP", () => {
  test("counts what needs attention in the own organisation", async () => {
    expect((await noticesTo(other)).system).toEqual([]);
    await world.issue("client3", 80, { tenant: "u2" });
    await world.issue("client4", 10, { tenant: "u2" });
    await world.issue("client5", -10, { tenant: "u2" });
    expect((await noticesTo(other)).system).toEqual([
      { kind: "expired", count: 1 },
      { kind: "expires", count: 2 },
    ]);
  });

  test("shows announcements to the organisation and to all, the latest first, until they are taken back", async () => {
    const say = async (title: string, tenant: string | null): Promise<number> =>
      await announce(world.service, { title, text: `${title}.`, tenant }, byOperator(world.now));
    await say("メンテナンス", null);
    const only = await say("only u2", "u2");
    const titles = async (who: LoggedInAdministrator) => (await noticesTo(who)).announcements.map(({ title }) => title);
    expect(await titles(other)).toEqual(["only u2", "メンテナンス"]);
    expect(await titles(viewer)).toEqual(["メンテナンス"]);
    expect((await noticesTo(viewer)).announcements[0]).toEqual({
      title: "メンテナンス",
      text: "メンテナンス.",
      at: world.now.toISOString(),
      by: null,
    });
    await withdraw(world.service, only, byOperator(world.now));
    expect(await titles(other)).toEqual(["メンテナンス"]);
    await expect(withdraw(world.service, only, byOperator(world.now))).rejects.toMatchObject({ code: "announcement-unknown" });
    await expect(say("nobody", "u404")).rejects.toMatchObject({ code: "tenant-unknown" });
    const actions = (await readAudit(world.service.store, "u2")).map(({ action }) => action);
    expect(actions.slice(-2)).toEqual(["announced", "announcement-removed"]);
  });
});
