import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { NoticeAddressList, TestMessage } from "../../../../src/protocol/console/notice-addresses.ts";
import { byOperator } from "../../../../src/server/commands/line/by-operator.ts";
import { notifyAt } from "../../../../src/server/notices/addresses.ts";
import { defaultSettings } from "../../../../src/server/settings/settings.ts";
import { readAudit } from "../../../../src/server/store/audit/audit.ts";
import { administratorOf, type LoggedInAdministrator } from "../../../support/administrator.ts";
import { contentOf, refusalIn } from "../../../support/console-answers.ts";
import { receiveMail, textOfMail, type SmtpReceiver } from "../../../support/smtp-receiver.ts";
import { startService, type ThrowawayService } from "../../../support/throwaway-service.ts";
import type { Received } from "../../../support/tls-client.ts";

const path = "/api/tenant/notice-addresses";

let receiver: SmtpReceiver;
let world: ThrowawayService;
beforeAll(async () => {
  receiver = await receiveMail();
  const mail = { host: "localhost", port: receiver.port, security: "none", from: "koshin@example.jp" } as const;
  world = await startService({ settings: { notices: { mail } } });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await receiver[Symbol.asyncDispose]();
});

let organisations = 0;
let who: LoggedInAdministrator;
beforeEach(async () => {
  receiver.answer = "250 kept";
  who = await administratorOf(world, { account: "kasahara", tenant: `notices${++organisations}` });
});

async function list(): Promise<NoticeAddressList> {
  return contentOf(NoticeAddressList, await who.ask({ path }));
}

async function add(mail: string): Promise<Received> {
  const headers = { "Content-Type": "application/json" };
  return await who.ask({ method: "POST", path, headers, body: JSON.stringify({ mail }) });
}

async function added(mail: string): Promise<string> {
  return contentOf(NoticeAddressList, await add(mail)).addresses.find(({ address }) => address === mail)?.id ?? "";
}

async function sendTest(id: string): Promise<Received> {
  return await who.ask({ method: "POST", path: `${path}/${id}/test` });
}

describe("an organisation's notice addresses", () => {
  test("are added and removed; whoever is removed is told, and the trail has no address", async () => {
    const sent = receiver.mails.length;
    const began = world.now;
    const id = await added("office@clinic.example");
    expect(await list()).toEqual({
      addresses: [{ id, channel: "mail", address: "office@clinic.example", addedAt: world.now.toISOString(), tried: null }],
      ...{ fixed: false, mailServer: true },
    });
    world.now = new Date(began.getTime() + 86_400_000);
    who = await administratorOf(world, { account: "kasahara", tenant: who.tenant });
    expect((await who.ask({ method: "DELETE", path: `${path}/${id}` })).status).toBe(204);
    expect((await list()).addresses).toEqual([]);
    const goodbye = receiver.mails.at(-1);
    expect([receiver.mails.length - sent, goodbye?.to]).toEqual([1, "office@clinic.example"]);
    expect(textOfMail(goodbye?.message ?? "")).toContain("No more notices are sent to it.");
    const entries = (await readAudit(world.service.store, who.tenant)).filter(({ action }) => action === "tenant-changed");
    expect(entries.map(({ detail }) => detail)).toEqual([
      '{"noticeAddress":"added","channel":"mail"}',
      '{"noticeAddress":"removed","channel":"mail"}',
    ]);
    expect(refusalIn(await who.ask({ method: "DELETE", path: `${path}/${id}` }))).toEqual([404, "not-found"]);
    world.now = began;
  });

  test("are no means to send mail to anybody by adding and removing", async () => {
    const sent = receiver.mails.length;
    for (let time = 1; time <= 3; time++) {
      const id = await added("stranger@elsewhere.example");
      expect((await who.ask({ method: "DELETE", path: `${path}/${id}` })).status).toBe(204);
    }
    expect(receiver.mails.length).toBe(sent);
  });

  test("are at most twenty, and mail addresses", async () => {
    for (let number = 1; number <= 20; number++) await added(`office${number}@clinic.example`);
    expect(refusalIn(await add("office21@clinic.example"))).toEqual([409, "notice-addresses-exceeded"]);
    expect((await add("office20@clinic.example")).status).toBe(200);
    for (const wrong of ["office", "a@b.example, c@d.example", "a@b.example\r\nBcc: c@d.example"])
      expect(refusalIn(await add(wrong))).toEqual([400, "request-malformed"]);
  });

  test("include operators' webhooks, by their hosts, which administrators neither remove nor test", async () => {
    const webhook = { tenant: who.tenant, channel: "webhook", address: "https://hook.example.jp/Zq71" } as const;
    await notifyAt(world.service, webhook, byOperator(world.now));
    const [shown] = (await list()).addresses;
    expect(shown).toMatchObject({ channel: "webhook", address: "hook.example.jp" });
    expect(refusalIn(await who.ask({ method: "DELETE", path: `${path}/${shown?.id ?? ""}` }))).toEqual([403, "rule-fixed"]);
    expect(refusalIn(await sendTest(shown?.id ?? ""))).toEqual([403, "rule-fixed"]);
  });

  test("are the operators' affair where the settings say so, except for test messages", async () => {
    const tenantRules = { ...defaultSettings.tenantRules, fixed: ["noticeAddresses" as const] };
    await using strict = await startService({ settings: { tenantRules } });
    const place = { tenant: "u00000014", channel: "mail", address: "office@clinic.example" } as const;
    await notifyAt(strict.service, place, byOperator(strict.now));
    who = await administratorOf(strict, { account: "kasahara" });
    const { addresses, ...rest } = await list();
    expect(rest).toEqual({ fixed: true, mailServer: false });
    expect(refusalIn(await add("other@clinic.example"))).toEqual([403, "rule-fixed"]);
    const id = addresses[0]?.id ?? "";
    expect(refusalIn(await who.ask({ method: "DELETE", path: `${path}/${id}` }))).toEqual([403, "rule-fixed"]);
    expect(contentOf(TestMessage, await sendTest(id))).toMatchObject({ outcome: "refused", failure: "mail-not-configured" });
  });
});

