import { once } from "node:events";
import { Writable } from "node:stream";
import { connect, createSecureContext, type SecureContext, type TLSSocket } from "node:tls";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { paths } from "../../../src/protocol/paths.ts";
import { issuerId } from "../../../src/server/authority/issuer-id.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { createRecoveryCode } from "../../../src/server/issuance/recovery/recovery-codes.ts";
import { verifyAudit } from "../../../src/server/store/audit/audit.ts";
import { isPostgres } from "../../../src/server/store/open-store.ts";
import { CuttingProxy } from "../../support/cutting-proxy.ts";
import { makeRequest, renewed } from "../../support/enrolment.ts";
import { offerOf } from "../../support/field-client.ts";
import { unlimited } from "../../support/limits.ts";
import { basic, recoveryHost } from "../../support/recovery.ts";
import { startService, type Holder, type ThrowawayService } from "../../support/throwaway-service.ts";
import { send, type Connection, type Sent } from "../../support/tls-client.ts";

/** How many connections are open at once. */
const width = 16;
/** In milliseconds, on a machine that has other things to do. */
const patience = 300_000;
/** By how many octets one answer may be shorter than another that makes a certificate of its own: for its signature. */
const leeway = 16;
/** Between two requests that each make another replacement, of which ten are given in an hour; in milliseconds. */
const pause = 20 * 60_000;

