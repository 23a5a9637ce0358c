import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { dayInMilliseconds } from "../../../src/core/days.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { OpenExchanges } from "../../../src/server/gateway/open-exchanges.ts";
import { revokeCertificate } from "../../../src/server/issuance/lifecycle/revoke.ts";
import { closeTenant, createTenant } from "../../../src/server/issuance/tenants.ts";
import { findHeldBySerial } from "../../../src/server/store/certificates/certificates.ts";
import { startAppBehind, type AppBehind } from "../../support/app-behind.ts";
import { begin, echoWebSocket, openWebSocket, readUntil } from "../../support/app-streams.ts";
import { renewed } from "../../support/enrolment.ts";
import { runProgram } from "../../support/program.ts";
import { readToEnd } from "../../support/raw-tls.ts";
import { startService, type Holder } from "../../support/throwaway-service.ts";
import { send, type Identity } from "../../support/tls-client.ts";

let reached: string[] = [];
let behind: AppBehind;

beforeAll(async () => {
  behind = await startAppBehind((incoming, outgoing) => {
    reached.push(incoming.url ?? "");
    if (incoming.url === "/poll") return;
    outgoing.writeHead(200, { "Content-Type": "text/event-stream" }).write("data: begun\n\n");
    if (incoming.url === "/page") outgoing.end();
  });
  behind.app.server.on("upgrade", (incoming: IncomingMessage, socket: Socket, head: Buffer) => {
    reached.push("WebSocket");
    echoWebSocket(incoming, socket, head);
  });
});
afterAll(() => behind[Symbol.asyncDispose]());
beforeEach(() => {
  reached = [];
});

const asPage = { Accept: "text/html,*/*;q=0.8" };

async function ask(identity: Identity | undefined, headers: Readonly<Record<string, string>> = {}) {
  const { port, root } = behind.world;
  return await send({ port, root, identity }, { path: "/page", headers });
}

/** Certificates that are not accepted, and the code of each. */
async function refusedOnes(): Promise<[string, Holder | undefined][]> {
  const { world } = behind;
  const stranger = await startService({ began: world.now });
  const foreign = await stranger.issue("client1", 50);
  await stranger[Symbol.asyncDispose]();
  const revoked = await world.issue("client2", 50);
  await revokeCertificate(world.service, { serial: revoked.serial }, "key-compromise", byOperator(world.now));
  return [
    ["no-certificate", undefined],
    ["unknown-issuer", foreign],
    ["revoked", revoked],
    ["expired", await world.issue("client3", -1)],
  ];
}

describe("a certificate that is refused", () => {
  test("never reaches the app, and its holder is told why, as a page or as a problem", async () => {
    for (const [code, identity] of await refusedOnes()) {
      const problem = await ask(identity);
      expect([problem.status, problem.headers["content-type"], problem.body], code).toEqual([
        code === "no-certificate" ? 401 : 403,
        "application/problem+json",
        expect.stringContaining(`"${code}"`),
      ]);
      const page = await ask(identity, asPage);
      expect([page.status, page.headers["content-type"]], code).toEqual([problem.status, "text/html; charset=utf-8"]);
      expect(page.body, code).toMatch(
        code === "no-certificate"
          ? /証明書を確認できません[^]*No certificate was presented/
          : /この証明書では接続できません[^]*This certificate is not accepted/,
      );
      const socket = await openWebSocket(behind, identity);
      expect(await readToEnd(socket), code).toMatch(/^HTTP\/1\.1 40[13] /);
    }
    expect(reached).toEqual([]);
  });
});

/** What one holder has open: an event stream, an upload, a poll without an answer, and a WebSocket. */
interface Opened {
  readonly holder: Holder;
  /** Resolves once all of them have ended; none was completed. */
  readonly ended: Promise<unknown>;
}

async function openEverything(holder: Holder): Promise<Opened> {
  const events = begin(behind, holder, "/events");
  const stream = await events.response;
  const upload = begin(behind, holder, "/upload", { method: "POST" });
  upload.outgoing.on("error", () => undefined).write("x");
  const uploading = await upload.response;
  const poll = begin(behind, holder, "/poll", { headers: asPage });
  const socket = await openWebSocket(behind, holder);
  socket.write("ping");
  await readUntil(socket, /ping$/);
  await expect.poll(() => reached).toContain("/poll");
  const cut = async (response: IncomingMessage): Promise<void> => {
    const aborted = once(response.resume(), "end").then(() => "complete");
    await expect(aborted).rejects.toThrow("aborted");
  };
  const answered = async (): Promise<void> => {
    const response = await poll.response;
    response.resume();
    expect(response.statusCode).toBe(403);
  };
  return { holder, ended: Promise.all([cut(stream), cut(uploading), answered(), once(socket, "close")]) };
}

