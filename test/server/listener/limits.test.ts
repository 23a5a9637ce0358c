import { once } from "node:events";
import { Agent } from "node:https";
import { connect as connectSocket, createServer, type Socket } from "node:net";
import { connect, type TLSSocket } from "node:tls";
import { describe, expect, test, vi } from "vitest";
import { paths } from "../../../src/protocol/paths.ts";
import { clientAddress, remoteAddress } from "../../../src/server/listener/client-address.ts";
import { listen, portOf } from "../../../src/server/listener/listen.ts";
import { handshakeCost, paceHandshakes } from "../../../src/server/listener/pace-handshakes.ts";
import { defaultLimits, type Limits } from "../../../src/server/settings/operation-settings.ts";
import { enrol, makeRequest, refusalOf, renewed } from "../../support/enrolment.ts";
import { unlimited } from "../../support/limits.ts";
import { recoveryHost } from "../../support/recovery.ts";
import { makeStranger } from "../../support/stranger.ts";
import { startService, type ThrowawayService } from "../../support/throwaway-service.ts";
import { send, type Connection, type Identity } from "../../support/tls-client.ts";

const host = "app.localhost";

async function start(limits: Partial<Limits>, keyPoolSize = 0): Promise<ThrowawayService> {
  // All clients of a test have the same address.
  return await startService({
    settings: { limits: { ...defaultLimits, handshakesPerSecondPerAddress: 10_000, ...limits }, keyPoolSize },
  });
}

function as(world: ThrowawayService, identity?: Identity, agent?: Agent): Connection {
  return { port: world.port, root: world.root, identity, ...(agent ? { agent } : {}) };
}

/** A TLS connection on which the test writes raw bytes. */
async function open(world: ThrowawayService, identity?: Identity): Promise<TLSSocket> {
  const socket = connect({ host: "127.0.0.1", servername: host, port: world.port, ca: world.root, ...identity });
  socket.on("error", () => undefined);
  await once(socket, "secureConnect");
  return socket;
}

/** Everything received until the connection closes or is reset, as after a write. */
async function readToEnd(socket: Socket): Promise<string> {
  let text = "";
  const closed = new Promise((resolve) => socket.once("close", resolve));
  socket.on("error", () => undefined).on("data", (chunk: Buffer) => (text += chunk.toString("latin1")));
  await closed;
  return text;
}

