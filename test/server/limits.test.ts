import { once } from "node:events";
import { Agent } from "node:https";
import { connect as connectSocket, type Socket } from "node:net";
import { connect, type TLSSocket } from "node:tls";
import { describe, expect, test } from "vitest";
import { paths } from "../../src/protocol/paths.ts";
import { RateLimit } from "../../src/server/listener/rate-limit.ts";
import { defaultLimits, type Limits } from "../../src/server/operation-settings.ts";
import { enrol, makeRequest, refusalOf, renewed } from "../support/enrolment.ts";
import { recoveryHost } from "../support/recovery.ts";
import { startService, type ThrowawayService } from "../support/throwaway-service.ts";
import { send, type Connection, type Identity } from "../support/tls-client.ts";

const host = "app.localhost";

async function start(limits: Partial<Limits>): Promise<ThrowawayService> {
  return await startService({ settings: { limits: { ...defaultLimits, ...limits } } });
}

function as(world: ThrowawayService, identity?: Identity, agent?: Agent): Connection {
  return { port: world.port, root: world.root, identity, ...(agent ? { agent } : {}) };
}

/** A TLS connection whose octets the test writes itself. */
async function open(world: ThrowawayService, identity?: Identity): Promise<TLSSocket> {
  const socket = connect({ host: "127.0.0.1", servername: host, port: world.port, ca: world.root, ...identity });
  socket.on("error", () => undefined);
  await once(socket, "secureConnect");
  return socket;
}

/** Everything that comes until the connection closes. */
async function readToEnd(socket: TLSSocket): Promise<string> {
  let text = "";
  socket.on("data", (chunk: Buffer) => (text += chunk.toString("latin1")));
  await once(socket, "close");
  return text;
}

/** Others are served as if nothing were. */
async function expectServed(world: ThrowawayService, identity: Identity): Promise<void> {
  for (let count = 0; count < 5; count++) {
    expect((await send(as(world, identity), { path: paths.status })).status).toBe(200);
  }
}

describe("while one client floods", () => {
  test("with 200 connections that trickle bodies, others are served", async () => {
    await using world = await start({ handshakeSeconds: 3_600, headerSeconds: 3_600, requestSeconds: 3_600 });
    const [flooder, other] = [await world.issue("client1", 50), await world.issue("client2", 50)];
    const head = `POST ${paths.stage} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n`;
    const slow = await Promise.all(Array.from({ length: 200 }, () => open(world, flooder)));
    const answers: string[] = [];
    for (const socket of slow) void readToEnd(socket).then((answer) => answers.push(answer));
    for (const socket of slow) socket.write(head);
    // Fifty are held; the others were too many for one certificate. A cut connection may lose why.
    await expect.poll(() => answers.length).toBe(150);
    const refused = answers.filter((answer) => answer.includes("connections-exceeded"));
    expect(refused.length).toBeGreaterThan(0);
    expect(answers.filter((answer) => answer !== "" && !refused.includes(answer))).toEqual([]);
    for (let octet = 0; octet < 3; octet += 1) {
      for (const socket of slow) if (socket.writable) socket.write("x");
      await expectServed(world, other);
    }
    expect([answers.length, slow.filter((socket) => !socket.destroyed).length]).toEqual([150, 50]);
    for (const socket of slow) socket.destroy();
  });

  test("with requests, it is told to go slower", async () => {
    await using world = await start({ requestsPerSecond: 2 });
    const [flooder, other] = [await world.issue("client1", 50), await world.issue("client2", 50)];
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const begun = performance.now();
    const answers = await Promise.all(Array.from({ length: 60 }, () => send(as(world, flooder, agent), { path: paths.status })));
    const refused = answers.filter(({ status }) => status !== 200);
    // Four seconds' share at once, and two more with every second that it took.
    const served = answers.length - refused.length;
    expect(served).toBeGreaterThanOrEqual(8);
    expect(served).toBeLessThanOrEqual(8 + 2 * Math.ceil((performance.now() - begun) / 1000));
    expect(refused.length).toBeGreaterThan(0);
    for (const answer of refused) {
      expect(refusalOf(answer)).toBe("429 requests-exceeded");
      expect(answer.headers["retry-after"]).toBe("1");
    }
    await expectServed(world, other);
    agent.destroy();
  });

  test("with connections from one address, those beyond the limit are cut", async () => {
    await using world = await start({ connectionsPerAddress: 3 });
    const sockets: Socket[] = [];
    for (let count = 0; count < 3; count++) {
      const socket = connectSocket(world.port, "127.0.0.1");
      await once(socket, "connect");
      sockets.push(socket);
    }
    const fourth = connectSocket(world.port, "127.0.0.1");
    fourth.on("error", () => undefined).resume();
    await once(fourth, "close");
    sockets[0]?.destroy();
    const holder = await world.issue("client1", 50);
    await expect.poll(async () => (await send(as(world, holder), { path: paths.status }).catch(() => undefined))?.status).toBe(200);
    for (const socket of sockets) socket.destroy();
  });
});

