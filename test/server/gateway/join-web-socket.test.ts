import { once } from "node:events";
import { connect, createServer, Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { joinWebSocket } from "../../../src/server/gateway/join-web-socket.ts";
import { listen, portOf } from "../../../src/server/listener/listen.ts";

/** Both ends of a connection. */
async function connected(): Promise<readonly [Socket, Socket]> {
  const server = createServer({ allowHalfOpen: true });
  await listen(server, "127.0.0.1", 0);
  const accepted = once(server, "connection").then(([socket]: unknown[]) => socket);
  const near = connect(portOf(server), "127.0.0.1");
  const far = await accepted;
  server.close();
  if (!(far instanceof Socket)) throw new TypeError("A connection is a socket.");
  return [near, far];
}

/** The connection of a client that reads nothing until it is told to. */
class SlowClient extends Socket {
  readonly reads = Promise.withResolvers<undefined>();
  received = "";

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    void this.reads.promise.then(() => {
      this.received += chunk.toString("latin1");
      done();
    });
  }
}

test("what the app has sent before it closes arrives at the client, however slowly that reads", async () => {
  const [appSocket, app] = await connected();
  const socket = new SlowClient();
  for (const each of [socket, appSocket, app]) onTestFinished(() => void each.destroy());
  joinWebSocket({ socket, head: Buffer.alloc(0) }, appSocket, [], () => undefined);
  app.end("last");
  await once(appSocket, "close");
  socket.reads.resolve(undefined);
  await once(socket, "close");
  expect(socket.received).toMatch(/^HTTP\/1\.1 101 [^]*last$/);
});

test("a connection that is reset ends the other one", async () => {
  const [client, socket] = await connected();
  const [appSocket, app] = await connected();
  for (const each of [client, socket, appSocket, app]) onTestFinished(() => void each.destroy());
  joinWebSocket({ socket, head: Buffer.alloc(0) }, appSocket, [], () => undefined);
  app.resetAndDestroy();
  await once(client.resume(), "close");
});
