import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server, type ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { drainable } from "../../../src/server/front/drain.ts";
import { portOf } from "../../../src/server/listener/listen.ts";

const hour = 3_600_000;

describe("closing the listener for a front", () => {
  let folder: string;
  let path: string;
  let server: Server;
  let answer: (response: ServerResponse) => void;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "koshin-drain-"));
    path = join(folder, "front.sock");
    answer = (response) => response.end("done");
    server = createServer((_, response) => answer(response));
  });
  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  });

  async function listening(timeout = hour): Promise<() => Promise<void>> {
    const close = drainable(server, { path }, () => timeout);
    server.listen(path);
    await once(server, "listening");
    return close;
  }

  async function connected(): Promise<Socket> {
    const socket = connect(path);
    await once(socket, "connect");
    return socket;
  }

  test("answers the request that arrives on an idle connection, as the last one there", async () => {
    const close = await listening();
    const socket = await connected();
    expect(await ask(socket)).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*Connection: keep-alive\r\n[^]*done$/);
    const closed = close();
    const ended = once(socket, "close");
    expect(await ask(socket)).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*Connection: close\r\n[^]*done$/);
    await Promise.all([ended, closed]);
  });

  test("answers connections that wait to be accepted, and refuses later ones", async () => {
    const close = await listening();
    const waiting = Array.from({ length: 20 }, () => connect(path));
    const answers = waiting.map(async (socket) => await ask(socket));
    const closed = close();
    for (const each of await Promise.all(answers)) expect(each).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*Connection: close\r\n/);
    await closed;
    await expect(connected()).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("has the answer that is in progress be the last one on its connection", async () => {
    const asked = Promise.withResolvers<ServerResponse>();
    answer = asked.resolve;
    const close = await listening();
    const socket = await connected();
    const answered = ask(socket);
    const response = await asked.promise;
    const closed = close();
    response.end("done");
    expect(await answered).toMatch(/Connection: close\r\n/);
    await closed;
  });

  test("closes what is left after the time for closing, idle or not", async () => {
    answer = () => undefined;
    const close = await listening(1);
    const [idle, stuck] = [await connected(), await connected()];
    stuck.write(request);
    await Promise.all([once(idle, "close"), once(stuck, "close"), close()]);
  });

  test("closes a port on which connections never cease after those that waited", async () => {
    const close = drainable(server, { host: "127.0.0.1", port: 0 }, () => 100);
    let accepted = 0;
    server.on("connection", () => accepted++);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const port = portOf(server);
    const knock = (): void => {
      connect(port, "127.0.0.1", knock).on("error", () => undefined);
    };
    for (let each = 0; each < 20; each++) knock();
    await once(server, "connection");
    await close();
    expect(accepted).toBeLessThan(600);
  });

  test("can be closed before it listens, and twice", async () => {
    const close = drainable(server, { path }, () => hour);
    await Promise.all([close(), close()]);
  });
});

const request = "POST / HTTP/1.1\r\nHost: app.localhost\r\nContent-Length: 0\r\n\r\n";

/** Sends a request, and returns the answer to it. */
async function ask(socket: Socket): Promise<string> {
  const answered = Promise.withResolvers<string>();
  let text = "";
  const receive = (chunk: Buffer): void => {
    text += chunk.toString();
    if (text.includes("done")) answered.resolve(text);
  };
  socket.on("data", receive);
  socket.once("error", answered.reject);
  socket.write(request);
  try {
    return await answered.promise;
  } finally {
    socket.off("data", receive);
  }
}
