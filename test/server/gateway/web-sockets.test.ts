import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { defaultLimits } from "../../../src/server/settings/operation-settings.ts";
import { appHost, startAppBehind, type AppBehind } from "../../support/app-behind.ts";
import { echoWebSocket, openWebSocket, readUntil, webSocketRequest } from "../../support/app-streams.ts";
import { openRaw, readToEnd, say } from "../../support/raw-tls.ts";
import { startService, type Holder } from "../../support/throwaway-service.ts";
import { send } from "../../support/tls-client.ts";

const limits = { ...defaultLimits, handshakesPerSecondPerAddress: 10_000, requestSeconds: 1 };

describe("a WebSocket", () => {
  let behind: AppBehind;
  let holder: Holder;
  beforeAll(async () => {
    behind = await startAppBehind(
      ({ url }, outgoing) => {
        if (url !== "/slow") outgoing.end("of the app");
      },
      { settings: { limits } },
    );
    holder = await behind.world.issue("client1", 50);
  });
  afterAll(() => behind[Symbol.asyncDispose]());

  test.each([
    ["an answer of the app", true, ""],
    ["a refusal", false, ""],
    ["the refusal of a coding", false, "Transfer-Encoding: gzip, chunked\r\n"],
    ["the refusal of a request without a host", false, undefined],
  ])("that does not wait for %s costs its client the connection, and nobody else anything", async (_, accepted, lines) => {
    const { port, root } = behind.world;
    const host = `Host: ${appHost}:${port}\r\n`;
    const first = `GET /slow HTTP/1.1\r\n${lines === undefined ? "" : host + lines}\r\n`;
    const identity = accepted ? holder : undefined;
    const answers = await say({ port, root, identity, host: appHost }, first + webSocketRequest("/ws", `${appHost}:${port}`));
    expect(answers).not.toContain("of the app");
    expect((await send({ port, root, identity: holder }, { path: "/" })).body).toBe("of the app");
  });

  test("may take longer than other requests", async () => {
    behind.app.server.once("upgrade", echoWebSocket);
    const socket = await openWebSocket(behind, holder);
    await readUntil(socket, /\r\n\r\n$/);
    // Twice the time within which any other request has to end.
    await new Promise((resolve) => void setTimeout(resolve, 2000 * limits.requestSeconds));
    socket.write("still here");
    await readUntil(socket, /still here$/);
    socket.destroy();
  });
});

describe("a request for a WebSocket that is answered like any other", () => {
  test("is cut where its client does not read the answer", async () => {
    const cut = Promise.withResolvers<true>();
    const endless = {
      pull: (controller: ReadableStreamDefaultController) => controller.enqueue(new Uint8Array(65_536)),
      cancel: () => cut.resolve(true),
    };
    await using world = await startService({ webapp: () => new Response(new ReadableStream(endless)), settings: { limits } });
    const socket = await openRaw({ port: world.port, root: world.root, identity: undefined, host: appHost });
    socket.pause().write(webSocketRequest("/", `${appHost}:${world.port}`));
    expect(await cut.promise).toBe(true);
    socket.destroy();
  });

  test("is completed when the service closes", async () => {
    const arrived = Promise.withResolvers<undefined>();
    const answered = Promise.withResolvers<undefined>();
    const world = await startService({
      webapp: async () => {
        arrived.resolve(undefined);
        await answered.promise;
        return new Response("done");
      },
    });
    const socket = await openRaw({ port: world.port, root: world.root, identity: undefined, host: appHost });
    socket.write(webSocketRequest("/", `${appHost}:${world.port}`));
    await arrived.promise;
    const closed = world[Symbol.asyncDispose]();
    answered.resolve(undefined);
    expect(await readToEnd(socket)).toMatch(/^HTTP\/1\.1 200 [^]*done$/);
    await closed;
  });
});
