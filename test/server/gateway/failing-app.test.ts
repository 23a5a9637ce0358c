import { once } from "node:events";
import { createServer } from "node:net";
import { pino } from "pino";
import { describe, expect, onTestFinished, test } from "vitest";
import { listen, portOf } from "../../../src/server/listener/listen.ts";
import { defaultLimits } from "../../../src/server/settings/operation-settings.ts";
import { hostsWith, startApp, startAppBehind } from "../../support/app-behind.ts";
import { begin, echoWebSocket, openWebSocket, readUntil } from "../../support/app-streams.ts";
import { say } from "../../support/raw-tls.ts";
import { startService, type ThrowawayService } from "../../support/throwaway-service.ts";
import { send, type Received } from "../../support/tls-client.ts";

const impatient = {
  limits: { ...defaultLimits, handshakesPerSecondPerAddress: 10_000, upstreamAnswerSeconds: 1, upstreamIdleSeconds: 1 },
};

async function ask(world: ThrowawayService, headers: Readonly<Record<string, string>> = {}): Promise<Received> {
  const identity = await world.issue("client1", 50);
  return await send({ port: world.port, root: world.root, identity }, { path: "/menu?secret=1", headers });
}

/** The origin of a server that sends these octets to whoever connects, and then closes. */
async function serverSaying(octets: string): Promise<string> {
  const server = createServer(
    (socket) => void socket.on("error", () => undefined).once("data", () => void socket.end(octets, "latin1")),
  );
  await listen(server, "127.0.0.1", 0);
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${portOf(server)}`;
}

describe("an app that is down", () => {
  test("is reported by a page in both languages, as 502, or by a problem for programs, and in the log", async () => {
    const lines: unknown[] = [];
    const log = pino({ level: "info" }, { write: (line: string) => void lines.push(JSON.parse(line)) });
    await using world = await startService({ settings: { hosts: hostsWith("http://127.0.0.1:1") }, log });
    const page = await ask(world, { Accept: "text/html" });
    expect([page.status, page.headers["content-type"]]).toEqual([502, "text/html; charset=utf-8"]);
    expect(page.body).toMatch(/アプリケーションに接続できません[^]*The application cannot be reached/);
    expect(page.headers["content-security-policy"]).toContain("default-src 'none'");
    const problem = await ask(world);
    expect([problem.status, problem.headers["content-type"]]).toEqual([502, "application/problem+json"]);
    expect(problem.body).toMatch(/"status":502.*The application behind this service.*"code":"unavailable"/);
    expect(lines).toContainEqual(expect.objectContaining({ status: 502, code: "unavailable", app: "unreachable", path: "/menu" }));
    expect(JSON.stringify(lines)).not.toContain("secret");
    expect(await (await fetch(`${world.operations}/metrics`)).text()).toContain(
      'koshin_upstream_requests_total{outcome="unreachable"} 2\n',
    );
  });

  test("and comes back is reached again, also over a connection that it had closed meanwhile", async () => {
    const app = await startApp((_, outgoing) => void outgoing.end("first"));
    await using world = await startService({ settings: { hosts: hostsWith(app.origin) } });
    expect((await ask(world)).body).toBe("first");
    const port = Number(new URL(app.origin).port);
    await app[Symbol.asyncDispose]();
    expect((await ask(world)).status).toBe(502);
    const { server } = app;
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    expect((await ask(world)).body).toBe("first");
    server.closeAllConnections();
    server.close();
  });

  test("closes a connection just as a request arrives: the request is repeated if that is safe, and otherwise not", async () => {
    const bodies: string[] = [];
    await using behind = await startAppBehind((incoming, outgoing) => {
      const { method = "" } = incoming;
      bodies.push(method);
      // The second request of each connection finds it closed.
      if (bodies.length % 2 === 0) incoming.socket.destroy();
      else outgoing.end(method);
    });
    const { world } = behind;
    const identity = await world.issue("client1", 50);
    const to = { port: world.port, root: world.root, identity };
    expect((await send(to, { path: "/" })).body).toBe("GET");
    expect((await send(to, { path: "/" })).body).toBe("GET");
    expect((await send(to, { path: "/", method: "POST", body: "x" })).status).toBe(502);
    expect(bodies).toEqual(["GET", "GET", "GET", "POST"]);
  });
});

describe("an app that is slow", () => {
  test("is reported by a page, as 504", async () => {
    await using behind = await startAppBehind(() => undefined, { settings: impatient });
    const page = await ask(behind.world, { Accept: "text/html" });
    expect(page.status).toBe(504);
    expect(page.body).toMatch(/アプリケーションの応答に時間がかかっています[^]*takes too long to answer/);
  });

  test("has its answer cut where it does not go on", async () => {
    await using behind = await startAppBehind((_, outgoing) => void outgoing.write("begun"), { settings: impatient });
    const stalled = await begin(behind, await behind.world.issue("client1", 50), "/").response;
    await expect(once(stalled.resume(), "end")).rejects.toThrow("aborted");
    const text = await (await fetch(`${behind.world.operations}/metrics`)).text();
    expect(text).toContain('koshin_upstream_cut_total{failure="timeout"} 1\n');
  });

  test("has its WebSocket closed where nothing moves", async () => {
    await using behind = await startAppBehind(() => undefined, { settings: impatient });
    behind.app.server.on("upgrade", echoWebSocket);
    const socket = await openWebSocket(behind, await behind.world.issue("client1", 50));
    await readUntil(socket, /\r\n\r\n$/);
    await once(socket.resume(), "close");
  });

  test("gets an upload that takes longer than the service's own requests may", async () => {
    await using behind = await startAppBehind((incoming, outgoing) => void incoming.pipe(outgoing), {
      settings: { limits: { ...defaultLimits, requestSeconds: 1 } },
    });
    const { outgoing, response } = begin(behind, await behind.world.issue("client1", 50), "/slow", { method: "POST" });
    for (let count = 0; count < 15; count++) {
      outgoing.write(".");
      await new Promise((resolve) => void setTimeout(resolve, 100));
    }
    outgoing.end();
    const answer = await response;
    let body = "";
    for await (const chunk of answer) body += String(chunk);
    expect(body).toBe(".".repeat(15));
  });
});

describe("what is no answer", () => {
  test.each([
    ["no HTTP", "SSH-2.0-OpenSSH_9.2\r\n"],
    ["nothing", ""],
    ["two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx"],
    ["a length and a coding", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"],
    ["a bare line feed in its head", "HTTP/1.1 200 OK\r\nX-A: 1\nX-B: 2\r\nContent-Length: 2\r\n\r\nxx"],
    ["another protocol that nobody asked for", "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"],
  ])("%s is not passed on", async (_, octets) => {
    await using world = await startService({ settings: { hosts: hostsWith(await serverSaying(octets)) } });
    const { status, body } = await ask(world, { Accept: "text/html" });
    expect([status, body]).toEqual([
      502,
      expect.stringMatching(/アプリケーションの応答が正しくありません[^]*answer is not usable/),
    ]);
  });

  test.each([
    ["another protocol", "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"],
    ["none", "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n\r\n"],
  ])("instead of a WebSocket %s is not passed on", async (_, octets) => {
    await using world = await startService({ settings: { hosts: hostsWith(await serverSaying(octets)) } });
    const { port, root } = world;
    const identity = await world.issue("client1", 50);
    const upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n";
    const answer = await say(
      { port, root, identity, host: "app.localhost" },
      `GET / HTTP/1.1\r\nHost: app.localhost:${port}\r\n${upgrade}\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 502 /);
  });

  test("a body that is shorter than its length is cut for the client too", async () => {
    const cut = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf";
    await using world = await startService({ settings: { hosts: hostsWith(await serverSaying(cut)) } });
    await expect(ask(world)).rejects.toThrow("aborted");
  });
});
