import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { dayInMilliseconds } from "../../../src/core/days.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { changeHolderRules } from "../../../src/server/issuance/holders/holder-rules.ts";
import { changeMail } from "../../../src/server/issuance/holders/note-mail.ts";
import { revokeCertificate } from "../../../src/server/issuance/lifecycle/revoke.ts";
import type { Service } from "../../../src/server/issuance/service.ts";
import { closeTenant, createTenant } from "../../../src/server/issuance/tenants.ts";
import { notifyAt } from "../../../src/server/notices/addresses.ts";
import { sendNotices } from "../../../src/server/notices/send-notices.ts";
import { openService } from "../../../src/server/service/open-service.ts";
import { askStatus, renewed } from "../../support/enrolment.ts";
import { receiveMail, textOfMail, type SmtpReceiver } from "../../support/smtp-receiver.ts";
import { startService, type Holder, type ThrowawayService } from "../../support/throwaway-service.ts";

const tenant = "u00000014";
const clerk = "clerk@clinic.example";

let world: ThrowawayService;
let receiver: SmtpReceiver;
beforeEach(async () => {
  world = await startService();
  receiver = await receiveMail();
});
afterEach(async () => {
  await receiver[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

function withMail(service: Service = world.service, holders: Partial<Service["settings"]["holders"]> = {}): Service {
  const mail = { host: "localhost", port: receiver.port, security: "none", from: "koshin@example.jp" } as const;
  const { settings } = service;
  return { ...service, settings: { ...settings, notices: { mail }, holders: { ...settings.holders, ...holders } } };
}

function later(days: number): Date {
  return new Date(world.now.getTime() + days * dayInMilliseconds);
}

async function round(days: number, service = withMail()): Promise<number> {
  return await sendNotices(service, later(days));
}

/** A certificate whose holder has a mail address, after the first round. */
async function issued(cn: string, daysLeft: number, mail = clerk): Promise<Holder> {
  const holder = await world.issue(cn, daysLeft);
  await changeMail(world.service, { tenant, cn, mail }, byOperator(world.now));
  await round(0);
  return holder;
}

/** The texts of the received mails. */
function texts(): string[] {
  return receiver.mails.map(({ message }) => textOfMail(message));
}

describe("mails to holders", () => {
  test("are sent at 90, 60, 30, 14 and 7 days and then daily, once each, until a week after expiry", async () => {
    await issued("client1", 95);
    const given: number[] = [];
    for (let day = 0; day <= 110; day++) {
      for (const part of [0.1, 0.6]) {
        const before = receiver.mails.length;
        await round(day + part);
        if (receiver.mails.length > before) given.push(95 - day - 1);
        expect([0, 1]).toContain(receiver.mails.length - before);
      }
    }
    expect(given.map((day) => day + 1)).toEqual([90, 60, 30, 14, 7, 6, 5, 4, 3, 2, 1, 0, -1, -2, -3, -4, -5, -6, -7]);
    expect(new Set(receiver.mails.map(({ to }) => to))).toEqual(new Set([clerk]));
  });

  test("go on while the replacement is only issued, and end with its first use", async () => {
    const holder = await issued("client1", 7.5);
    expect(await round(0.6)).toBe(1);
    const to = { port: world.port, root: world.root, identity: holder };
    const replacement = await renewed(to, { cn: "client1", o: tenant });
    expect(await round(1.6)).toBe(1);
    expect(texts()[0]).not.toContain("まだ使われていません");
    expect(texts()[1]).toContain("まだ使われていません");
    expect(texts()[1]).toContain("nobody has used it yet");
    await askStatus({ ...to, identity: replacement });
    expect(await round(2.6)).toBe(0);
    expect(receiver.mails).toHaveLength(2);
  });

  test("that were missed come as one, for the day that is nearest", async () => {
    await issued("client1", 12);
    expect(await round(10.5)).toBe(1);
    expect(texts()[0]).toContain("残り36時間");
    expect(await round(10.6)).toBe(0);
    expect(await round(11.5)).toBe(1);
  });

  test("say in both languages which certificate, what to do and where, what happens otherwise, and whom to ask", async () => {
    const { serial } = await issued("client28", 30.5);
    const rules = { contact: "サポート 03-0000-0000" };
    await changeHolderRules(world.service, tenant, { rules, user: "operator", ...byOperator(world.now) });
    await sendNotices(withMail(), later(0.6), undefined, { main: 9443, recovery: 9444 });
    const [text = ""] = texts();
    const end = new Date(later(30.5).getTime() + 9 * 3_600_000).toISOString();
    for (const part of [
      `${end.slice(0, 10)} ${end.slice(11, 16)} (Asia/Tokyo)`,
      ...["client28", tenant, serial, "残り29日", "29 days left", "https://app.localhost:9443/", "「更新」", 'press "Renew"'],
      ...["接続できなくなります", "can no longer connect", "サポート 03-0000-0000", "From: koshin@example.jp"],
      ...["Auto-Submitted: auto-generated", `To: ${clerk}`],
    ])
      expect(text).toContain(part);
  });

  test("tell holders of certificates that are not renewed, or have expired, to ask", async () => {
    await issued("api1", 1.5, "api@clinic.example");
    await round(0.6);
    await round(1.6);
    expect(texts()[0]).toContain("自動では更新されません");
    expect(texts()[0]).not.toContain("「更新」");
    expect(texts()[1]).toContain("有効期限が過ぎました");
    expect(texts()[1]).toContain("It can no longer connect");
  });

  test("are not sent about certificates that are revoked, to addresses that were changed, or of a closed tenant", async () => {
    const { serial } = await issued("client1", 7.5);
    await issued("client2", 7.5, "before@clinic.example");
    receiver.answer = "451 later";
    await round(0.6);
    const before = receiver.mails.length;
    receiver.answer = "250 kept";
    await revokeCertificate(world.service, { serial }, "superseded", byOperator(world.now));
    await changeMail(world.service, { tenant, cn: "client2", mail: "after@clinic.example" }, byOperator(world.now));
    expect(await round(0.7)).toBe(0);
    expect(await round(1.6)).toBe(1);
    expect(receiver.mails.slice(before).map(({ to }) => to)).toEqual(["after@clinic.example"]);
    await changeMail(world.service, { tenant, cn: "client2", mail: "" }, byOperator(world.now));
    expect(await round(2.6)).toBe(0);
    await changeMail(world.service, { tenant, cn: "client2", mail: clerk }, byOperator(world.now));
    await closeTenant(world.service, tenant, byOperator(world.now));
    expect(await round(3.6)).toBe(0);
  });

  test("are not sent where the tenant or the settings switched them off, or no mail server is set", async () => {
    await issued("client1", 7.5);
    const switched = async (mails: "sent" | "off"): Promise<boolean> =>
      await changeHolderRules(world.service, tenant, { rules: { mails }, user: "operator", ...byOperator(world.now) });
    expect(await switched("off")).toBe(true);
    expect(await switched("off")).toBe(false);
    expect(await round(0.6)).toBe(0);
    await switched("sent");
    expect(await round(1.6, world.service)).toBe(0);
    expect(await round(1.7, withMail(world.service, { mailDays: [] }))).toBe(0);
    expect(await round(2.6)).toBe(1);
  });

  test("follow the settings' days", async () => {
    await issued("client1", 22);
    const service = withMail(world.service, { mailDays: [2, 20, 20], mailDaysAfterExpiry: 0 });
    const given: number[] = [];
    for (let day = 0; day <= 30; day++) if ((await round(day + 0.1, service)) > 0) given.push(22 - day);
    expect(given).toEqual([20, 2, 1, 0]);
  });

  test("are sent once by several processes, retried when refused, and not made up for after a clock that was ahead", async () => {
    for (let number = 1; number <= 12; number++) await issued(`client${number}`, 7.5, `clerk${number}@clinic.example`);
    const others = await Promise.all([1, 2].map(() => openService(world.data)));
    const services = [world.service, ...others].map((service) => withMail(service));
    receiver.answer = "451 later";
    await Promise.all(services.map((service) => round(0.6, service)));
    expect(receiver.mails).toHaveLength(12);
    receiver.answer = "250 kept";
    const counts = await Promise.all([...services, ...services].map((service) => round(0.61, service)));
    for (const service of others) await service.close();
    expect(counts.reduce((sum, count) => sum + count)).toBe(12);
    expect(receiver.mails).toHaveLength(24);
    // The clock was a year ahead, and is corrected.
    expect(await round(366)).toBe(0);
    expect(await round(1)).toBe(0);
    expect(await round(1.6)).toBe(12);
  });

  test("of one address are one mail, which lists what is due, sorted by what is to be done about it", async () => {
    await issued("client1", 7.5);
    await issued("client2", -2.5);
    await issued("api1", 6.5);
    await issued("client3", 5.5, "another@clinic.example");
    await world.service.store.updateTable("tenants").set({ timeZone: "UTC" }).execute();
    expect(await round(0.6)).toBe(4);
    expect(receiver.mails.map(({ to }) => to).toSorted()).toEqual(["another@clinic.example", clerk]);
    const text = textOfMail(receiver.mails.find(({ to }) => to === clerk)?.message ?? "");
    expect(text).toContain("3 of them expire soon, or have expired");
    const inOrder = [
      "更新する証明書",
      "- client1: ",
      "自動では更新されない証明書",
      "- api1: ",
      "もう接続できない証明書",
      "- client2: ",
    ];
    expect(inOrder.map((part) => text.indexOf(part))).toEqual(inOrder.map((part) => text.indexOf(part)).toSorted((a, b) => a - b));
    for (const part of [...inOrder, "6 days left", "To renew", "Expired, and can no longer connect"]) expect(text).toContain(part);
    expect(text).not.toContain("client3");
    expect(await round(0.61)).toBe(0);
    expect(await round(1.6)).toBe(4);
    expect(receiver.mails).toHaveLength(4);
  });

  test("of one address at two organisations are a mail for each", async () => {
    await issued("client1", 7.5);
    await createTenant(world.service, { name: "u2", product: "weborca", ...byOperator(world.now) });
    await world.issue("client1", 7.5, { tenant: "u2" });
    await changeMail(world.service, { tenant: "u2", cn: "client1", mail: clerk }, byOperator(world.now));
    expect(await round(0.6)).toBe(2);
    expect(receiver.mails).toHaveLength(2);
    for (const text of texts()) expect(text.includes("u2")).not.toBe(text.includes(tenant));
  });

  test("list at most a hundred certificates each, and one that is refused is tried again as a whole", async () => {
    const { store } = world.service;
    const { number: first, ...row } = await (async () => {
      const { serial } = await issued("client1", 7.5);
      return await store.selectFrom("certificates").selectAll().where("serial", "=", serial).executeTakeFirstOrThrow();
    })();
    for (let more = 1; more <= 130; more++) {
      const cn = `client${more + 1}`;
      await store
        .insertInto("certificates")
        .values({ ...row, cn, serial: `${row.serial.slice(0, -4)}${1000 + more}`, number: first + more })
        .execute();
      await store.insertInto("holders").values({ tenant, cn, mail: clerk, version: 1, editedAt: 0 }).execute();
    }
    receiver.answer = "451 later";
    await round(0.6);
    expect(receiver.mails.length).toBe(2);
    receiver.answer = "250 kept";
    expect(await round(0.7)).toBe(131);
    const last = texts().slice(2);
    expect(last.map((text) => /; (\d+) of them/.exec(text)?.[1]).toSorted()).toEqual(["100", "31"]);
    const named = new Set(last.flatMap((text) => Array.from(text.matchAll(/- (client\d+): /g), ([, cn]) => cn)));
    expect(named.size).toBe(131);
  });

  test("say nothing secret, and go to nobody else", async () => {
    await notifyAt(world.service, { tenant, channel: "mail", address: "office@clinic.example" }, byOperator(world.now));
    const holder = await issued("client1", 14.5);
    receiver.hold = Promise.resolve();
    await round(0.6);
    const own = receiver.mails.filter(({ to }) => to === clerk).map(({ message }) => textOfMail(message));
    expect(own).toHaveLength(1);
    expect(own.join("")).not.toMatch(/PRIVATE KEY|password|パスワード/);
    expect(own.join("")).not.toContain(holder.key.split("\n")[1]);
  });
});
