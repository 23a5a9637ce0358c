import { EventEmitter, on, once } from "node:events";
import type { ClientRequest, IncomingMessage, ServerResponse } from "node:http";
import { request } from "node:https";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { revokeCertificate } from "../../../src/server/issuance/lifecycle/revoke.ts";
import { appHost, startAppBehind, type AppBehind } from "../../support/app-behind.ts";
import { echoWebSocket, readUntil, webSocketRequest } from "../../support/app-streams.ts";
import { openRaw } from "../../support/raw-tls.ts";
import { frontFolder, frontSettings, startFront, type RealFront } from "../../support/real-front.ts";
import type { Identity } from "../../support/tls-client.ts";

describe.each(["nginx", "haproxy", "apache"] as const)("through %s with the manual's configuration, to an app", (form) => {
  let behind: AppBehind;
  let front: RealFront;
  /** Emits when the first part of an upload has arrived. */
  const arrived = new EventEmitter();
  const uploads = on(arrived, "part");
  let answer: (outgoing: ServerResponse) => void = () => undefined;
  beforeAll(async () => {
    const order = await frontFolder(form);
    const settings = { front: frontSettings(order) };
    behind = await startAppBehind(
      (incoming, outgoing) => {
        if (incoming.method === "GET") answer(outgoing);
        else void receive(incoming, outgoing);
      },
      { settings },
    );
    behind.app.server.on("upgrade", echoWebSocket);
    front = await startFront(order, behind.world);
  });
  afterAll(async () => {
    await front[Symbol.asyncDispose]();
    await behind[Symbol.asyncDispose]();
  });

  /** Answers with the number of octets. */
  async function receive(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    let octets = 0;
    for await (const chunk of incoming) {
      octets += Buffer.from(chunk).length;
      arrived.emit("part");
    }
    outgoing.end(String(octets));
  }

  function at(identity: Identity): object {
    const headers = { Host: `${appHost}:${front.port}` };
    return { host: "127.0.0.1", port: front.port, servername: appHost, ca: behind.world.root, agent: false, headers, ...identity };
  }

  test("a WebSocket passes both ways, and ends once its certificate is revoked", async () => {
    const holder = await behind.world.issue("client1", 50);
    const socket = await openRaw({ port: front.port, root: behind.world.root, identity: holder, host: appHost });
    socket.on("error", () => undefined);
    socket.write(webSocketRequest("/ws", `${appHost}:${front.port}`));
    expect(await readUntil(socket, /\r\n\r\n/)).toMatch(/^HTTP\/1\.1 101 /);
    socket.write("ping");
    await readUntil(socket, /ping/);
    const closed = once(socket, "close");
    await revokeCertificate(behind.world.service, { serial: holder.serial }, "superseded", byOperator(behind.world.now));
    await closed;
  });

  test("each event of a stream arrives when the app sends it", async () => {
    const began = Promise.withResolvers<ServerResponse>();
    answer = (outgoing) => began.resolve(outgoing.writeHead(200, { "Content-Type": "text/event-stream" }));
    const asked = request({ ...at(await behind.world.issue("client2", 50)), path: "/events" }).end();
    const outgoing = await began.promise;
    outgoing.write("data: 1\n\n");
    const incoming = await responseTo(asked);
    for (const number of [1, 2]) {
      expect(await nextOf(incoming)).toBe(`data: ${number}\n\n`);
      if (number === 1) outgoing.write("data: 2\n\n");
    }
    asked.destroy();
  });

  test("an upload arrives at the app while it goes on", async () => {
    const asked = request({ ...at(await behind.world.issue("client3", 50)), path: "/upload", method: "POST" });
    // Apache reads the first 16 kB of a body before it passes anything on.
    asked.write("x".repeat(100_000));
    await uploads.next();
    asked.end("last");
    const incoming = await responseTo(asked);
    expect((await incoming.toArray()).join("")).toBe("100004");
  });
});

async function nextOf(incoming: IncomingMessage): Promise<string> {
  return await new Promise((resolve) => void incoming.once("data", (chunk: Buffer) => resolve(chunk.toString())));
}

async function responseTo(asked: ClientRequest): Promise<IncomingMessage> {
  return await new Promise((resolve, reject) => void asked.once("response", resolve).once("error", reject));
}