let world: ThrowawayService;
/** Ways to the two listeners, by their ports. */
const proxies = new Map<number, CuttingProxy>();
const logged: string[] = [];
beforeAll(async () => {
  const lines = new Writable({
    write(line: Buffer, _, done) {
      logged.push(line.toString());
      done();
    },
  });
  world = await startService({ settings: { limits: unlimited }, log: pino({ level: "error" }, lines) });
  for (const port of [world.port, world.recoveryPort]) proxies.set(port, await CuttingProxy.open(port));
});
afterAll(async () => {
  for (const proxy of proxies.values()) await proxy[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

/** A request that is asked again and again, and what its answer must be. */
interface Case {
  readonly to: Connection;
  readonly sent: Sent;
  /** Whose replacements are counted, by serial. */
  readonly predecessor: string;
  /** Whether the request makes a replacement: one however often it is asked, or another each time. */
  readonly replaces?: "once" | "each time";
  /** What every answer has in common with the first; some tell something fresh each time. */
  readonly again?: "body" | "length";
  /** How many may be asked at once, where that is fewer than usual. */
  readonly atOnce?: number;
}

/** A code is tried for fewer at once than would be slowed down as guesses. */
const triesAtOnce = 4;

let used = 100;
async function someone(daysLeft = 50): Promise<Holder> {
  return await world.issue(`client${used++}`, daysLeft);
}

function directly(identity: Holder, host = "localhost"): Connection {
  return { port: world.port, root: world.root, identity, host };
}

/** A case of somebody who shows a certificate and gets something. */
async function read(path: string, more: Partial<Case> = {}, host?: string): Promise<Case> {
  const holder = await someone();
  return { to: directly(holder, host), sent: { path }, predecessor: holder.serial, ...more };
}

async function enrolment(path: string, more: Partial<Case>): Promise<Case> {
  const holder = await someone();
  const { body } = await makeRequest({ cn: holder.cn, o: holder.tenant });
  const sent = { method: "POST", path, headers: { "Content-Type": "application/pkcs10", Connection: "close" }, body };
  return { to: directly(holder), sent, predecessor: holder.serial, ...more };
}

async function keyAtService(headers: Sent["headers"] = {}): Promise<Case> {
  const sent = { method: "POST", path: paths.certificate, headers: { "Content-Type": "application/json", ...headers }, body: "{}" };
  return await read(paths.certificate, { sent, replaces: "once", again: "body" });
}

async function fileOf(headers: Sent["headers"] = {}): Promise<Case> {
  const holder = await someone();
  const to = directly(holder);
  const { uri } = offerOf(await send(to, { method: "POST", path: paths.certificate, body: "" }));
  return { to, sent: { path: new URL(uri).pathname, headers }, predecessor: holder.serial, again: "length" };
}

const identityCoding = { "Transfer-Encoding": "identity" };

const cases = {
  status: () => read(paths.status),
  "status on the proof's host": () => read(paths.status, {}, "verify.localhost"),
  cacerts: () => read(paths.caCertificates, { again: "body" }),
  csrattrs: () => read(paths.csrAttributes, { again: "body" }),
  crl: () => read(paths.crl, { again: "body" }),
  "crl of an authority": () => read(`${paths.crl}/${issuerId(world.service.authority)}`, { again: "body" }),
  async stage() {
    const holder = await someone();
    const to = directly(holder);
    const { serial } = await renewed(to, { cn: holder.cn, o: holder.tenant });
    const body = JSON.stringify({ serial, stage: "imported" });
    const sent = { method: "POST", path: paths.stage, headers: { "Content-Type": "application/json" }, body };
    return { to, sent, predecessor: holder.serial, again: "body" };
  },
  simplereenroll: () => enrolment(paths.reenrol, { replaces: "once", again: "body" }),
  serverkeygen: () => enrolment(paths.serverKey, { replaces: "each time" }),
  async "simpleenroll by code"() {
    const { cn, tenant, serial } = await someone(-30);
    const { code } = await createRecoveryCode(world.service, { tenant, cn, ...byOperator(world.now) });
    const { body } = await makeRequest({ cn, o: tenant });
    const headers = { "Content-Type": "application/pkcs10", ...basic(`${cn}@${tenant}`, code) };
    const sent = { method: "POST", path: paths.enrol, headers, body };
    return { to: recoveryHost(world), sent, predecessor: serial, replaces: "once", again: "body", atOnce: triesAtOnce };
  },
  "csrattrs by code": async () => {
    const { cn, tenant, serial } = await someone(-30);
    const { code } = await createRecoveryCode(world.service, { tenant, cn, ...byOperator(world.now) });
    const sent = { path: paths.csrAttributes, headers: basic(`${cn}@${tenant}`, code) };
    return { to: recoveryHost(world), sent, predecessor: serial, again: "body", atOnce: triesAtOnce };
  },
  "the recovery page's addresses": async () => {
    const { serial } = await someone(-30);
    return { to: recoveryHost(world), sent: { path: paths.recoveryAddresses }, predecessor: serial, again: "length" };
  },
  "POST /api/cert": () => keyAtService(),
  "POST /api/cert with Transfer-Encoding: identity": () => keyAtService(identityCoding),
  "GET of the file": () => fileOf(),
  "GET of the file with Transfer-Encoding: identity": () => fileOf(identityCoding),
} satisfies Readonly<Record<string, () => Promise<Case>>>;

/** A request as it goes over the wire. */
function octets({ to, sent }: Case): Buffer {
  const { method = "GET", path, headers = {}, body = "" } = sent;
  const length = method === "GET" ? {} : { "Content-Length": body.length };
  const lines = Object.entries({ Host: `${to.host}:${to.port}`, ...headers, ...length });
  const head = [`${method} ${path} HTTP/1.1`, ...lines.map(([name, value]) => `${name}: ${value}`), "", ""].join("\r\n");
  return Buffer.concat([Buffer.from(head), Buffer.from(body)]);
}

/** Opens connections of one holder, of which all but the first resume the session. */
class Dialler {
  readonly #to: Connection;
  readonly #context: SecureContext;
  readonly #version: "TLSv1.2" | "TLSv1.3";
  #session: Buffer | undefined;

  /** @param version TLS 1.2 has no tickets after the handshake, between which and the answer a cut would have to be found */
  constructor(to: Connection, version: "TLSv1.2" | "TLSv1.3" = "TLSv1.2") {
    this.#to = to;
    this.#context = createSecureContext({ ...to.identity, ca: to.root, minVersion: version, maxVersion: version });
    this.#version = version;
  }

  /** @param port the listener's, or a proxy's before it */
  async open(port = this.#to.port): Promise<TLSSocket> {
    const session = this.#session ? { session: this.#session } : {};
    const { host: servername = "" } = this.#to;
    const socket = connect({ host: "127.0.0.1", port, servername, secureContext: this.#context, ...session });
    socket.on("error", () => undefined);
    const ticket = new Promise<Buffer>((resolve) => socket.once("session", resolve));
    await once(socket, "secureConnect");
    this.#session ??= this.#version === "TLSv1.3" ? await ticket : socket.getSession();
    return socket;
  }

  get proxy(): CuttingProxy {
    const proxy = proxies.get(this.#to.port);
    if (proxy === undefined) throw new TypeError("There is no proxy before this listener.");
    return proxy;
  }
}

/** Does something with every number. */
async function forEach(numbers: readonly number[], work: (number: number) => Promise<void>, together = width): Promise<void> {
  const left = numbers.values();
  const worker = async (): Promise<void> => {
    for (const number of left) await work(number);
  };
  await Promise.all(Array.from({ length: together }, worker));
}

function below(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/**
 * After how many octets something is cut: all of the first and the last, and every fourth between them. Four cases that
 * follow each other share the others out, as do the two databases.
 */
function cutsIn(length: number, name: string): number[] {
  const edge = 16;
  const share = (Object.keys(cases).indexOf(name) + (isPostgres(world.database) ? 2 : 0)) % 4;
  return below(length).filter((count) => count < edge || count >= length - edge || count % 4 === share);
}

async function cutAfterRequestOctets(dialler: Dialler, request: Buffer, count: number): Promise<void> {
  const socket = await dialler.open();
  const closed = once(socket, "close");
  if (count === 0) socket.destroy();
  else socket.write(request.subarray(0, count), () => socket.destroy());
  await closed;
}

/** @returns how many octets came before the cut */
async function cutAfterResponseOctets(dialler: Dialler, request: Buffer, count: number): Promise<number> {
  const { proxy } = dialler;
  const socket = await dialler.open(proxy.port);
  const { localPort = 0 } = socket;
  const before = proxy.givenTo(localPort);
  proxy.cutAfter(localPort, count);
  socket.resume();
  socket.write(request);
  await once(socket, "close");
  return proxy.givenTo(localPort) - before;
}

/** A whole answer. */
interface Answer {
  /** Its octets on the wire. */
  readonly length: number;
  /** As Latin-1. */
  readonly body: string;
}

async function ask(dialler: Dialler, request: Buffer): Promise<Answer> {
  const { proxy } = dialler;
  const socket = await dialler.open(proxy.port);
  const { localPort = 0 } = socket;
  const before = proxy.givenTo(localPort);
  let text = "";
  socket.setEncoding("latin1");
  socket.write(request);
  while (!isWhole(text)) text += String(await once(socket, "data"));
  socket.destroy();
  expect(text).toMatch(/^HTTP\/1\.1 20[04] /);
  return { length: proxy.givenTo(localPort) - before, body: text.slice(text.indexOf("\r\n\r\n") + 4) };
}

function isWhole(answer: string): boolean {
  const [head = "", body] = answer.split(/\r\n\r\n(.*)/s);
  return body !== undefined && body.length >= Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
}

interface Replacements {
  /** Serials of those that are not revoked. */
  readonly valid: readonly string[];
  readonly revoked: number;
}

/** A certificate's replacements by the database. */
async function replacementsOf(serial: string): Promise<Replacements> {
  const query = world.service.store.selectFrom("certificates").select(["serial", "revokedAt"]);
  const rows = await query.where("predecessor", "=", serial).execute();
  const valid = rows.filter((row) => row.revokedAt === null).map((row) => row.serial);
  return { valid, revoked: rows.length - valid.length };
}

async function nothingIsBroken(): Promise<void> {
  expect(logged.splice(0).join("")).toBe("");
  expect((await verifyAudit(world.service.store)).broken).toBeUndefined();
}

describe.each(Object.entries<() => Promise<Case>>(cases))("a connection that is cut in %s", (name, make) => {
  test(
    "anywhere in the request leaves nothing behind, and the request repeated is answered",
    async () => {
      const made = await make();
      const before = await replacementsOf(made.predecessor);
      const request = octets(made);
      const dialler = new Dialler(made.to);
      await forEach(cutsIn(request.length, name), async (count) => await cutAfterRequestOctets(dialler, request, count));
      expect(await replacementsOf(made.predecessor)).toEqual(before);
      await ask(dialler, request);
      const { valid, revoked } = await replacementsOf(made.predecessor);
      expect(valid).toHaveLength(made.replaces ? 1 : before.valid.length);
      expect(revoked).toBe(0);
      await nothingIsBroken();
    },
    patience,
  );

  test(
    "anywhere in the answer changes nothing, and the request repeated is answered alike",
    async () => {
      const made = await make();
      const request = octets(made);
      const dialler = new Dialler(made.to);
      const first = await ask(dialler, request);
      const before = await replacementsOf(made.predecessor);
      const each = made.replaces === "each time";
      const cuts = cutsIn(first.length, name);
      await forEach(
        cuts,
        async (count) => {
          if (each) world.now = new Date(world.now.getTime() + pause);
          const given = await cutAfterResponseOctets(dialler, request, count);
          expect(given).toBe(each && count > first.length - leeway ? Math.min(count, given) : count);
        },
        // One that waits for others would find their replacements within its hour.
        each ? 1 : (made.atOnce ?? width),
      );
      const again = await ask(dialler, request);
      if (made.again === "body") expect(again.body).toBe(first.body);
      if (made.again === "length") expect(again.body.length).toBe(first.body.length);
      const after = await replacementsOf(made.predecessor);
      if (each) {
        expect(after.valid).toHaveLength(1);
        expect(after.revoked).toBe(cuts.length + 1);
      } else {
        expect(after).toEqual(before);
      }
      await nothingIsBroken();
    },
    patience,
  );
});

describe("an answer that is lost while the replacement is made", () => {
  test(
    "is given again, and there is one replacement",
    async () => {
      const sample = await cases.simplereenroll();
      const { length } = await ask(new Dialler(sample.to), octets(sample));
      // From the first octet to nearly the last, for people who have not asked before.
      await forEach(below(100), async (index) => {
        const made = await cases.simplereenroll();
        const dialler = new Dialler(made.to);
        const count = Math.floor((index / 101) * length);
        expect(await cutAfterResponseOctets(dialler, octets(made), count)).toBe(count);
        const { valid } = await replacementsOf(made.predecessor);
        expect(valid).toHaveLength(1);
        await ask(dialler, octets(made));
        expect(await replacementsOf(made.predecessor)).toEqual({ valid, revoked: 0 });
      });
      await nothingIsBroken();
    },
    patience,
  );

  test(
    "may be asked for again before it came, and there is one replacement",
    async () => {
      await forEach(below(50), async () => {
        const made = await cases.simplereenroll();
        const dialler = new Dialler(made.to);
        const request = octets(made);
        await Promise.all([
          cutAfterRequestOctets(dialler, request, request.length),
          cutAfterRequestOctets(dialler, request, request.length),
          ask(dialler, request),
        ]);
        expect((await replacementsOf(made.predecessor)).valid).toHaveLength(1);
      });
      await nothingIsBroken();
    },
    patience,
  );
});

describe("a connection over TLS 1.3 that is cut", () => {
  test(
    "anywhere in the request or in what its reader sees costs nothing",
    async () => {
      const name = "POST /api/cert";
      const made = await cases[name]();
      const request = octets(made);
      const dialler = new Dialler(made.to, "TLSv1.3");
      await forEach(cutsIn(request.length, name), async (count) => await cutAfterRequestOctets(dialler, request, count));
      expect(await replacementsOf(made.predecessor)).toEqual({ valid: [], revoked: 0 });
      const first = await ask(dialler, request);
      await forEach(cutsIn(first.body.length, name), async (count) => await endAfterReading(dialler, request, count));
      expect((await ask(dialler, request)).body).toBe(first.body);
      expect((await replacementsOf(made.predecessor)).valid).toHaveLength(1);
      await nothingIsBroken();
    },
    patience,
  );
});

/** Ends the connection as soon as so many decrypted octets of the answer are there. */
async function endAfterReading(dialler: Dialler, request: Buffer, count: number): Promise<void> {
  const socket = await dialler.open();
  socket.write(request);
  let seen = 0;
  while (seen < count && !socket.destroyed) {
    const octet: unknown = socket.read(1);
    if (octet === null) await Promise.race([once(socket, "readable"), once(socket, "close")]);
    else seen++;
  }
  socket.destroy();
}
