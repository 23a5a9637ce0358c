import { once } from "node:events";
import { Agent, createServer, type Server } from "node:https";
import { connect } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { watchArrivals } from "../../../src/server/listener/arrivals.ts";
import { listen, portOf } from "../../../src/server/listener/listen.ts";
import { serverTls } from "../../../src/server/listener/tls-options.ts";
import { startService, type ThrowawayService } from "../../support/throwaway-service.ts";
import { send } from "../../support/tls-client.ts";

let world: ThrowawayService;
let server: Server;
let underWay: number;
let most: number;
beforeAll(async () => {
  world = await startService();
  server = createServer((await serverTls(world.data, world.service, world.now)).options);
  watchArrivals(server, () => {
    underWay += 1;
    most = Math.max(most, underWay);
    return () => (underWay -= 1);
  });
  server.on("request", (_, response) => response.end(String(underWay)));
  await listen(server, "127.0.0.1", 0);
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await world[Symbol.asyncDispose]();
});
beforeEach(() => {
  underWay = 0;
  most = 0;
});

async function nobody(): Promise<void> {
  await expect.poll(() => underWay).toBe(0);
}

describe("an arrival is counted", () => {
  test("from the connection to the response, and not while a connection waits for its next request", async () => {
    using agent = Object.assign(new Agent({ keepAlive: true, maxSockets: 1 }), { [Symbol.dispose]: () => agent.destroy() });
    const to = { port: portOf(server), root: world.root, agent };
    for (let count = 0; count < 3; count++) {
      const { body } = await send(to, { path: "/" });
      expect(body).toBe("1");
      await nobody();
    }
    expect(most).toBe(1);
  });

  test("until the client disconnects during its handshake", async () => {
    const socket = connect(portOf(server), "127.0.0.1");
    await once(socket, "connect");
    await expect.poll(() => underWay).toBe(1);
    socket.destroy();
    await nobody();
  });

  test("until a handshake fails", async () => {
    const socket = connect(portOf(server), "127.0.0.1").on("error", () => undefined);
    socket.write("GET / HTTP/1.1\r\n\r\n");
    await once(socket, "close");
    await nobody();
    expect(most).toBe(1);
  });
});
