import { createHash } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { appHost, startAppBehind, type AppBehind } from "../../support/app-behind.ts";
import { begin, echoWebSocket, openWebSocket, readUntil } from "../../support/app-streams.ts";
import { readToEnd, say } from "../../support/raw-tls.ts";
import type { Holder } from "../../support/throwaway-service.ts";

const megabyte = Buffer.alloc(1_048_576, "koshin");
interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
}
/** What the app receives, by the paths; each test has its own. */
const exchanges = new Map<string, PromiseWithResolvers<Exchange>>();
function exchangeAt(path: string): PromiseWithResolvers<Exchange> {
  const exchange = exchanges.get(path) ?? Promise.withResolvers<Exchange>();
  exchanges.set(path, exchange);
  return exchange;
}
let behind: AppBehind;
let holder: Holder;

beforeAll(async () => {
  behind = await startAppBehind((incoming, outgoing) => {
    const { url = "" } = incoming;
    exchangeAt(url).resolve({ incoming, outgoing });
    if (url === "/digest") void digest(incoming, outgoing);
    if (url === "/endless") void pipeline(endless(), outgoing).catch(() => undefined);
    if (url === "/early") {
      outgoing.writeHead(413, { Connection: "close" }).end("too large");
    }
  });
  behind.app.server.on("upgrade", echoWebSocket);
  holder = await behind.world.issue("client1", 50);
});
afterAll(() => behind[Symbol.asyncDispose]());

let produced = 0;
function endless(): Readable {
  return new Readable({
    read() {
      produced += megabyte.length;
      this.push(megabyte);
    },
  });
}

async function digest(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const hash = createHash("sha256");
  for await (const chunk of incoming) hash.update(String(chunk));
  outgoing.end(hash.digest("hex"));
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of response) text += String(chunk);
  return text;
}

/** The request of a path, once the app has received it. */
async function seen(path: string): Promise<Exchange> {
  return await exchangeAt(path).promise;
}

