import { X509Certificate } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { revokeCertificate } from "../../../src/server/issuance/lifecycle/revoke.ts";
import type { Front } from "../../../src/server/settings/front.ts";
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
      outgoing.end("of the app");
    },
    { settings: { front } },
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
