import { fork } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { dayInMilliseconds } from "../../../src/core/days.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { issueCertificate } from "../../../src/server/issuance/lifecycle/issue.ts";
import { revokeCertificate } from "../../../src/server/issuance/lifecycle/revoke.ts";
import type { Service } from "../../../src/server/issuance/service.ts";
import { createTenant } from "../../../src/server/issuance/tenants.ts";
import { notifyAt, notifyNoMoreAt } from "../../../src/server/notices/addresses.ts";
import { sendNotices } from "../../../src/server/notices/send-notices.ts";
import { isWebhook } from "../../../src/server/notices/webhook.ts";
import { initialise } from "../../../src/server/service/initialise.ts";
import { openService } from "../../../src/server/service/open-service.ts";
import type { MailSettings } from "../../../src/server/settings/operation-settings.ts";
import { makeDatabase } from "../../support/database.ts";
import { askStatus, renewed } from "../../support/enrolment.ts";
import { startProgram } from "../../support/program.ts";
import { serverIdentity } from "../../support/server-identity.ts";
import { settingsOnFreePorts } from "../../support/settings.ts";
import { receiveMail, type SmtpReceiver, textOfMail } from "../../support/smtp-receiver.ts";
import { startService, type ThrowawayService } from "../../support/throwaway-service.ts";
import type { Identity } from "../../support/tls-client.ts";

const tenant = "u00000014";