async function openFor(cn: string): Promise<Opened> {
  return await openEverything(await behind.world.issue(cn, 50));
}

/** The longest that something may stay open, in milliseconds. */
const limit = 10_000;

async function endsInTime({ ended }: Opened): Promise<void> {
  const begun = performance.now();
  await ended;
  expect(performance.now() - begun).toBeLessThan(limit);
}

describe("what is in progress ends within ten seconds", () => {
  test("of a revocation by another process, and only that", async () => {
    const [opened, other] = [await openFor("client11"), await openFor("client12")];
    const { data } = behind.world;
    const revoked = await runProgram("revoke", "--data", data, "--serial", opened.holder.serial, "--reason", "key-compromise");
    expect(revoked.code).toBe(0);
    await endsInTime(opened);
    await revokeCertificate(behind.world.service, { serial: other.holder.serial }, "superseded", byOperator(behind.world.now));
    await endsInTime(other);
  });

  test("of the retirement after its replacement's first use", async () => {
    const { world } = behind;
    const tenant = "retiring";
    await createTenant(world.service, { name: tenant, product: "weborca", retireAfterDays: 7, ...byOperator(world.now) });
    const holder = await world.issue("client13", 50, { tenant });
    const opened = await openEverything(holder);
    const { port, root } = world;
    const replacement = await renewed({ port, root, identity: holder }, { cn: holder.cn, o: tenant });
    expect((await send({ port, root, identity: replacement }, { path: "/page" })).status).toBe(200);
    world.now = new Date(world.now.getTime() + 8 * dayInMilliseconds);
    await endsInTime(opened);
  });

  test("of expiry", async () => {
    const { world } = behind;
    const opened = await openEverything(await world.issue("client14", 1));
    world.now = new Date(world.now.getTime() + 2 * dayInMilliseconds);
    await endsInTime(opened);
  });

  test("of the closing of its tenant", async () => {
    const { world } = behind;
    await createTenant(world.service, { name: "leaving", product: "weborca", ...byOperator(world.now) });
    const opened = await openEverything(await world.issue("client15", 50, { tenant: "leaving" }));
    await closeTenant(world.service, "leaving", byOperator(world.now));
    await endsInTime(opened);
  });

  test("and is counted", async () => {
    const text = await (await fetch(`${behind.world.operations}/metrics`)).text();
    // Four of each holder.
    for (const [reason, count] of [
      ["revoked", 8],
      ["retired", 4],
      ["expired", 4],
      ["tenant-closed", 4],
    ] as const)
      expect(text).toContain(`koshin_upstream_ended_total{reason="${reason}"} ${count}\n`);
    await expect
      .poll(async () => await (await fetch(`${behind.world.operations}/metrics`)).text())
      .toContain("koshin_upstream_open 0\n");
  });
});

describe("the judgement of what is in progress", () => {
  test("is one query, for however many, and none where there is nothing", async () => {
    const { world } = behind;
    const holders = await Promise.all([1, 2, 3].map(async (number) => await world.issue(`client2${number}`, 50)));
    const numbers = await Promise.all(
      holders.map(async ({ serial }) => (await findHeldBySerial(world.service.store, serial))[0]?.number ?? 0),
    );
    let queries = 0;
    const counting = world.service.store.withPlugin({
      transformQuery: ({ node }) => {
        queries++;
        return node;
      },
      transformResult: async ({ result }) => await Promise.resolve(result),
    });
    const exchanges = new OpenExchanges();
    expect(await exchanges.judge(counting, world.now)).toBe(0);
    expect(queries).toBe(0);
    const ended: string[] = [];
    for (const number of [...numbers, ...numbers, 1_000_000]) exchanges.add(number, (reason) => ended.push(reason));
    const leave = exchanges.add(numbers[0] ?? 0, () => ended.push("left before"));
    leave();
    expect(exchanges.size).toBe(7);
    expect(await exchanges.judge(counting, world.now)).toBe(1);
    expect([queries, ended]).toEqual([1, ["unknown-serial"]]);
    await exchanges.judge(counting, new Date(world.now.getTime() + 60 * dayInMilliseconds));
    expect(ended).toEqual(["unknown-serial", ...Array.from({ length: 6 }, () => "expired"), "unknown-serial"]);
  });
});
