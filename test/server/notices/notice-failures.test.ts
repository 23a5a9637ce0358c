import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { dayInMilliseconds } from "../../../src/core/days.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import type { Service } from "../../../src/server/issuance/service.ts";
import { notifyAt } from "../../../src/server/notices/addresses.ts";
import { together } from "../../../src/server/notices/retries.ts";
import { sendNotices, type NoticeAttempt } from "../../../src/server/notices/send-notices.ts";
import { serve } from "../../../src/server/serve.ts";
import type { MailSettings } from "../../../src/server/settings/operation-settings.ts";
import { listNotices } from "../../../src/server/store/notices/list-notices.ts";
import { runSql } from "../../support/database.ts";
import { runHere } from "../../support/program.ts";
import { receiveMail, type SmtpReceiver } from "../../support/smtp-receiver.ts";
import { startService, type ThrowawayService } from "../../support/throwaway-service.ts";

const tenant = "u00000014";

let world: ThrowawayService;
let receiver: SmtpReceiver;
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
function withMail(mail: Partial<MailSettings> = {}): Service {
  const usual = { host: "localhost", port: receiver.port, security: "none", from: "koshin@example.jp" } as const;
  return { ...world.service, settings: { ...world.service.settings, notices: { mail: { ...usual, ...mail } } } };
}

async function mailTo(address: string): Promise<void> {
  await notifyAt(world.service, { tenant, channel: "mail", address }, byOperator(world.now));
}

function later(days: number): Date {
  return new Date(world.now.getTime() + days * dayInMilliseconds);
}