let folder: string;
let world: ThrowawayService;
let receiver: SmtpReceiver;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), "koshin-notices-"))));
afterAll(async () => await rm(folder, { recursive: true }));
beforeEach(async () => {
  world = await startService();
  receiver = await receiveMail();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await receiver[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

/** The service with a mail server in its settings. */
function withMail(service: Service = world.service, mail: Partial<MailSettings> = {}, webhookCaFile?: string): Service {
  const usual = { host: "localhost", port: receiver.port, security: "none", from: "koshin@example.jp" } as const;
  const notices = { mail: { ...usual, ...mail }, ...(webhookCaFile === undefined ? {} : { webhookCaFile }) };
  return { ...service, settings: { ...service.settings, notices } };
}

async function mailTo(address: string): Promise<void> {
  await notifyAt(world.service, { tenant, channel: "mail", address }, byOperator(world.now));
}

function later(days: number): Date {
  return new Date(world.now.getTime() + days * dayInMilliseconds);
}

describe("notices before expiry", () => {
  test("are sent at 90, 60, 30, 14, 7 and 1 days, once each, to each of the tenant's addresses", async () => {
    await mailTo("a@example.jp");
    await mailTo("b@example.jp");
    await world.issue("client1", 95);
    const given: number[] = [];
    // Mails to holders, of which there is none here, would be planned for each day of their schedule.
    const service = withMail();
    const settings = { ...service.settings, holders: { ...service.settings.holders, mailDays: [] } };
    for (let day = 0; day <= 96; day++) {
      for (const hour of [0, 0.5]) {
        const before = receiver.mails.length;
        await sendNotices({ ...service, settings }, later(day + hour));
        if (receiver.mails.length > before) given.push(95 - day);
        expect([0, 2]).toContain(receiver.mails.length - before);
      }
    }
    expect(given).toEqual([90, 60, 30, 14, 7, 1]);
    expect(receiver.mails.map(({ to }) => to).sort()).toEqual(
      ["a", "b"].flatMap((name) => Array<string>(6).fill(`${name}@example.jp`)),
    );
  });

  test("that are late are merged into the nearest one", async () => {
    await mailTo("a@example.jp");
    await world.issue("client1", 10);
    expect(await sendNotices(withMail(), world.now)).toBe(1);
    expect(await sendNotices(withMail(), world.now)).toBe(0);
  });

  test("are not sent for certificates that are renewed, revoked, expired or another tenant's", async () => {
    await mailTo("a@example.jp");
    const holder = await world.issue("client1", 50);
    const to = { port: world.port, root: world.root, identity: holder };
    const replacement = await renewed(to, { cn: "client1", o: tenant });
    await askStatus({ ...to, identity: replacement });
    await revokeCertificate(world.service, await world.issue("client2", 20), "key-compromise", byOperator(world.now));
    await world.issue("client3", -1);
    await sendNotices(withMail(), world.now);
    // The one just issued is reported.
    expect(receiver.mails.map(({ message }) => /Serial: (\w+)/.exec(textOfMail(message))?.[1])).toEqual([replacement.serial]);
  });

  test("say in Japanese and English which certificate expires when and what to do", async () => {
    await mailTo("a@example.jp");
    const { serial } = await world.issue("client28", 30);
    await sendNotices(withMail(), world.now);
    const text = textOfMail(receiver.mails[0]?.message ?? "");
    for (const part of ["client28", tenant, serial, "残り30日", "30 days left", "「更新」"]) expect(text).toContain(part);
    expect(text).toContain("From: koshin@example.jp");
    await sendNotices(withMail(), later(28.9));
    expect(textOfMail(receiver.mails.at(-1)?.message ?? "")).toContain("(26 hours left)");
  });

  test("say by the tenant's clocks when, and of what is not renewed, or waits to be used, what to do instead", async () => {
    await mailTo("a@example.jp");
    const { notAfter } = await world.issue("api170", 30);
    const holder = await world.issue("client31", 30);
    await renewed({ port: world.port, root: world.root, identity: holder }, { cn: "client31", o: tenant });
    await sendNotices(withMail(), world.now);
    const texts = receiver.mails.map(({ message }) => textOfMail(message));
    const [api = "", ...more] = texts.filter((text) => text.includes("残り30日") && text.includes("api170"));
    expect(more).toEqual([]);
    const clock = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Tokyo", dateStyle: "short", timeStyle: "short" });
    expect(api).toContain(`${clock.format(new Date(notAfter))} (Asia/Tokyo)`);
    expect(api).toContain("代わりの証明書を発行してください。");
    const [begun = ""] = texts.filter((text) => text.includes("残り30日") && text.includes("client31"));
    expect(begun).toContain("まだ使われていません。");
    for (const text of [api, begun]) expect(text).not.toContain("「更新」");
  });
});

/** The server's own certificate with its issuer's, to verify against the root. */
async function chainedIdentity(): Promise<Identity> {
  const { cert, key } = await serverIdentity(world.data);
  return { cert: cert + (await readFile(join(world.data, "authority", "issuing.pem"), "utf8")), key };
}

/** Makes the data folder of a service that mails notices, with certificates that have twenty days left. */
async function makeData(name: string, count: number): Promise<string> {
  const data = join(folder, name);
  const database = await makeDatabase();
  // After what the test registers later: the processes that use the database have ended.
  onTestFinished(async () => await database?.drop());
  const notices = { mail: { host: "localhost", port: receiver.port, security: "none", from: "koshin@example.jp" } } as const;
  await initialise(data, { now: world.now, settings: { ...settingsOnFreePorts, notices }, database: database?.url });
  await using service = await openService(data);
  await createTenant(service, { name: tenant, product: "weborca", ...byOperator(world.now) });
  for (let number = 1; number <= count; number++) {
    await issueCertificate(service, { tenant, cn: `client${number}`, ...byOperator(later(-1000)), notAfter: later(20) });
  }
  await notifyAt(service, { tenant, channel: "mail", address: "a@example.jp" }, byOperator(world.now));
  return data;
}

describe("each notice goes out at most once", () => {
  test("with several senders at the same time", async () => {
    await mailTo("a@example.jp");
    for (let number = 1; number <= 12; number++) await world.issue(`client${number}`, 20);
    const others = await Promise.all([1, 2, 3].map(() => openService(world.data)));
    const services = [world.service, ...others].map((service) => withMail(service));
    const counts = await Promise.all([...services, ...services].map((service) => sendNotices(service, world.now)));
    for (const service of others) await service.close();
    expect(counts.reduce((sum, count) => sum + count)).toBe(12);
    expect(new Set(receiver.mails.map(({ message }) => /Serial: (\w+)/.exec(textOfMail(message))?.[1])).size).toBe(12);
    expect(receiver.mails).toHaveLength(12);
  });

  test("with two services that send at the same moment", async () => {
    // One process sends twenty at once and then waits for the responses: forty come from two processes.
    const count = 40;
    const data = await makeData("two", count);
    const replies = Promise.withResolvers<undefined>();
    receiver.hold = replies.promise;
    const senders = [1, 2].map(() => fork(join(import.meta.dirname, "sender.ts"), [data]));
    const exits = senders.map(async (sender) => await new Promise<unknown>((resolve) => sender.once("exit", resolve)));
    onTestFinished(async () => {
      for (const sender of senders) sender.kill("SIGKILL");
      await Promise.all(exits);
    });
    await Promise.all(senders.map(async (sender) => expect(await once(sender, "message")).toContain("ready")));
    const sent = senders.map(async (sender) => v.parse(v.tuple([v.number()]), await once(sender, "message")));
    for (const sender of senders) sender.send(world.now.toISOString());
    await receiver.received(count);
    replies.resolve(undefined);
    expect((await Promise.all(sent)).flat()).toEqual([count / 2, count / 2]);
    expect(await Promise.all(exits)).toEqual([0, 0]);
    expect(receiver.mails).toHaveLength(count);
    expect(new Set(receiver.mails.map(({ message }) => /Serial: (\w+)/.exec(textOfMail(message))?.[1])).size).toBe(count);
  });

  test("at the start of a serving process", async () => {
    const data = await makeData("serving", 1);
    const program = startProgram(["serve", "--data", data]);
    onTestFinished(async () => {
      program.signal("SIGKILL");
      await program.ended;
    });
    await receiver.received(1);
    program.signal("SIGTERM");
    expect(await program.ended).toMatchObject({ code: 0 });
  });

  test("if the connection breaks before the response, because it may have arrived", async () => {
    await mailTo("a@example.jp");
    await world.issue("client1", 20);
    receiver.answer = "cut";
    await sendNotices(withMail(), world.now);
    receiver.answer = "250 kept";
    for (const hours of [1, 2, 3]) await sendNotices(withMail(), later(hours / 24));
    expect(receiver.mails).toHaveLength(1);
  });

  test("and is retried if the server refused, with growing delays and a limit", async () => {
    await mailTo("a@example.jp");
    await world.issue("client1", 20);
    receiver.answer = "451 later";
    const tried: number[] = [];
    for (let minute = 0; minute < 60 * 24; minute += 5) {
      const before = receiver.mails.length;
      await sendNotices(withMail(), later(minute / (24 * 60)));
      if (receiver.mails.length > before) tried.push(minute);
    }
    expect(tried).toEqual([0, 5, 15, 35, 75, 155, 315, 635]);
  });

  test("and not at all if it is stale by then, or its address was removed", async () => {
    await mailTo("a@example.jp");
    await mailTo("b@example.jp");
    const { serial } = await world.issue("client1", 20);
    await world.issue("client2", 20);
    receiver.answer = "451 later";
    await sendNotices(withMail(), world.now);
    const before = receiver.mails.length;
    await revokeCertificate(world.service, { serial }, "key-compromise", byOperator(world.now));
    await notifyNoMoreAt(world.service, { tenant, channel: "mail", address: "b@example.jp" }, byOperator(world.now));
    receiver.answer = "250 kept";
    expect(await sendNotices(withMail(), later(1))).toBe(1);
    expect(receiver.mails).toHaveLength(before + 1);
  });
});

describe("mail", () => {
  test("is sent over STARTTLS with the password from a file, to a server with a valid certificate", async () => {
    await using secure = await receiveMail(await chainedIdentity());
    const passwordFile = join(folder, "password");
    await writeFile(passwordFile, "secret-1\n");
    await mailTo("a@example.jp");
    await world.issue("client1", 20);
    const caFile = join(world.data, "authority", "root.pem");
    const mail = { port: secure.port, security: "starttls", user: "koshin", passwordFile, caFile } as const;
    expect(await sendNotices(withMail(world.service, mail), world.now)).toBe(1);
    expect(secure.mails).toMatchObject([{ encrypted: true, credentials: "\0koshin\0secret-1" }]);
  });

  test("is sent over implicit TLS, to a server with a valid certificate", async () => {
    await using secure = await receiveMail(await chainedIdentity(), "implicit");
    const passwordFile = join(folder, "password");
    await writeFile(passwordFile, "secret-1\n");
    await mailTo("a@example.jp");
    await world.issue("client1", 20);
    const caFile = join(world.data, "authority", "root.pem");
    const mail = { port: secure.port, security: "tls", user: "koshin", passwordFile, caFile } as const;
    // An untrusted certificate; another name's certificate; a server without TLS.
    for (const wrong of [{ caFile: undefined }, { host: "127.1" }, { port: receiver.port }]) {
      expect(await sendNotices(withMail(world.service, { ...mail, ...wrong }), world.now)).toBe(0);
      world.now = later(1 / 24);
    }
    expect([...secure.mails, ...receiver.mails]).toEqual([]);
    expect(await sendNotices(withMail(world.service, mail), world.now)).toBe(1);
    expect(secure.mails).toMatchObject([{ to: "a@example.jp", encrypted: true, credentials: "\0koshin\0secret-1" }]);
  });

  test("is not sent unencrypted if encryption is required, nor to a server with an untrusted certificate", async () => {
    await using strange = await receiveMail(await chainedIdentity());
    await mailTo("a@example.jp");
    await world.issue("client1", 20);
    expect(await sendNotices(withMail(world.service, { security: "starttls" }), world.now)).toBe(0);
    const at = later(1 / 24);
    expect(await sendNotices(withMail(world.service, { port: strange.port, security: "starttls" }), at)).toBe(0);
    expect([...receiver.mails, ...strange.mails]).toEqual([]);
    expect(await sendNotices(withMail(world.service, { host: "localhost", port: 1 }), later(2 / 24))).toBe(0);
    // None of these can have arrived, so it is sent once the settings are corrected.
    expect(await sendNotices(withMail(), later(3 / 24))).toBe(1);
  });
});

describe("a webhook", () => {
  interface Posted {
    readonly body: string;
    readonly signature: string;
    readonly timestamp: string;
  }

  /** An HTTPS receiver that records what is posted. */
  async function listen(statuses: readonly number[]): Promise<{ url: string; posts: Posted[] } & AsyncDisposable> {
    const posts: Posted[] = [];
    const server = createServer(await chainedIdentity(), (incoming, response) => {
      let body = "";
      incoming.on("data", (chunk: Buffer) => (body += chunk.toString("utf8")));
      incoming.on("end", () => {
        const { "koshin-signature": signature, "koshin-timestamp": timestamp } = incoming.headers;
        posts.push({ body, signature: String(signature), timestamp: String(timestamp) });
        response.writeHead(statuses[posts.length - 1] ?? 204, { Location: "/elsewhere" }).end();
      });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    return {
      url: `https://localhost:${port}/hook`,
      posts,
      async [Symbol.asyncDispose]() {
        server.close();
        server.closeAllConnections();
        await once(server, "close");
      },
    };
  }

  const caFile = (): string => join(world.data, "authority", "root.pem");

  test("receives JSON signed with its own key", async () => {
    await using hook = await listen([]);
    const { secret } = await notifyAt(world.service, { tenant, channel: "webhook", address: hook.url }, byOperator(world.now));
    const { serial } = await world.issue("client1", 14);
    expect(await sendNotices(withMail(world.service, {}, caFile()), world.now)).toBe(1);
    const [post] = hook.posts;
    expect(JSON.parse(post?.body ?? "")).toMatchObject({
      kind: "expires-14",
      daysLeft: 14,
      certificate: { cn: "client1", o: tenant, serial },
    });
    const signed = createHmac("sha256", secret ?? "")
      .update(`${post?.timestamp}.${post?.body}`)
      .digest("hex");
    expect(post?.signature).toBe(`sha256=${signed}`);
    expect(Number(post?.timestamp)).toBe(world.now.getTime() / 1000);
    const other = await notifyAt(world.service, { tenant, channel: "webhook", address: `${hook.url}2` }, byOperator(world.now));
    expect(other.secret).not.toBe(secret);
  });

  test("is retried after a failure, and its redirects are not followed", async () => {
    await using hook = await listen([500, 302, 200]);
    await notifyAt(world.service, { tenant, channel: "webhook", address: hook.url }, byOperator(world.now));
    await world.issue("client1", 20);
    const service = withMail(world.service, {}, caFile());
    const outcomes = [];
    for (const minutes of [0, 5, 15, 40, 100]) outcomes.push(await sendNotices(service, later(minutes / (24 * 60))));
    expect(outcomes).toEqual([0, 0, 1, 0, 0]);
    expect(hook.posts).toHaveLength(3);
  });

  test("must have a trusted certificate", async () => {
    await using hook = await listen([]);
    await notifyAt(world.service, { tenant, channel: "webhook", address: hook.url }, byOperator(world.now));
    await world.issue("client1", 20);
    expect(await sendNotices(withMail(), world.now)).toBe(0);
    expect(hook.posts).toEqual([]);
  });

  test.each([
    ["https://hook.example.jp/x", true],
    ["http://127.0.0.1:9000/x", true],
    ["http://hook.example.jp/x", false],
    ["http://localhost.example.jp/x", false],
    ["https://user:password@hook.example.jp/", false],
    ["ftp://hook.example.jp/", false],
    ["hook.example.jp", false],
  ])("may be %s: %s", (url, good) => expect(isWebhook(url)).toBe(good));
});

describe("an address", () => {
  test.each([
    ["mail", "a@example.jp\r\nBcc: x@example.jp"],
    ["mail", "a@example.jp, b@example.jp"],
    ["mail", "nobody"],
    ["webhook", "http://hook.example.jp/"],
  ] as const)("of %s is not %j", async (channel, address) => {
    const place = { tenant, channel, address };
    await expect(notifyAt(world.service, place, byOperator(world.now))).rejects.toMatchObject({ code: "notice-address-wrong" });
  });

  test("belongs to an existing tenant", async () => {
    const place = { tenant: "u9", channel: "mail", address: "a@example.jp" } as const;
    await expect(notifyAt(world.service, place, byOperator(world.now))).rejects.toMatchObject({ code: "tenant-unknown" });
  });

  test("is notified of certificates issued after it was added, and of no earlier ones", async () => {
    const to = { port: world.port, root: world.root };
    const [first, second] = [await world.issue("client1", 95), await world.issue("client2", 95)];
    await renewed({ ...to, identity: first }, { cn: "client1", o: tenant });
    world.now = later(1);
    await mailTo("a@example.jp");
    const { serial } = await renewed({ ...to, identity: second }, { cn: "client2", o: tenant });
    for (const days of [0, 1, 2]) await sendNotices(withMail(), later(days));
    const issued = receiver.mails.map(({ message }) => textOfMail(message)).filter((text) => text.includes("was issued"));
    expect(issued).toHaveLength(1);
    expect(issued[0]).toContain(serial);
  });
});