describe("between client and app", () => {
  test("an upload passes as a stream, whole", async () => {
    const { outgoing, response } = begin(behind, holder, "/digest", { method: "POST" });
    const hash = createHash("sha256");
    for (let count = 0; count < 32; count++) {
      hash.update(String(megabyte));
      if (!outgoing.write(megabyte)) await once(outgoing, "drain");
    }
    outgoing.end();
    expect(await textOf(await response)).toBe(hash.digest("hex"));
  });

  test("each event of an event stream arrives when it is sent, and its head before the first one", async () => {
    const { response } = begin(behind, holder, "/events");
    const { outgoing } = await seen("/events");
    outgoing.writeHead(200, { "Content-Type": "text/event-stream" }).flushHeaders();
    const events = await response;
    for (const event of ["data: 1\n\n", "data: 2\n\n"]) {
      outgoing.write(event);
      expect(String((await once(events, "data"))[0])).toBe(event);
    }
    outgoing.end();
    await once(events, "end");
  });

  test("a client that does not read stops the app", async () => {
    produced = 0;
    const { response, outgoing } = begin(behind, holder, "/endless");
    const reading = await response;
    await once(reading, "readable");
    // What both kernels and Node keep for a connection; the same at two looks, with a whole turn between them.
    let before = -1;
    await expect
      .poll(
        () => {
          const still = before === produced;
          before = produced;
          return still;
        },
        { interval: 300 },
      )
      .toBe(true);
    expect(produced).toBeLessThan(64 * megabyte.length);
    outgoing.destroy();
  });

  test("a client that leaves ends the app's work", async () => {
    const { outgoing, response } = begin(behind, holder, "/long-poll");
    const { outgoing: ofApp } = await seen("/long-poll");
    const closed = once(ofApp, "close");
    outgoing.destroy();
    await closed;
    await expect(response).rejects.toThrow();
    const download = begin(behind, holder, "/left");
    const { outgoing: unfinished } = await seen("/left");
    unfinished.write("begun");
    await download.response;
    const left = once(unfinished, "close");
    download.outgoing.destroy();
    await left;
  });

  test("a client that leaves in the middle of an upload is noticed by the app", async () => {
    const { outgoing } = begin(behind, holder, "/upload", { method: "POST", headers: { "Content-Length": "100" } });
    outgoing.on("error", () => undefined).write("x");
    const { incoming } = await seen("/upload");
    const ended = new Promise((resolve) => void incoming.on("error", () => undefined).once("close", resolve));
    outgoing.destroy();
    await ended;
    expect(incoming.complete).toBe(false);
  });

  test("an answer before the end of the upload arrives", async () => {
    const { outgoing, response } = begin(behind, holder, "/early", { method: "POST", headers: { "Content-Length": "100" } });
    outgoing.on("error", () => undefined).write("x");
    const { statusCode } = await response;
    expect(statusCode).toBe(413);
    outgoing.destroy();
  });

  test("an answer that ends early is not complete for the client either", async () => {
    for (const [path, headers] of [
      ["/cut-length", { "Content-Length": "10" }],
      ["/cut-chunked", {}],
    ] as const) {
      const { response } = begin(behind, holder, path);
      const { outgoing } = await seen(path);
      outgoing.writeHead(200, headers).write("half");
      const reading = await response;
      await once(reading, "readable");
      outgoing.destroy();
      await expect(textOf(reading), path).rejects.toThrow("aborted");
      expect(reading.complete, path).toBe(false);
    }
  });

  test("trailers and early hints pass", async () => {
    const { response, outgoing: asked } = begin(behind, holder, "/trailers");
    const hints = once(asked, "information");
    const { outgoing } = await seen("/trailers");
    outgoing.writeEarlyHints({ link: "</style.css>; rel=preload; as=style" });
    expect((await hints)[0]).toMatchObject({ statusCode: 103 });
    outgoing.writeHead(200, { Trailer: "X-Checksum" });
    outgoing.addTrailers({ "X-Checksum": "1", "Set-Cookie": "a=1" });
    outgoing.end("text");
    const answer = await response;
    expect(await textOf(answer)).toBe("text");
    expect(answer.trailers).toEqual({ "x-checksum": "1" });
  });

  test("what says that the answer is under way does not pass to a client of HTTP/1.0", async () => {
    const { port, root } = behind.world;
    const answered = say({ port, root, identity: holder, host: appHost }, `GET /old HTTP/1.0\r\nHost: ${appHost}:${port}\r\n\r\n`);
    const { outgoing } = await seen("/old");
    outgoing.writeProcessing();
    outgoing.writeEarlyHints({ link: "</style.css>; rel=preload; as=style" });
    outgoing.end("text");
    expect(await answered).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\ntext$/);
  });

  test("HEAD, 204 and 304 have no body, and keep the connection's framing", async () => {
    for (const [path, method, status] of [
      ["/head", "HEAD", 200],
      ["/204", "GET", 204],
      ["/304", "GET", 304],
    ] as const) {
      const { response } = begin(behind, holder, path, { method });
      const { outgoing } = await seen(path);
      outgoing.writeHead(status, status === 204 ? {} : { "Content-Length": "7", ETag: '"1"' }).end();
      const answer = await response;
      expect([answer.statusCode, await textOf(answer)], path).toEqual([status, ""]);
      expect(answer.headers["content-length"], path).toBe(status === 204 ? undefined : "7");
    }
  });

  test("a WebSocket passes both ways, without what belongs to the app's connection", async () => {
    const socket = await openWebSocket(behind, holder);
    socket.write("ping");
    const seen = await readUntil(socket, /ping$/);
    expect(seen).toMatch(/^HTTP\/1\.1 101 Switching Protocols\r\n/);
    expect(seen).toContain("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n");
    expect(seen).not.toContain("X-Hop");
    socket.write("pong");
    await readUntil(socket, /pong$/);
    socket.end();
    await once(socket, "close");
  });

  test("a WebSocket that the app declines is answered as it says", async () => {
    await using without = await startAppBehind((_, outgoing) => void outgoing.writeHead(404).end("no WebSocket here"));
    const socket = await openWebSocket(without, await without.world.issue("client1", 50));
    const answer = await readToEnd(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 404 /);
    expect(answer).toContain("Connection: close\r\n");
    expect(answer).toContain("no WebSocket here");
  });
});