describe("all clients together", () => {
  test("have so many connections on each listener, and those beyond are cut before their handshake", async () => {
    await using world = await start({ connections: 3 });
    const holder = await world.issue("client1", 50);
    const kept = await Promise.all([1, 2, 3].map(async () => await open(world, holder)));
    const cut = async (): Promise<boolean> => {
      const socket = connect({ host: "127.0.0.1", servername: host, port: world.port, ca: world.root });
      return await Promise.race([once(socket, "secureConnect").then(() => false), once(socket, "close").then(() => true)]).catch(() => true);
    };
    expect([await cut(), await cut()]).toEqual([true, true]);
    // The recovery host's are counted apart, and those who are in are served.
    expect((await send(recoveryHost(world), { path: paths.caCertificates })).status).toBe(200);
    for (const socket of kept) {
      const [answer] = [once(socket, "data"), socket.write(`GET ${paths.status} HTTP/1.1\r\nHost: ${host}\r\n\r\n`)];
      expect(String(await answer)).toMatch(/^HTTP\/1\.1 200 /);
    }
    kept[0]?.destroy();
    await expect.poll(async () => (await send(as(world, holder), { path: paths.status }).catch(() => undefined))?.status).toBe(200);
    for (const socket of kept) socket.destroy();
  });
});

describe("a client that is too slow", () => {
  test("with its handshake is cut", async () => {
    await using world = await start({ handshakeSeconds: 1 });
    const silent = connectSocket(world.port, "127.0.0.1");
    silent.on("error", () => undefined).resume();
    const begun = performance.now();
    await once(silent, "close");
    expect(performance.now() - begun).toBeGreaterThan(900);
  });

  test("with its body, which it trickles, is cut", async () => {
    await using world = await start({ requestSeconds: 1 });
    const socket = await open(world, await world.issue("client1", 50));
    socket.write(`POST ${paths.stage} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n`);
    const dribble = setInterval(() => socket.writable && socket.write("x"), 100);
    expect(await readToEnd(socket)).toBe("");
    clearInterval(dribble);
  });

  test("with its header is answered 408", async () => {
    await using world = await start({ headerSeconds: 1 });
    const socket = await open(world);
    socket.write(`GET ${paths.status} HTTP/1.1\r\nHost: ${host}\r\nX-Slow: `);
    expect(await readToEnd(socket)).toMatch(/^HTTP\/1\.1 408 /);
  });
});

describe("a request that is too large", () => {
  test("in its header is answered 431", async () => {
    await using world = await start({ headerBytes: 4096 });
    const socket = await open(world);
    socket.write(`GET ${paths.status} HTTP/1.1\r\nHost: ${host}\r\nX-Large: ${"x".repeat(5000)}\r\n\r\n`);
    expect(await readToEnd(socket)).toMatch(/^HTTP\/1\.1 431 /);
    const holder = await world.issue("client1", 50);
    const fits = { path: paths.status, headers: { "X-Large": "x".repeat(3000) } };
    expect((await send(as(world, holder), fits)).status).toBe(200);
  });
});

describe("a tenant's renewals", () => {
  test("are limited within an hour, for that tenant alone", async () => {
    await using world = await start({ renewalsPerTenantPerHour: 2 });
    for (const cn of ["client1", "client2"]) {
      await renewed(as(world, await world.issue(cn, 50)), { cn, o: "u00000014" });
    }
    const third = as(world, await world.issue("client3", 50));
    const { body } = await makeRequest({ cn: "client3", o: "u00000014" });
    const refused = await enrol(third, body);
    expect(refusalOf(refused)).toBe("429 tenant-renewals-exceeded");
    expect(refused.headers["retry-after"]).toBe("3600");
    world.now = new Date(world.now.getTime() + 3_600_001);
    expect((await enrol(third, body)).status).toBe(200);
  });
});

describe("the rate", () => {
  test("fills steadily, and four times a second's share may come at once", () => {
    let now = 0;
    const rate = new RateLimit(10, () => now);
    const taken = (count: number): number => Array.from({ length: count }, () => rate.take("a")).filter(Boolean).length;
    expect(taken(100)).toBe(40);
    expect(rate.take("b")).toBe(true);
    now = 500;
    expect(taken(100)).toBe(5);
    now = 1_000_000;
    expect(taken(100)).toBe(40);
  });

  test("of a client that was forgotten is what it would have been", () => {
    let now = 0;
    const rate = new RateLimit(1, () => now);
    for (let count = 0; count < 4; count++) rate.take("a");
    for (let client = 0; client < 20_000; client++) rate.take(`client ${client}`);
    expect(rate.take("a")).toBe(false);
    now = 4000;
    for (let client = 0; client < 20_000; client++) rate.take(`other ${client}`);
    expect([1, 2, 3, 4, 5].map(() => rate.take("a"))).toEqual([true, true, true, true, false]);
  });
});