/** Expects that other clients are served as usual. */
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
    // Fifty are kept; the others exceeded the limit of one certificate. A cut connection may lose the reason.
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

  test("with requests, it is rate-limited", async () => {
    await using world = await start({ requestsPerSecond: 2 });
    const [flooder, other] = [await world.issue("client1", 50), await world.issue("client2", 50)];
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const begun = performance.now();
    const answers = await Promise.all(Array.from({ length: 60 }, () => send(as(world, flooder, agent), { path: paths.status })));
    const refused = answers.filter(({ status }) => status !== 200);
    // A burst of four seconds' worth, and two more for every elapsed second.
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

  test("with requests under self-made certificates, it is counted by its address", async () => {
    await using world = await start({ requestsPerSecond: 1 });
    const strangers = Array.from({ length: 10 }, () => makeStranger(1, "P-256"));
    const asked = [...strangers, ...strangers, ...strangers, ...strangers];
    const answers = await Promise.all(asked.map((stranger) => send(as(world, stranger), { path: paths.csrAttributes })));
    const refused = answers.filter(({ status }) => status === 429);
    // Each one alone would be within the limit.
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.map(refusalOf)).toEqual(refused.map(() => "429 requests-exceeded"));
    expect((await send(as(world, await world.issue("client1", 50)), { path: paths.status })).status).toBe(200);
  });

  test("with connections from one address, those over the limit are cut", async () => {
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

describe("the handshakes of one address", () => {
  /** A client with a separate loopback address. */
  function shakeHands(
    world: ThrowawayService,
    localAddress: string,
    identity?: Identity,
  ): { readonly done: Promise<boolean>; cut(): void } {
    const carrier = connectSocket({ host: "127.0.0.1", port: world.port, localAddress });
    const socket = connect({ socket: carrier, servername: host, ca: world.root, ...identity });
    for (const each of [carrier, socket]) each.on("error", () => undefined);
    // In TLS 1.3 the client finishes before the server has verified its certificate; a response shows that it has.
    socket.end(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    return { done: readToEnd(socket).then((answer) => answer.startsWith("HTTP/1.1 ")), cut: () => carrier.destroy() };
  }

  test("are charged to the address by the cost of their certificate chain, and to no other", async () => {
    await using world = await start({ handshakesPerSecondPerAddress: 1, handshakeSeconds: 60 });
    const stranger = makeStranger(40);
    expect(await shakeHands(world, "127.0.0.2", stranger).done).toBe(true);
    // Half a minute's worth of handshakes is owed before its address may start another one.
    const again = shakeHands(world, "127.0.0.2", stranger);
    const holder = await world.issue("client1", 50);
    for (const address of ["127.0.0.3", "127.0.0.4", "127.0.0.5"]) expect(await shakeHands(world, address, holder).done).toBe(true);
    again.cut();
    expect(await again.done).toBe(false);
  });

  test("are queued and all served, because many clients may share an address", async () => {
    await using world = await start({ handshakesPerSecondPerAddress: 20, handshakeSeconds: 60 });
    const holder = await world.issue("client1", 50);
    const answers = await Promise.all(Array.from({ length: 100 }, () => shakeHands(world, "127.0.0.2", holder).done));
    expect(answers).toEqual(answers.map(() => true));
  });

  test("start in order as far as running ones allow, and are cut at their timeout", async () => {
    let [time, begun, delayed] = [0, 0, 0];
    const refused: string[] = [];
    const observer = { delayed: () => (delayed += 1), refused: (limit: string) => refused.push(limit) };
    const tcp = createServer(() => begun++);
    const limits = { ...defaultLimits, handshakesPerSecondPerAddress: 10, handshakeSeconds: 2 };
    paceHandshakes(
      tcp,
      () => limits,
      () => time,
      observer,
      remoteAddress,
    );
    await listen(tcp, "127.0.0.1", 0);
    const clients = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const client = connectSocket(portOf(tcp), "127.0.0.1").on("error", () => undefined);
        await once(client, "connect");
        return client;
      }),
    );
    // Each reserves ten of the address's burst of forty until it is complete and has cost one.
    await expect.poll(() => begun).toBe(4);
    clients[0]?.destroy();
    clients[1]?.destroy();
    await expect.poll(() => begun).toBe(5);
    time = 1200;
    await expect.poll(() => begun).toBe(7);
    // Handshakes that have started are cut by TLS, not here.
    await once(clients[7]?.resume() ?? tcp, "close");
    expect([begun, delayed, refused]).toEqual([7, 4, ["handshakesPerSecondPerAddress"]]);
    for (const client of clients) client.destroy();
    tcp.close();
  });

  test.each([
    [700, 1],
    [4096, 1],
    [4097, 2],
    [50_000, 91],
  ])("cost by the number of bytes from the client: %i bytes count %i", (octets, cost) => expect(handshakeCost(octets)).toBe(cost));

  test.each([
    ["192.0.2.7", "192.0.2.7"],
    ["::ffff:192.0.2.7", "192.0.2.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:db8:1:2::9", "2001:db8:1:2::/64"],
    ["2001:db8::9", "2001:db8:0:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
  ])("of %s are counted for %s", (remote, counted) =>
    expect(clientAddress(remoteAddress({ remoteAddress: remote }))).toBe(counted),
  );
});

describe("all clients together", () => {
  test("have a limit of connections on each listener, over which they are cut before their handshake", async () => {
    await using world = await start({ connections: 3 });
    const holder = await world.issue("client1", 50);
    const kept = await Promise.all([1, 2, 3].map(async () => await open(world, holder)));
    const cut = async (): Promise<boolean> => {
      const socket = connect({ host: "127.0.0.1", servername: host, port: world.port, ca: world.root });
      return await Promise.race([once(socket, "secureConnect").then(() => false), once(socket, "close").then(() => true)]).catch(
        () => true,
      );
    };
    expect([await cut(), await cut()]).toEqual([true, true]);
    // The recovery host's are counted separately, and existing ones are served.
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
    const begun = performance.now();
    await readToEnd(silent);
    expect(performance.now() - begun).toBeGreaterThan(900);
  });

  test("with its body is cut", async () => {
    await using world = await start({ requestSeconds: 1 });
    const socket = await open(world, await world.issue("client1", 50));
    socket.write(`POST ${paths.stage} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n`);
    const dribble = setInterval(() => socket.writable && socket.write("x"), 100);
    expect(await readToEnd(socket)).toBe("");
    clearInterval(dribble);
  });

  test("with reading a response is cut", async () => {
    const cut = Promise.withResolvers<true>();
    const endless = {
      pull: (controller: ReadableStreamDefaultController) => controller.enqueue(new Uint8Array(65_536)),
      cancel: () => cut.resolve(true),
    };
    const settings = { limits: { ...defaultLimits, requestSeconds: 1 } };
    await using world = await startService({ settings, webapp: () => new Response(new ReadableStream(endless)) });
    const socket = await open(world);
    socket.pause().write(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    expect(await cut.promise).toBe(true);
    socket.destroy();
  });

  test("with its header gets 408", async () => {
    await using world = await start({ headerSeconds: 1 });
    const socket = await open(world);
    socket.write(`GET ${paths.status} HTTP/1.1\r\nHost: ${host}\r\nX-Slow: `);
    expect(await readToEnd(socket)).toMatch(/^HTTP\/1\.1 408 /);
  });
});

describe("a request that is too large", () => {
  test("in its header gets 431", async () => {
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
  test("are limited per hour, for that tenant only", async () => {
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

describe("a client over an hourly limit", () => {
  test.each(["its certificate's", "its tenant's"])("(%s) gets no key generated", async (whose) => {
    await using world = await start(whose === "its tenant's" ? { renewalsPerTenantPerHour: 2 } : {}, 1);
    const { service } = world;
    const to = { ...as(world, await world.issue("client1", 50, { keyKind: "RSA-2048" })), host: "localhost" };
    const { body } = await makeRequest({ cn: "client1", o: "u00000014" });
    const code = whose === "its tenant's" ? "tenant-renewals-exceeded" : "too-many-requests";
    for (let count = 0; count < (whose === "its tenant's" ? 2 : 10); count++) {
      await renewed(to, { cn: "client1", o: "u00000014" });
    }
    await expect.poll(() => service.rsaKeys.stock).toBeGreaterThan(0);
    const take = vi.spyOn(service.rsaKeys, "take");
    const generate = vi.spyOn(globalThis.crypto.subtle, "generateKey");
    for (let count = 0; count < 12; count++) {
      expect(refusalOf(await send(to, { method: "POST", path: paths.certificate }))).toBe(`429 ${code}`);
      const sent = { method: "POST", path: paths.serverKey, headers: { "Content-Type": "application/pkcs10" }, body };
      expect(refusalOf(await send(to, sent))).toBe(`429 ${code}`);
    }
    expect([take.mock.calls.length, generate.mock.calls.length]).toEqual([0, 0]);
    generate.mockRestore();
  });

  test("gets no keys generated by concurrent requests", async () => {
    await using world = await start({});
    const { service } = world;
    const to = { ...as(world, await world.issue("client1", 50)), host: "localhost" };
    const take = vi.spyOn(service.rsaKeys, "take");
    const asked = await Promise.all(Array.from({ length: 12 }, () => send(to, { method: "POST", path: paths.certificate })));
    expect(new Set(asked.map(({ status, body }) => `${status} ${body}`)).size).toBe(1);
    expect(take).toHaveBeenCalledTimes(1);
    const generate = vi.spyOn(globalThis.crypto.subtle, "generateKey");
    const { body } = await makeRequest({ cn: "client1", o: "u00000014" });
    generate.mockClear();
    const sent = { method: "POST", path: paths.serverKey, headers: { "Content-Type": "application/pkcs10" }, body };
    const answers = await Promise.all(Array.from({ length: 12 }, () => send(to, sent)));
    // One of the ten per hour is that of the file.
    const beyond = answers.filter(({ status }) => status !== 200);
    expect(beyond.map(refusalOf)).toEqual(["429 too-many-requests", "429 too-many-requests", "429 too-many-requests"]);
    expect(generate).toHaveBeenCalledTimes(9);
    generate.mockRestore();
  });

  test("gets none generated either if a replacement is pending although none must be", async () => {
    await using world = await start({});
    const to = as(world, await world.issue("client1", 50));
    await renewed(to, { cn: "client1", o: "u00000014" });
    const { body } = await makeRequest({ cn: "client1", o: "u00000014" });
    const generate = vi.spyOn(globalThis.crypto.subtle, "generateKey");
    const headers = { "Content-Type": "application/pkcs10", "If-None-Match": "*" };
    expect(refusalOf(await send(to, { method: "POST", path: paths.serverKey, headers, body }))).toBe("412 replacement-pending");
    expect(generate).not.toHaveBeenCalled();
    generate.mockRestore();
  });
});

describe("pipelined requests on one connection", () => {
  test("are answered in order, with those of others in between", async () => {
    const begun: string[] = [];
    const webapp = async (request: Request): Promise<Response> => {
      const { pathname } = new URL(request.url);
      begun.push(pathname);
      // Another client's request arrives while the first of them is answered.
      if (pathname === "/0") await send(as(world), { path: "/other" });
      return new Response(pathname);
    };
    await using world = await startService({ settings: { limits: unlimited }, webapp });
    const pipelined = Array.from(
      { length: 20 },
      (_, at) => `GET /${at} HTTP/1.1\r\nHost: ${host}\r\n${at === 19 ? "Connection: close\r\n" : ""}\r\n`,
    );
    const socket = await open(world);
    socket.write(pipelined.join(""));
    const answers = await readToEnd(socket);
    expect(begun).toEqual(["/0", "/other", ...Array.from({ length: 19 }, (_, at) => `/${at + 1}`)]);
    expect([...answers.matchAll(/\r\n\r\n(?:[0-9a-f]+\r\n)?(\/\d+)/g)].map(([, path]) => path)).toEqual(
      Array.from({ length: 20 }, (_, at) => `/${at}`),
    );
  });

  test("are limited: if too many wait for the first response, the connection is cut", async () => {
    const first = Promise.withResolvers<Response>();
    const begun: string[] = [];
    const webapp = async (request: Request): Promise<Response> => {
      const { pathname } = new URL(request.url);
      begun.push(pathname);
      return pathname === "/first" ? await first.promise : new Response(pathname);
    };
    await using world = await startService({ settings: { limits: unlimited }, webapp });
    const ask = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
    const [patient, greedy] = [await open(world), await open(world)];
    patient.write(ask("/first") + ask("/behind").repeat(64));
    greedy.write(ask("/first") + ask("/never").repeat(65));
    expect(await readToEnd(greedy)).toBe("");
    first.resolve(new Response("first"));
    await expect.poll(() => begun.filter((path) => path === "/behind").length).toBe(64);
    expect(begun).not.toContain("/never");
    patient.destroy();
  });
});