describe("a test message", () => {
  test("arrives, says who sent it, and is recorded", async () => {
    const id = await added("office@clinic.example");
    expect(contentOf(TestMessage, await sendTest(id))).toEqual({
      ...{ at: world.now.toISOString(), outcome: "delivered", failure: null },
    });
    const mail = receiver.mails.at(-1);
    expect(mail?.to).toBe("office@clinic.example");
    const text = textOfMail(mail?.message ?? "");
    expect(text).toContain("アカウント kasahara");
    expect(text).toContain(`notices about certificates of ${who.tenant} arrive`);
    expect((await list()).addresses[0]?.tried).toEqual({ at: world.now.toISOString(), failure: null });
    const entry = (await readAudit(world.service.store, who.tenant)).at(-1);
    expect([entry?.action, entry?.actor]).toEqual(["notice-test-sent", `account:kasahara@${who.tenant}`]);
  });

  test("that the mail server refuses says how, and whether it may have arrived", async () => {
    const id = await added("office@clinic.example");
    receiver.answer = "550 no such mailbox";
    expect(contentOf(TestMessage, await sendTest(id))).toMatchObject({ outcome: "refused", failure: "SMTP 550" });
    expect((await list()).addresses[0]?.tried).toMatchObject({ failure: "SMTP 550" });
    const other = await added("other@clinic.example");
    receiver.answer = "cut";
    expect(contentOf(TestMessage, await sendTest(other)).outcome).toBe("unknown");
  });

  test("is sent once a minute to an address, and ten times an hour to all", async () => {
    const began = world.now;
    const id = await added("office@clinic.example");
    await sendTest(id);
    expect(refusalIn(await sendTest(id))).toEqual([429, "test-messages-exceeded"]);
    // Not even where the address is removed in between.
    for (let number = 1; number <= 9; number++) await sendTest(await added(`office${number}@clinic.example`));
    const eleventh = await added("other@clinic.example");
    expect(refusalIn(await sendTest(eleventh))).toEqual([429, "test-messages-exceeded"]);
    world.now = new Date(began.getTime() + 3_600_000);
    who = await administratorOf(world, { account: "sato", tenant: who.tenant });
    expect((await sendTest(eleventh)).status).toBe(200);
    world.now = began;
  });

  test("of another organisation's address is one to nowhere", async () => {
    const id = await added("office@clinic.example");
    const sent = receiver.mails.length;
    who = await administratorOf(world, { account: "kasahara", tenant: `notices${++organisations}` });
    expect(refusalIn(await sendTest(id))).toEqual([404, "not-found"]);
    expect(receiver.mails.length).toBe(sent);
  });
});
