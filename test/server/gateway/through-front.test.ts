import { X509Certificate } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { request, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { revokeCertificate } from "../../../src/server/issuance/lifecycle/revoke.ts";
import type { Front } from "../../../src/server/settings/front.ts";
import { defaultLimits } from "../../../src/server/settings/operation-settings.ts";
import { appHost, startAppBehind, type AppBehind } from "../../support/app-behind.ts";
import { echoWebSocket, readUntil, webSocketRequest } from "../../support/app-streams.ts";
import { sendAsFront } from "../../support/front-request.ts";
import type { Holder } from "../../support/throwaway-service.ts";

let folder = "";
let behind: AppBehind;
let holder: Holder;
let seen: IncomingMessage | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "koshin-front-app-"));
  const front: Front = {
    form: "nginx",
    listen: { path: join(folder, "front.sock") },
    trust: ["127.0.0.1"],
    header: "X-Front-Certificate",
    serverNameHeader: "X-SSL-Server-Name",
    publicPort: 443,
  };
  const answer = (incoming: IncomingMessage): void => {
    seen = incoming;
  };
  behind = await startAppBehind(
    (incoming, outgoing) => {
      answer(incoming);
      if (incoming.url === "/events") outgoing.write("begun");
      else outgoing.end("of the app");
    },
    { settings: { front, limits: { ...defaultLimits, connectionsPerCertificate: 3 } } },
  );
  behind.app.server.on("upgrade", echoWebSocket).on("upgrade", answer);
  holder = await behind.world.issue("client1", 50);
});
afterAll(async () => {
  await behind[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

function fromFront({ cert }: Holder): Record<string, string> {
  const escaped = encodeURIComponent(new X509Certificate(cert).toString());
  return { Host: appHost, "X-SSL-Server-Name": appHost, "X-Forwarded-For": "1.2.3.4, 203.0.113.9", "X-Front-Certificate": escaped };
}

describe("through a front", () => {
  test("the app gets the client's certificate and address, and nothing that the front said", async () => {
    const answer = await sendAsFront({ socketPath: join(folder, "front.sock") }, fromFront(holder), { path: "/menu" });
    expect([answer.status, answer.body]).toEqual([200, "of the app"]);
    expect(seen?.headers).toMatchObject({
      host: appHost,
      "client-cert": `:${new X509Certificate(holder.cert).raw.toString("base64")}:`,
      "x-forwarded-for": "203.0.113.9",
      "x-forwarded-proto": "https",
      forwarded: `for=203.0.113.9;host="${appHost}";proto=https`,
    });
    expect(Object.keys(seen?.headers ?? {})).not.toContain("x-front-certificate");
    expect(Object.keys(seen?.headers ?? {})).not.toContain("x-ssl-server-name");
  });

  test("one certificate has as many requests in progress as it may have connections, and others are not kept waiting", async () => {
    const socketPath = join(folder, "front.sock");
    const [busy, other] = [await behind.world.issue("client3", 50), await behind.world.issue("client4", 50)];
    const streams: IncomingMessage[] = [];
    for (let each = 0; each < 3; each++) {
      const outgoing = request({ socketPath, path: "/events", headers: fromFront(busy), agent: false }).end();
      streams.push(await new Promise((resolve) => void outgoing.once("response", resolve)));
    }
    const menu = async (by: Holder): Promise<number> =>
      (await sendAsFront({ socketPath }, fromFront(by), { path: "/menu" })).status;
    expect([await menu(busy), await menu(other)]).toEqual([429, 200]);
    for (const each of streams) each.destroy();
    while ((await menu(busy)) === 429) await setImmediate();
  });

  test("a WebSocket passes, and ends with its certificate", async () => {
    const other = await behind.world.issue("client2", 50);
    const socket = connect(join(folder, "front.sock"));
    const { Host: host = "", ...headers } = fromFront(other);
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(webSocketRequest("/ws", host).replace("Connection:", `${lines.join("")}Connection:`));
    socket.write("ping");
    expect(await readUntil(socket, /ping$/)).toMatch(/^HTTP\/1\.1 101 /);
    expect(seen?.headers["x-forwarded-for"]).toBe("203.0.113.9");
    const closed = new Promise((resolve) => void socket.once("close", resolve));
    await revokeCertificate(behind.world.service, { serial: other.serial }, "superseded", byOperator(behind.world.now));
    await closed;
  });
});
