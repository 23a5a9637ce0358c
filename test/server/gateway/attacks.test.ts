import type { IncomingMessage } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { paths } from "../../../src/protocol/paths.ts";
import { appHost, startAppBehind, type AppBehind } from "../../support/app-behind.ts";
import { webSocketRequest } from "../../support/app-streams.ts";
import { refusalOf } from "../../support/enrolment.ts";
import { say } from "../../support/raw-tls.ts";
import type { Holder } from "../../support/throwaway-service.ts";
import { send } from "../../support/tls-client.ts";

let behind: AppBehind;
let holder: Holder;
/** The targets of the requests that the app has received, with their bodies. */
let reached: string[] = [];
beforeAll(async () => {
  behind = await startAppBehind((incoming, outgoing) => {
    void bodyOf(incoming).then((body) => {
      reached.push(`${incoming.method ?? ""} ${incoming.url ?? ""} ${body}`.trimEnd());
      outgoing.end("of the app");
    });
  });
  holder = await behind.world.issue("client1", 50);
});
afterAll(() => behind[Symbol.asyncDispose]());
beforeEach(() => {
  reached = [];
});

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of incoming) body += String(chunk);
  return body;
}

/** Sends octets on a connection to the app's host; `HOST` stands for the right line. */
async function sayRaw(octets: string): Promise<string> {
  const { port, root } = behind.world;
  const host = `Host: ${appHost}:${port}`;
  return await say({ port, root, identity: holder, host: appHost }, octets.replaceAll("HOST", host));
}

function statusesIn(received: string): string[] {
  return [...received.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status = ""]) => status);
}