describe("a notice that fails", () => {
  const token = "Zq71";
  const hook = `http://127.0.0.1:1/hook?token=${token}`;

  test("is logged and counted by a service, with the host only", async () => {
    await notifyAt(world.service, { tenant, channel: "webhook", address: hook }, byOperator(world.now));
    // Not due yet by the clock of the running service.
    const { serial } = await world.issue("client1", 100);
    const said = Promise.withResolvers<string>();
    const log = pino(
      { level: "warn" },
      new Writable({
        write(line, _, done) {
          said.resolve(String(line));
          done();
        },
      }),
    );
    const running = await serve({ data: world.data, port: 0, clock: () => later(80), log });
    // Before the folder is removed, because it writes there when it ends.
    await using cleaning = new AsyncDisposableStack();
    cleaning.defer(async () => await running.close());
    const line = await said.promise;
    const notice = {
      serial,
      kind: "expires-30",
      channel: "webhook",
      host: "127.0.0.1:1",
      attempts: 1,
      outcome: "refused",
      failure: "ECONNREFUSED",
      again: true,
    };
    expect(JSON.parse(line)).toMatchObject({ level: 40, msg: "notice not delivered", notice });
    expect(line).not.toContain(token);
    const metrics = await (await fetch(`${running.operations}/metrics`)).text();
    expect(metrics).toContain('koshin_notices_total{outcome="refused",channel="webhook"} 1\n');
    expect(metrics).toContain('koshin_notices_total{outcome="delivered",channel="mail"} 0\n');
    expect(metrics).toContain('koshin_notices_waiting{about="certificate"} 1\n');
    expect(metrics).toContain('koshin_notices_waiting{about="account"} 0\n');
  });

  test("records why: the server refused, none is set, the connection broke, or a file is missing", async () => {
    await mailTo("a@example.jp");
    await world.issue("client1", 20);
    const failures: unknown[] = [];
    const tell = ({ outcome, failure, host }: NoticeAttempt): number => failures.push([outcome, failure, host]);
    receiver.answer = "451 later";
    await sendNotices(withMail(), world.now, tell);
    await sendNotices(world.service, later(0.1), tell);
    await sendNotices(withMail({ user: "koshin", passwordFile: join(world.data, "none") }), later(0.2), tell);
    receiver.answer = "cut";
    await sendNotices(withMail(), later(0.3), tell);
    expect(failures).toEqual([
      ["refused", "SMTP 451", "example.jp"],
      ["refused", "mail-not-configured", "example.jp"],
      ["refused", "ENOENT", "example.jp"],
      ["unknown", expect.any(String), "example.jp"],
    ]);
  });

  test("is tried again if the server ended before it got the mail, and however long it drew its replies out", async () => {
    await mailTo("a@example.jp");
    await world.issue("client1", 20);
    const failures: unknown[] = [];
    const round = async (at: Date, answer: (socket: Socket) => void): Promise<void> => {
      const server = createServer((socket) => {
        socket.on("error", () => undefined);
        answer(socket);
      }).listen(0, "127.0.0.1");
      await once(server, "listening");
      const address = server.address();
      const port = typeof address === "object" ? (address?.port ?? 0) : 0;
      await sendNotices(withMail({ port }), at, ({ outcome, again }) => failures.push([outcome, again]));
      server.close();
    };
    await round(world.now, (socket) => socket.end());
    await round(later(0.1), (socket) => {
      socket.write("220 localhost\r\n");
      socket.once("data", () => socket.end());
    });
    const end = new AbortController();
    vi.spyOn(AbortSignal, "timeout").mockReturnValue(end.signal);
    onTestFinished(() => void vi.restoreAllMocks());
    await round(later(0.2), (socket) => {
      socket.write("220 localhost\r\n");
      socket.once("data", () => {
        // Never the last line of the reply.
        socket.write("250-localhost\r\n", () => end.abort());
      });
    });
    expect(failures).toEqual(Array(3).fill(["refused", true]));
  });

  test("by mail does not keep webhooks waiting", async () => {
    await mailTo("a@example.jp");
    await notifyAt(world.service, { tenant, channel: "webhook", address: hook }, byOperator(world.now));
    await world.issue("client1", 20);
    const answered = Promise.withResolvers<undefined>();
    receiver.hold = answered.promise;
    const called = Promise.withResolvers<undefined>();
    const round = sendNotices(withMail(), world.now, ({ channel }) => {
      if (channel === "webhook") called.resolve(undefined);
    });
    await receiver.received(1);
    await called.promise;
    answered.resolve(undefined);
    expect(await round).toBe(1);
  });

  test("because no mail server is reached ends the round, and so does a service that stops; the rest goes later", async () => {
    await mailTo("a@example.jp");
    await mailTo("b@example.jp");
    for (let issued = 1; issued <= 11; issued++) await world.issue(`client${issued}`, 20);
    let attempts = 0;
    const count = (): number => attempts++;
    await sendNotices(withMail({ port: 1 }), world.now, count);
    expect(attempts).toBe(together);
    const { main, recovery } = { main: 443, recovery: 443 };
    expect(await sendNotices(withMail(), later(0.1), count, { main, recovery }, AbortSignal.abort())).toBe(together);
    expect(await sendNotices(withMail(), later(0.2))).toBe(22 - together);
  });

  test("sends only the password of passwordFile or of systemd's credential, wherever the service was started", async () => {
    await mailTo("a@example.jp");
    await world.issue("client1", 20);
    const folder = await mkdtemp(join(tmpdir(), "koshin-credentials-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, "koshin-smtp-password"), "somebody's\n");
    const before = process.cwd();
    process.chdir(folder);
    onTestFinished(() => process.chdir(before));
    const failures: unknown[] = [];
    for (const [day, credentials] of [undefined, "", world.data].entries()) {
      vi.stubEnv("CREDENTIALS_DIRECTORY", credentials);
      await sendNotices(withMail({ user: "koshin" }), later(day / 10), ({ outcome, failure }) => failures.push([outcome, failure]));
    }
    expect(failures).toEqual(Array(3).fill(["refused", "mail-password-missing"]));
    vi.stubEnv("CREDENTIALS_DIRECTORY", folder);
    await sendNotices(withMail({ user: "koshin" }), later(0.5), ({ failure }) => failures.push(failure));
    expect(failures.at(-1)).not.toBe("mail-password-missing");
  });

  test("is listed, and resent on request; notices that may have arrived only with --unknown", async () => {
    await notifyAt(world.service, { tenant, channel: "webhook", address: hook }, byOperator(world.now));
    await mailTo("a@example.jp");
    await world.issue("client1", 20);
    receiver.answer = "cut";
    await sendNotices(withMail(), world.now);
    const list = async (...args: string[]): Promise<unknown[]> => {
      const { stdout } = await runHere("list", "notices", "--data", world.data, "--json", ...args);
      return stdout
        .split("\n")
        .slice(0, -1)
        .map((line): unknown => JSON.parse(line));
    };
    const webhook = { tenant, cn: "client1", kind: "expires-30", channel: "webhook", to: "127.0.0.1:1" };
    const mail = { ...webhook, channel: "mail", to: "a@example.jp" };
    expect(await list("--state", "failing")).toMatchObject([
      { ...webhook, attempts: 1, failure: "ECONNREFUSED", nextTry: later(5 / 1440).toISOString(), lastTry: null },
    ]);
    expect(await list("--state", "unknown")).toMatchObject([
      { ...mail, attempts: 1, nextTry: null, lastTry: world.now.toISOString() },
    ]);
    expect(await list()).toHaveLength(2);
    expect(JSON.stringify(await list())).not.toContain(token);
    receiver.answer = "250 kept";
    const resend = (...args: string[]): ReturnType<typeof runHere> =>
      runHere("resend-notices", "--data", world.data, "--json", ...args);
    expect(JSON.parse((await resend()).stdout)).toEqual({ notices: 1, changed: true });
    expect(JSON.parse((await resend("--tenant", tenant, "--unknown")).stdout)).toEqual({ notices: 1, changed: true });
    expect((await resend("--tenant", "nobody")).code).toBe(1);
    expect(await sendNotices(withMail(), later(0.01))).toBe(1);
    expect(await list("--state", "delivered")).toMatchObject([{ ...mail, attempts: 1, failure: null }]);
    // The next notice is due by then, and sent instead.
    expect(await sendNotices(withMail(), later(7))).toBe(1);
    expect(await list("--state", "dropped")).toMatchObject([{ ...webhook, kind: "expires-30" }]);
  });

  test("whose process ended while it was being sent counts as unknown", async () => {
    await mailTo("a@example.jp");
    await world.issue("client1", 20);
    receiver.answer = "451 later";
    await sendNotices(withMail(), world.now);
    await runSql(world.database, "update notices set state = 'sending'");
    const listed = async (minutes: number): Promise<string[]> => {
      const now = world.now.getTime() + 300_000 + minutes * 60_000;
      return (await listNotices(world.service.store, {}, undefined, { now, limit: 10 })).map(({ state }) => state);
    };
    expect([await listed(0), await listed(2)]).toEqual([["sending"], ["unknown"]]);
  });
});
