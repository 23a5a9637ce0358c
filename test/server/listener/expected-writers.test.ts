import { once } from "node:events";
import { Agent, createServer, type Server } from "node:https";
import { connect } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { announceWriters } from "../../../src/server/listener/expected-writers.ts";
import { listen, portOf } from "../../../src/server/listener/listen.ts";
import { serverTls } from "../../../src/server/listener/tls-options.ts";
import { startService, type ThrowawayService } from "../../support/throwaway-service.ts";
import { send } from "../../support/tls-client.ts";

let world: ThrowawayService;
let server: Server;
let expected: number;
let most: number;
beforeAll(async () => {
  world = await startService();
  server = createServer((await serverTls(world.data, world.service, world.now)).options);
  announceWriters(server, () => {
    expected += 1;
    most = Math.max(most, expected);
    return () => (expected -= 1);
  });
  server.on("request", (_, response) => response.setHeader("x-expected", String(expected)).end(String(expected)));
  await listen(server, "127.0.0.1", 0);
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await world[Symbol.asyncDispose]();
});
beforeEach(() => {
  expected = 0;
  most = 0;
});

async function nobody(): Promise<void> {
  await expect.poll(() => expected).toBe(0);
}

describe("a client that may be about to write is expected", () => {
  test("from its connection to its response, and not while the connection waits for its next request", async () => {
    using agent = Object.assign(new Agent({ keepAlive: true, maxSockets: 1 }), { [Symbol.dispose]: () => agent.destroy() });
    const to = { port: portOf(server), root: world.root, agent };
    for (let count = 0; count < 3; count++) {
      const { body } = await send(to, { path: "/", method: "POST" });
      expect(body).toBe("1");
      await nobody();
    }
    expect(most).toBe(1);
  });

  test.each(["GET", "HEAD", "OPTIONS"])("no longer once its request turns out to be a %s", async (method) => {
    const { status, headers } = await send({ port: portOf(server), root: world.root }, { path: "/", method });
    expect(status).toBe(200);
    expect(headers["x-expected"]).toBe("0");
    expect(most).toBe(1);
  });

  test("until it disconnects during its handshake", async () => {
    const socket = connect(portOf(server), "127.0.0.1");
    await once(socket, "connect");
    await expect.poll(() => expected).toBe(1);
    socket.destroy();
    await nobody();
  });

  test("until its handshake fails", async () => {
    const socket = connect(portOf(server), "127.0.0.1").on("error", () => undefined);
    socket.write("GET / HTTP/1.1\r\n\r\n");
    await once(socket, "close");
    await nobody();
    expect(most).toBe(1);
  });
});
