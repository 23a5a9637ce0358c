import { once } from "node:events";
import { get, IncomingMessage } from "node:http";
import { connect, type Socket } from "node:net";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { yearsAfter } from "../../../src/core/years.ts";
import { paths } from "../../../src/protocol/paths.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { revokeCertificate } from "../../../src/server/issuance/lifecycle/revoke.ts";
import { createMetrics } from "../../../src/server/monitoring/metrics.ts";
import { defaultSettings } from "../../../src/server/settings/settings.ts";
import { askStatus, enrol, makeRequest, renewed } from "../../support/enrolment.ts";
import { startService, type ThrowawayService } from "../../support/throwaway-service.ts";
import { send } from "../../support/tls-client.ts";

let world: ThrowawayService;
beforeAll(async () => {
  world = await startService();
});
afterAll(async () => await world[Symbol.asyncDispose]());

async function look(
  path: string,
  method = "GET",
  { operations } = world,
): Promise<{ readonly status: number; readonly body: string }> {
  const response = await fetch(operations + path, { method });
  return { status: response.status, body: await response.text() };
}

/** The samples of one metric, by their labels. */
async function samplesOf(name: string, of = world): Promise<Record<string, number>> {
  const lines = (await look("/metrics", "GET", of)).body.split("\n");
  const samples = lines.flatMap((line) => {
    const [, found, labels = "", value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    return found === name ? [[labels, Number(value)] as const] : [];
  });
  return Object.fromEntries(samples);
}

describe("the operations listener", () => {
  test("is on the loopback address, over plain HTTP, by default", () => {
    expect(world.operations).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  test("reports that the process is alive and ready", async () => {
    expect(await look("/healthz")).toEqual({ status: 200, body: "alive\n" });
    expect(await look("/readyz")).toEqual({ status: 200, body: "ready\n" });
  });

  test.each([
    ["GET", "/"],
    ["GET", "/metrics/x"],
    ["GET", paths.status],
    ["POST", "/"],
  ])("serves nothing else: %s %s", async (method, path) => expect((await look(path, method)).status).toBe(404));

  test.each(["app.localhost", "localhost", "verify.localhost", "ctrl.localhost"])("is not served on %s", async (host) => {
    const identity = await world.issue("client1", 50);
    for (const path of ["/metrics", "/healthz", "/readyz"]) {
      expect((await send({ port: world.port, root: world.root, host, identity }, { path })).status).toBe(404);
    }
  });

  test("responds to requests for an IP address, localhost and the configured names, and to no others", async () => {
    await using named = await startService({
      settings: { operations: { ...defaultSettings.operations, names: ["Koshin.internal"] } },
    });
    const { port } = new URL(named.operations);
    const ask = async (host: string): Promise<number> => {
      const outgoing = get({
        host: "127.0.0.1",
        port,
        path: "/metrics",
        setHost: false,
        headers: host.split(" ").flatMap((each) => ["Host", each]),
      });
      const [incoming] = v.parse(v.tuple([v.instance(IncomingMessage)]), await once(outgoing, "response"));
      incoming.resume();
      return incoming.statusCode ?? 0;
    };
    for (const host of [`127.0.0.1:${port}`, "10.0.0.7", "[::1]:8480", "LOCALHOST:8480", "koshin.internal:8480"])
      expect(await ask(host)).toBe(200);
    for (const host of ["evil.example", "evil.example:8480", "app.localhost", "localhost.evil.example", "localhost evil.example"]) {
      expect(await ask(host)).toBe(421);
    }
  });

  test("is not ready when the server's certificate or the authority has expired", async () => {
    const started = world.now;
    try {
      world.now = yearsAfter(started, 2);
      expect(await look("/readyz")).toEqual({ status: 503, body: "server-certificate-ends\n" });
      world.now = yearsAfter(world.service.authority.notAfter, -2);
      expect(await look("/readyz")).toEqual({ status: 503, body: "authority-ends\nserver-certificate-ends\n" });
      expect((await look("/healthz")).status).toBe(200);
    } finally {
      world.now = started;
    }
  });

  test("is alive but not ready without its database", async () => {
    const other = await startService();
    await other.service.store.destroy();
    expect(await (await fetch(`${other.operations}/readyz`)).text()).toBe("database\n");
    expect((await fetch(`${other.operations}/healthz`)).status).toBe(200);
    expect(await (await fetch(`${other.operations}/metrics`)).text()).toContain("koshin_requests_total");
    await other[Symbol.asyncDispose]();
  });
});

describe("the metrics", () => {
  test("count requests by host, route, method and status, without arbitrary paths and methods", async () => {
    const to = { port: world.port, root: world.root, identity: await world.issue("client1", 50) };
    const before = await samplesOf("koshin_requests_total");
    await askStatus(to);
    for (const path of ["/api/made/up", "/api/also/made/up?x=1"]) await send(to, { path });
    await send(to, { path: paths.status, method: "PROPFIND" });
    const after = await samplesOf("koshin_requests_total");
    const gained = (labels: string): number => (after[labels] ?? 0) - (before[labels] ?? 0);
    expect(gained(`host="app",route="${paths.status}",method="GET",status="200"`)).toBe(1);
    expect(gained('host="app",route="other",method="GET",status="404"')).toBe(2);
    expect(gained(`host="app",route="${paths.status}",method="other",status="405"`)).toBe(1);
    expect(Object.keys(after).join()).not.toContain("made");
    const durations = await samplesOf("koshin_request_duration_seconds_count");
    expect(durations[`host="app",route="${paths.status}"`]).toBe(2);
  });

  test("count requests that are refused before any route: for an unknown host, and over a limit", async () => {
    await using other = await startService({ settings: { limits: { ...defaultSettings.limits, requestsPerSecond: 1 } } });
    const to = { port: other.port, root: other.root, identity: await other.issue("client1", 50) };
    await send(to, { path: paths.status, headers: { Host: "elsewhere.localhost" } });
    const answers = await Promise.all(Array.from({ length: 12 }, async () => await send(to, { path: paths.status })));
    const excessive = answers.filter(({ status }) => status === 429).length;
    expect(excessive).toBeGreaterThan(0);
    const counted = await samplesOf("koshin_requests_total", other);
    expect(counted[`host="other",route="${paths.status}",method="GET",status="421"`]).toBe(1);
    expect(counted[`host="app",route="${paths.status}",method="GET",status="429"`]).toBe(excessive);
  });

  test("count connections that are cut before their handshake, and queued handshakes", async () => {
    const limits = {
      ...defaultSettings.limits,
      connections: 3,
      connectionsPerAddress: 2,
      handshakesPerSecondPerAddress: 1,
      handshakeSeconds: 3600,
    };
    await using other = await startService({ settings: { limits } });
    const name = "koshin_connections_refused_total";
    const refused = async (limit: string): Promise<number | undefined> => (await samplesOf(name, other))[`limit="${limit}"`];
    const delayed = async (): Promise<number | undefined> => (await samplesOf("koshin_handshakes_delayed_total", other))[""];
    expect([
      await delayed(),
      ...(await Promise.all(["connections", "connectionsPerAddress", "handshakesPerSecondPerAddress"].map(refused))),
    ]).toEqual([0, 0, 0, 0]);
    const sockets: Socket[] = [];
    const open = async (localAddress: string): Promise<void> => {
      const socket = connect({ host: "127.0.0.1", port: other.port, localAddress })
        .on("error", () => undefined)
        .resume();
      await once(socket, "connect");
      sockets.push(socket);
    };
    // The address's whole allowance is reserved for the first one until its handshake is complete.
    await open("127.0.0.2");
    await open("127.0.0.2");
    await expect.poll(delayed).toBe(1);
    await open("127.0.0.2");
    await expect.poll(() => refused("connectionsPerAddress")).toBe(1);
    await open("127.0.0.3");
    await open("127.0.0.4");
    await expect.poll(() => refused("connections")).toBe(1);
    for (const socket of sockets) socket.destroy();
  });

  test("count renewals by outcome", async () => {
    const before = await samplesOf("koshin_renewals_total");
    const subject = { cn: "client2", o: "u00000014" };
    const to = { port: world.port, root: world.root, identity: await world.issue("client2", 50) };
    await renewed(to, subject);
    await enrol(to, "none");
    const young = { ...to, identity: await world.issue("client2", 500) };
    await enrol(young, (await makeRequest(subject)).body);
    const after = await samplesOf("koshin_renewals_total");
    const gained = (outcome: string): number => (after[`outcome="${outcome}"`] ?? 0) - (before[`outcome="${outcome}"`] ?? 0);
    expect(["issued", "request-malformed", "not-due"].map(gained)).toEqual([1, 1, 1]);
  });

  test("report the certificates by state, and the days until the first of them expires", async () => {
    await using other = await startService();
    const { service, now } = other;
    await other.issue("client1", 20);
    await other.issue("client2", 60);
    await other.issue("client3", -5);
    await revokeCertificate(service, await other.issue("client4", 10), "key-compromise", byOperator(now));
    const text = await createMetrics(
      service,
      () => now,
      () => now,
    ).text();
    for (const line of [
      'koshin_certificates{state="valid"} 2',
      'koshin_certificates{state="expired"} 1',
      'koshin_certificates{state="revoked"} 1',
      "koshin_days_until_earliest_expiry 20",
      `koshin_certificate_end_timestamp_seconds{certificate="server"} ${now.getTime() / 1000}`,
      "koshin_rsa_keys_in_stock 0",
    ]) {
      expect(text.split("\n")).toContain(line);
    }
  });

  test("count the certificates to renew until their replacements are in use", async () => {
    await using other = await startService();
    const { service, now, port, root } = other;
    const identity = await other.issue("client1", 5);
    await other.issue("client2", 29);
    await other.issue("client3", 89);
    await other.issue("client4", -1);
    await revokeCertificate(service, await other.issue("client5", 3), "key-compromise", byOperator(now));
    const counted = async (): Promise<string[]> => {
      const text = await createMetrics(
        service,
        () => now,
        () => now,
      ).text();
      return text.split("\n").filter((line) => line.startsWith("koshin_certificates_to_renew{"));
    };
    const lines = (...counts: readonly number[]): string[] =>
      [7, 30, 90].map((days, at) => `koshin_certificates_to_renew{days="${days}"} ${counts[at]}`);
    expect(await counted()).toEqual(lines(1, 2, 3));
    const to = { port, root, host: "app.localhost" };
    const replacement = await renewed({ ...to, identity }, { cn: "client1", o: "u00000014" });
    expect(await counted()).toEqual(lines(1, 2, 3));
    await askStatus({ ...to, identity: replacement });
    expect(await counted()).toEqual(lines(0, 1, 2));
  });

  test("report the state of the process", async () => {
    const { body } = await look("/metrics");
    for (const name of ["nodejs_eventloop_lag_seconds", "process_resident_memory_bytes", "process_cpu_seconds_total"]) {
      expect(body).toMatch(new RegExp(`^${name} `, "m"));
    }
  });
});

describe("the request's id", () => {
  test("is generated by the service, regardless of the request, and unique", async () => {
    const ask = async (): Promise<unknown> =>
      (await send({ port: world.port, root: world.root }, { path: paths.status, headers: { "X-Request-Id": "mine" } })).headers[
        "x-request-id"
      ];
    const [one, other] = [await ask(), await ask()];
    expect(one).toMatch(/^[0-9a-f-]{36}$/);
    expect(other).not.toBe(one);
  });
});
