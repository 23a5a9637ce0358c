import { once } from "node:events";
import { Writable } from "node:stream";
import { connect, createSecureContext, type SecureContext, type TLSSocket } from "node:tls";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { paths } from "../../src/protocol/paths.ts";
import { defaultLimits } from "../../src/server/operation-settings.ts";
import { verifyAudit } from "../../src/server/store/audit.ts";
import { CuttingProxy } from "../support/cutting-proxy.ts";
import { makeRequest, renewed } from "../support/enrolment.ts";
import { offerOf } from "../support/field-client.ts";
import { startService, type Holder, type ThrowawayService } from "../support/throwaway-service.ts";
import { send, type Connection, type Sent } from "../support/tls-client.ts";

/** How many connections are open at once. */
const width = 16;
/** In milliseconds, on a machine that has other things to do. */
const patience = 180_000;
const host = "localhost";
const many = 1_000_000;
const plenty = { connectionsPerAddress: many, connectionsPerCertificate: many, requestsPerSecond: many };

let world: ThrowawayService;
let proxy: CuttingProxy;
const logged: string[] = [];
beforeAll(async () => {
  const lines = new Writable({
    write(line: Buffer, _, done) {
      logged.push(line.toString());
      done();
    },
  });
  world = await startService({ settings: { limits: { ...defaultLimits, ...plenty } }, log: pino({ level: "error" }, lines) });
  proxy = await CuttingProxy.open(world.port);
});
afterAll(async () => {
  await proxy[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

/** A request that is asked again and again, and what its answer must be. */
interface Case {
  readonly holder: Holder;
  readonly sent: Sent;
  readonly status: number;
  /** Whether the request makes a replacement. */
  readonly replaces: boolean;
}

const cases: Readonly<Record<string, (holder: Holder) => Promise<Case>>> = {
  status: (holder) => Promise.resolve({ holder, sent: { path: paths.status }, status: 200, replaces: false }),
  cacerts: (holder) => Promise.resolve({ holder, sent: { path: paths.caCertificates }, status: 200, replaces: false }),
  async stage(holder) {
    const { serial } = await renewed(directly(holder), { cn: holder.cn, o: holder.tenant });
    const body = JSON.stringify({ serial, stage: "imported" });
    const sent = { method: "POST", path: paths.stage, headers: { "Content-Type": "application/json" }, body };
    return { holder, sent, status: 204, replaces: false };
  },
  async simplereenroll(holder) {
    const { body } = await makeRequest({ cn: holder.cn, o: holder.tenant });
    const sent = { method: "POST", path: paths.reenrol, headers: { "Content-Type": "application/pkcs10" }, body };
    return { holder, sent, status: 200, replaces: true };
  },
  "POST /api/cert": (holder) => {
    const sent = { method: "POST", path: paths.certificate, headers: { "Content-Type": "application/json" }, body: "{}" };
    return Promise.resolve({ holder, sent, status: 200, replaces: true });
  },
  async "GET of the file"(holder) {
    const answer = await send(directly(holder), { method: "POST", path: paths.certificate, body: "" });
    const sent = { path: new URL(offerOf(answer).uri).pathname };
    return { holder, sent, status: 200, replaces: false };
  },
};

let used = 100;
async function someone(): Promise<Holder> {
  return await world.issue(`client${used++}`, 50);
}

function directly(identity: Holder): Connection {
  return { port: world.port, root: world.root, identity, host };
}

/** A request as it goes over the wire. */
function octets({ method = "GET", path, headers = {}, body = "" }: Sent): Buffer {
  const lines = Object.entries({ Host: `${host}:${world.port}`, ...headers, ...(method === "GET" ? {} : { "Content-Length": body.length }) });
  const head = [`${method} ${path} HTTP/1.1`, ...lines.map(([name, value]) => `${name}: ${value}`), "", ""].join("\r\n");
  return Buffer.concat([Buffer.from(head), Buffer.from(body)]);
}

/** Opens connections of one holder, of which all but the first resume the session. TLS 1.2 has no tickets after the handshake. */
class Dialler {
  readonly #context: SecureContext;
  #session: Buffer | undefined;

  constructor({ cert, key }: Holder) {
    this.#context = createSecureContext({ cert, key, ca: world.root, maxVersion: "TLSv1.2" });
  }

  async open(port: number): Promise<TLSSocket> {
    const session = this.#session ? { session: this.#session } : {};
    const socket = connect({ host: "127.0.0.1", port, servername: host, secureContext: this.#context, ...session });
    socket.on("error", () => undefined);
    await once(socket, "secureConnect");
    this.#session ??= socket.getSession();
    return socket;
  }
}

/** Does something for every number below `count`. */
async function forEach(count: number, work: (index: number) => Promise<void>): Promise<void> {
  const indexes = Array.from({ length: count }, (_, index) => index).values();
  const worker = async (): Promise<void> => {
    for (const index of indexes) await work(index);
  };
  await Promise.all(Array.from({ length: width }, worker));
}

async function cutAfterRequestOctets(dialler: Dialler, request: Buffer, count: number): Promise<void> {
  const socket = await dialler.open(world.port);
  const closed = once(socket, "close");
  if (count === 0) socket.destroy();
  else socket.write(request.subarray(0, count), () => socket.destroy());
  await closed;
}

/** @returns how many octets came before the cut */
async function cutAfterResponseOctets(dialler: Dialler, request: Buffer, count: number): Promise<number> {
  const socket = await dialler.open(proxy.port);
  const { localPort = 0 } = socket;
  const before = proxy.givenTo(localPort);
  proxy.cutAfter(localPort, count);
  socket.resume();
  socket.write(request);
  await once(socket, "close");
  return proxy.givenTo(localPort) - before;
}

/** The length of the whole answer on the wire. */
async function answerLength(dialler: Dialler, request: Buffer): Promise<number> {
  const socket = await dialler.open(proxy.port);
  const { localPort = 0 } = socket;
  const before = proxy.givenTo(localPort);
  let text = "";
  socket.setEncoding("latin1");
  socket.write(request);
  while (!isWhole(text)) text += String(await once(socket, "data"));
  socket.destroy();
  expect(text).toMatch(/^HTTP\/1\.1 20[04] /);
  return proxy.givenTo(localPort) - before;
}

/** After every octet of the head and of the end, and after every seventh between them: there is only more of the same. */
function placesIn(length: number): number[] {
  const all = Array.from({ length }, (_, count) => count);
  return all.filter((count) => count < 300 || count >= length - 100 || count % 7 === 0);
}

function isWhole(answer: string): boolean {
  const [head = "", body] = answer.split(/\r\n\r\n(.*)/s);
  return body !== undefined && body.length >= Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
}

/** The serials of a certificate's replacements that are not revoked, by the database. */
async function validReplacements(serial: string): Promise<string[]> {
  const rows = world.service.store.selectFrom("certificates").select("serial").where("predecessor", "=", serial);
  return (await rows.where("revoked_at", "is", null).execute()).map((row) => row.serial);
}

async function nothingIsBroken(): Promise<void> {
  expect(logged).toEqual([]);
  expect((await verifyAudit(world.service.store)).broken).toBeUndefined();
}

describe.each(Object.entries(cases))("a connection that is cut in %s", (_, make) => {
  test("after each octet of the request leaves nothing behind, and the request repeated is answered", async () => {
    const { holder, sent, status, replaces } = await make(await someone());
    const before = await validReplacements(holder.serial);
    const request = octets(sent);
    const dialler = new Dialler(holder);
    await forEach(request.length, async (count) => await cutAfterRequestOctets(dialler, request, count));
    expect(await validReplacements(holder.serial)).toEqual(before);
    expect((await send(directly(holder), sent)).status).toBe(status);
    expect(await validReplacements(holder.serial)).toHaveLength(replaces ? 1 : before.length);
    await nothingIsBroken();
  }, patience);

  test("anywhere in the answer changes nothing, and the request repeated is answered alike", async () => {
    const { holder, sent, status } = await make(await someone());
    const first = await send(directly(holder), sent);
    const before = await validReplacements(holder.serial);
    const request = octets(sent);
    const dialler = new Dialler(holder);
    const length = await answerLength(dialler, request);
    const places = placesIn(length);
    await forEach(places.length, async (index) => {
      const count = places[index] ?? 0;
      expect(await cutAfterResponseOctets(dialler, request, count)).toBe(count);
    });
    const again = await send(directly(holder), sent);
    expect(again.status).toBe(status);
    // The others tell something fresh each time: a host to prove at, a file's new token, its new salts.
    if (sent.path === paths.caCertificates || sent.path === paths.reenrol) expect(again.body).toBe(first.body);
    expect(await validReplacements(holder.serial)).toEqual(before);
    await nothingIsBroken();
  }, patience);
});

describe("an answer that is lost while the replacement is made", () => {
  test("is given again, and there is one replacement", async () => {
    const sample = await makeEnrolment();
    const length = await answerLength(new Dialler(sample.holder), octets(sample.sent));
    // From the first octet to nearly the last, for people who have not asked before.
    await forEach(100, async (index) => {
      const { holder, sent } = await makeEnrolment();
      const count = Math.floor((index / 101) * length);
      expect(await cutAfterResponseOctets(new Dialler(holder), octets(sent), count)).toBe(count);
      const [replacement, ...others] = await validReplacements(holder.serial);
      expect(replacement).toBeDefined();
      expect(others).toEqual([]);
      expect((await send(directly(holder), sent)).status).toBe(200);
      expect(await validReplacements(holder.serial)).toEqual([replacement]);
    });
    await nothingIsBroken();
  }, patience);

  test("may be asked for again before it came, and there is one replacement", async () => {
    await forEach(50, async () => {
      const { holder, sent } = await makeEnrolment();
      const dialler = new Dialler(holder);
      const request = octets(sent);
      const answers = await Promise.all([
        cutAfterRequestOctets(dialler, request, request.length),
        cutAfterRequestOctets(dialler, request, request.length),
        send(directly(holder), sent),
      ]);
      expect(answers[2].status).toBe(200);
      expect(await validReplacements(holder.serial)).toHaveLength(1);
    });
    await nothingIsBroken();
  }, patience);
});

async function makeEnrolment(): Promise<Case> {
  const make = cases["simplereenroll"];
  if (make === undefined) throw new TypeError("There is no such case.");
  return await make(await someone());
}