describe("a request is not smuggled past the service", () => {
  const hidden = "GET /hidden HTTP/1.1\r\nHOST\r\n\r\n";

  test.each([
    ["two lengths", `POST / HTTP/1.1\r\nHOST\r\nContent-Length: 5\r\nContent-Length: 0\r\n\r\n${hidden}`],
    [
      "a length and a coding",
      `POST / HTTP/1.1\r\nHOST\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
    ],
    [
      "a coding and a length",
      `POST / HTTP/1.1\r\nHOST\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n${hidden}`,
    ],
    ["the coding identity", `POST / HTTP/1.1\r\nHOST\r\nTransfer-Encoding: identity\r\nContent-Length: 2\r\n\r\n{}${hidden}`],
    ["another coding", `POST / HTTP/1.1\r\nHOST\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n${hidden}`],
    ["a coding that is not the last", `POST / HTTP/1.1\r\nHOST\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n${hidden}`],
    ["a length with a sign", `POST / HTTP/1.1\r\nHOST\r\nContent-Length: +5\r\n\r\n${hidden}`],
    ["a space before a colon", `POST / HTTP/1.1\r\nHOST\r\nContent-Length : 5\r\n\r\n${hidden}`],
    ["a bare line feed", `GET / HTTP/1.1\r\nHOST\r\nX-A: 1\nX-B: 2\r\n\r\n`],
    ["a bare line feed for all lines", `GET /hidden HTTP/1.1\nHOST\n\n`],
    ["a bare carriage return", `GET / HTTP/1.1\r\nHOST\r\nX-A: 1\rX-B: 2\r\n\r\n`],
    ["a NUL in a value", `GET / HTTP/1.1\r\nHOST\r\nX-A: 1\u0000\r\n\r\n`],
  ])("by %s", async (_, octets) => {
    const statuses = statusesIn(await sayRaw(octets));
    expect(statuses).toEqual(["400"]);
    // Whatever was passed on before is finished by then.
    await sayRaw("GET /last HTTP/1.1\r\nHOST\r\nConnection: close\r\n\r\n");
    expect(reached).toEqual(["GET /last"]);
  });

  test("by a chunk whose extension hides a line: the connection ends", async () => {
    const octets = `POST /chunk HTTP/1.1\r\nHOST\r\nTransfer-Encoding: chunked\r\n\r\n1;a\nb\r\nx\r\n0\r\n\r\n${hidden}`;
    expect(statusesIn(await sayRaw(octets))).toEqual([]);
    expect(reached).toEqual([]);
  });

  test("by a folded line, which is refused or arrives as one", async () => {
    await sayRaw("GET /folded HTTP/1.1\r\nHOST\r\nConnection: close\r\nX-A: 1\r\n GET /hidden HTTP/1.1\r\n\r\n");
    expect(reached.filter((target) => target.startsWith("GET /hidden"))).toEqual([]);
  });

  test("by a body after a request without one: it is the next request, judged like any other", async () => {
    const answers = await sayRaw(
      `GET /first HTTP/1.1\r\nHOST\r\n\r\nGET ${paths.status} HTTP/1.1\r\nHOST\r\nConnection: close\r\n\r\n`,
    );
    expect(statusesIn(answers)).toEqual(["200", "200"]);
    expect(reached).toEqual(["GET /first"]);
  });

  test("by a WebSocket that the app declines: what follows its request is not read", async () => {
    const { port } = behind.world;
    const answers = await sayRaw(`${webSocketRequest("/declined", `${appHost}:${port}`)}${hidden}`);
    expect(statusesIn(answers)).toEqual(["200"]);
    expect(reached).toEqual(["GET /declined"]);
  });

  test("by a WebSocket's request with a body, which is a request like any other, and the last one", async () => {
    const upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 4\r\n\r\nbody";
    const answers = await sayRaw(`GET /body HTTP/1.1\r\nHOST\r\n${upgrade}${hidden}`);
    expect(statusesIn(answers)).toEqual(["200"]);
    expect(reached).toEqual(["GET /body body"]);
    const other = `POST /other HTTP/1.1\r\nHOST\r\n${upgrade.replace("websocket", "h2c")}${hidden}`;
    expect(statusesIn(await sayRaw(other))).toEqual(["200"]);
    expect(reached).toEqual(["GET /body body", "POST /other body"]);
  });

  test("by the header of an upgrade to HTTP/2, which is ignored", async () => {
    const answers = await sayRaw(
      "GET / HTTP/1.1\r\nHOST\r\nConnection: close, Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAM\r\n\r\n",
    );
    expect(statusesIn(answers)).toEqual(["200"]);
  });
});

describe("the service's own paths", () => {
  test.each([
    "/api/cert/status/x",
    "/api//cert/nothing",
    "/%61pi/cert/nothing",
    "/api%2Fcert%2Fstatus",
    "/menu/..%2fapi%2fcert",
    "/koshin/../koshin/nothing",
    "//app.localhost/api/cert/nothing",
    "/.well-known/est/nothing",
    "/crl/nothing",
  ])("%s does not reach the app", async (path) => {
    expect(statusesIn(await sayRaw(`GET ${path} HTTP/1.1\r\nHOST\r\nConnection: close\r\n\r\n`))).toEqual([
      expect.stringMatching(/^40[0-9]$/),
    ]);
    expect(reached).toEqual([]);
  });

  test("do not reach the app in absolute form either, and its own do", async () => {
    const { port } = behind.world;
    const at = `https://${appHost}:${port}`;
    for (const [target, status] of [
      [`${at}/api/cert/nothing`, "404"],
      [`${at}/api%2fcert`, "404"],
      [`https://verify.localhost:${port}/`, "400"],
      [`${at}/menu?x=1`, "200"],
      ["*", "400"],
    ] as const)
      expect(statusesIn(await sayRaw(`GET ${target} HTTP/1.1\r\nHOST\r\nConnection: close\r\n\r\n`)), target).toEqual([status]);
    expect(statusesIn(await sayRaw(`GET ${at}/without-host HTTP/1.0\r\n\r\n`))).toEqual(["400"]);
    expect(reached).toEqual(["GET /menu?x=1"]);
  });

  test("are not passed on by CONNECT or TRACE", async () => {
    const { port } = behind.world;
    expect(statusesIn(await sayRaw(`CONNECT ${appHost}:${port} HTTP/1.1\r\nHOST\r\n\r\n`))).toEqual([]);
    expect(statusesIn(await sayRaw("TRACE / HTTP/1.1\r\nHOST\r\nConnection: close\r\n\r\n"))).toEqual(["405"]);
    expect(reached).toEqual([]);
  });

  test("that hand out keys are off, unless a setting turns them on", async () => {
    const ask = async ({ world }: AppBehind, identity: Holder, path: string): Promise<string> => {
      const answer = await send({ port: world.port, root: world.root, identity }, { method: "POST", path });
      return answer.status === 200 ? "200" : refusalOf(answer);
    };
    for (const path of [paths.certificate, paths.serverKey, `${paths.files}${"x".repeat(43)}`])
      expect(await ask(behind, holder, path), path).toBe("404 not-found");
    expect(reached).toEqual([]);
    await using on = await startAppBehind(() => undefined, { site: { serviceKeys: true } });
    expect(await ask(on, await on.world.issue("client1", 50), paths.certificate)).toBe("200");
    // The auth host is for programs, and has no app.
    const { port, root } = behind.world;
    expect(
      (await send({ port, root, identity: holder, host: "localhost" }, { method: "POST", path: paths.certificate })).status,
    ).toBe(200);
  });
});

describe("a request for another host", () => {
  test.each(["verify.localhost", "localhost", "recover.localhost", "x.verify.localhost"])(
    "%s through the app's connection reaches neither it nor the app",
    async (host) => {
      const { port } = behind.world;
      const octets = `GET /api/cert/status HTTP/1.1\r\nHost: ${host}:${port}\r\nConnection: close\r\n\r\n`;
      expect(statusesIn(await sayRaw(octets))).toEqual(["421"]);
      const socket = webSocketRequest("/ws", `${host}:${port}`);
      expect(statusesIn(await sayRaw(socket))).toEqual(["421"]);
      expect(reached).toEqual([]);
    },
  );

  test("the app has no proof host, and the proof host no app", async () => {
    const { port, root } = behind.world;
    const there = { port, root, identity: holder, host: "verify.localhost" };
    expect((await send(there, { path: "/menu" })).status).toBe(404);
    expect(reached).toEqual([]);
  });
});
