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
import { numberOf } from "../../support/records.ts";
import { basic, recoveryHost } from "../../support/recovery.ts";
import { startService, type Holder, type ThrowawayService } from "../../support/throwaway-service.ts";
import { send, type Connection, type Sent } from "../../support/tls-client.ts";

/** The number of concurrent connections. */
const width = 16;
/** In milliseconds, for a busy machine. */
const patience = 300_000;
/** The number of bytes by which responses with different certificates may differ, because of their signatures. */
const leeway = 16;
/** The delay between two requests for different replacements, because of the limit of ten per hour; in milliseconds. */
const pause = 20 * 60_000;

let world: ThrowawayService;
/** Proxies to the two listeners, by their ports. */
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

/** A request to repeat, and the requirements on its response. */
interface Case {
  readonly to: Connection;
  readonly sent: Sent;
  /** The serial number of the certificate whose replacements are counted. */
  readonly predecessor: string;
  /** Whether the request creates a replacement: the same for every repetition, or a new one each time. */
  readonly replaces?: "once" | "each time";
  /** What every response has in common with the first; some contain new data each time. */
  readonly again?: "body" | "length";
  /** The number of concurrent requests, if fewer than usual. */
  readonly atOnce?: number;
}

/** Fewer concurrent attempts with a code than the rate limit for guesses. */
const triesAtOnce = 4;

let used = 100;
async function someone(daysLeft = 50): Promise<Holder> {
  return await world.issue(`client${used++}`, daysLeft);
}

function directly(identity: Holder, host = "localhost"): Connection {
  return { port: world.port, root: world.root, identity, host };
}

/** A case of a GET with a certificate. */
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

/** A request as sent over the wire. */
function octets({ to, sent }: Case): Buffer {
  const { method = "GET", path, headers = {}, body = "" } = sent;
  const length = method === "GET" ? {} : { "Content-Length": body.length };
  const lines = Object.entries({ Host: `${to.host}:${to.port}`, ...headers, ...length });
  const head = [`${method} ${path} HTTP/1.1`, ...lines.map(([name, value]) => `${name}: ${value}`), "", ""].join("\r\n");
  return Buffer.concat([Buffer.from(head), Buffer.from(body)]);
}

/** Opens connections of one holder; all except the first resume the session. */
class Dialler {
  readonly #to: Connection;
  readonly #context: SecureContext;
  readonly #version: "TLSv1.2" | "TLSv1.3";
  #session: Buffer | undefined;

  /** @param version TLS 1.2 has no session tickets after the handshake, which would shift the position of a cut */
  constructor(to: Connection, version: "TLSv1.2" | "TLSv1.3" = "TLSv1.2") {
    this.#to = to;
    this.#context = createSecureContext({ ...to.identity, ca: to.root, minVersion: version, maxVersion: version });
    this.#version = version;
  }

  /** @param port the listener's, or that of a proxy in front of it */
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
    if (proxy === undefined) throw new TypeError("No proxy in front of this listener.");
    return proxy;
  }
}

/** Runs the work for every number. */
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
 * The numbers of bytes after which to cut: all of the first and the last, and every fourth between them. Four
 * consecutive cases, and the two databases, cover different ones.
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

/** @returns the number of bytes received before the cut */
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

/** A complete response. */
interface Answer {
  /** Its number of bytes on the wire. */
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
  /** The serial numbers of those that are not revoked. */
  readonly valid: readonly string[];
  readonly revoked: number;
}

/** A certificate's replacements in the database. */
async function replacementsOf(serial: string): Promise<Replacements> {
  const query = world.service.store.selectFrom("certificates").select(["serial", "revokedAt"]);
  const rows = await query.where("predecessor", "=", await numberOf(world.service.store, serial)).execute();
  const valid = rows.filter((row) => row.revokedAt === null).map((row) => row.serial);
  return { valid, revoked: rows.length - valid.length };
}

async function nothingIsBroken(): Promise<void> {
  expect(logged.splice(0).join("")).toBe("");
  expect((await verifyAudit(world.service.store)).broken).toBeUndefined();
}

describe.each(Object.entries<() => Promise<Case>>(cases))("a connection that is cut during %s", (name, make) => {
  test(
    "anywhere in the request has no effect, and the repeated request succeeds",
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
    "anywhere in the response changes nothing, and the repeated request gets the same response",
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
        // A delayed one would count the others' replacements within its hour.
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

describe("a response that is lost while the replacement is created", () => {
  test(
    "is repeated, and there is one replacement",
    async () => {
      const sample = await cases.simplereenroll();
      const { length } = await ask(new Dialler(sample.to), octets(sample));
      // From the first byte to nearly the last, for people without an earlier request.
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
    "may be requested again before it arrives, and there is one replacement",
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
    "anywhere in the request or in the decrypted response loses nothing",
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

/** Closes the connection after this number of decrypted bytes of the response. */
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
