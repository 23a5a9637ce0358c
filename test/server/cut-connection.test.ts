import { once } from "node:events";
import type { TLSSocket } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { verifyAudit } from "../../src/server/store/audit.ts";
import { makeRequest } from "../support/enrolment.ts";
import { openRaw, readToEnd, say } from "../support/raw-tls.ts";
import { startService, type Holder, type ThrowawayService } from "../support/throwaway-service.ts";
import { send, type Connection } from "../support/tls-client.ts";

let world: ThrowawayService;
beforeAll(async () => {
  world = await startService();
});
afterAll(async () => await world[Symbol.asyncDispose]());

const together = 8;

/** Does something for every number below a limit, a few at a time. */
async function forEvery(limit: number, work: (length: number) => Promise<void>): Promise<void> {
  for (let first = 0; first < limit; first += together) {
    const lengths = Array.from({ length: Math.min(together, limit - first) }, (_, index) => first + index);
    await Promise.all(lengths.map(work));
  }
}

/** Ends the connection after so many octets of the request. */
async function cutRequest(to: Connection, request: string, length: number): Promise<void> {
  const socket = await openRaw(to);
  const closed = readToEnd(socket);
  socket.write(request.slice(0, length), "latin1", () => socket.destroySoon());
  await closed;
}

/** Ends the connection as soon as so many octets of the answer are there. */
async function cutAnswer(to: Connection, request: string, length: number): Promise<void> {
  const socket = await openRaw(to);
  socket.write(request, "latin1");
  await readSome(socket, length);
  socket.destroy();
}

async function readSome(socket: TLSSocket, length: number): Promise<void> {
  let seen = 0;
  socket.on("error", () => undefined);
  while (seen < length && !socket.destroyed) {
    const chunk: unknown = socket.read(1);
    if (chunk === null) await Promise.race([once(socket, "readable"), once(socket, "close")]);
    else seen++;
  }
}

function write(first: string, type: string, body: string): string {
  const lines = [first, `Host: localhost:${world.port}`, `Content-Type: ${type}`, `Content-Length: ${body.length}`];
  return [...lines, "Connection: close", "", body].join("\r\n");
}

let number = 1;
/** Somebody's certificate, and connections that resume one session, because there are thousands. */
async function someone(): Promise<{ holder: Holder; to: Connection }> {
  const holder = await world.issue(`client${number++}`, 50);
  const to = { port: world.port, root: world.root, identity: holder, host: "localhost" };
  const { session } = await send(to, { path: "/api/cert/status" });
  if (session === undefined) throw new Error("The server gave no session.");
  return { holder, to: { ...to, session } };
}

async function replacementsOf(holder: Holder): Promise<string[]> {
  const rows = world.service.store.selectFrom("certificates").select("serial").where("predecessor", "=", holder.serial);
  return (await rows.execute()).map(({ serial }) => serial);
}

function bodyOf(answer: string): string {
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  return answer.slice(answer.indexOf("\r\n\r\n") + 4);
}

describe("a connection that is cut after any byte costs nothing", () => {
  test.each(["ordinary", "with Transfer-Encoding: identity"])("of POST /api/cert, %s", { timeout: 120_000 }, async (kind) => {
    const { holder, to } = await someone();
    const ordinary = write("POST /api/cert HTTP/1.1", "application/json", "{}");
    const request = kind === "ordinary" ? ordinary : ordinary.replace("\r\nConnection", "\r\nTransfer-Encoding: identity\r\nConnection");
    await forEvery(request.length, async (length) => await cutRequest(to, request, length));
    expect(await replacementsOf(holder)).toEqual([]);
    await cutRequest(to, request, request.length);
    const answer = await say(to, request);
    await forEvery(answer.length, async (length) => await cutAnswer(to, request, length));
    expect(bodyOf(await say(to, request))).toBe(bodyOf(answer));
    expect(await replacementsOf(holder)).toHaveLength(1);

    const { pathname } = new URL(/"uri":"([^"]+)"/.exec(answer)?.[1] ?? "");
    const get = `GET ${pathname} HTTP/1.1\r\nHost: localhost:${world.port}\r\nConnection: close\r\n\r\n`;
    await forEvery(get.length, async (length) => await cutRequest(to, get, length));
    const file = bodyOf(await say(to, get));
    for (let length = 0; length < file.length; length += 97) await cutAnswer(to, get, length);
    expect(bodyOf(await say(to, get)).length).toBe(file.length);
  });

  test("of simplereenroll", { timeout: 120_000 }, async () => {
    const { holder, to } = await someone();
    const { body } = await makeRequest({ cn: holder.cn, o: holder.tenant });
    const request = write("POST /.well-known/est/simplereenroll HTTP/1.1", "application/pkcs10", body);
    await forEvery(request.length, async (length) => await cutRequest(to, request, length));
    expect(await replacementsOf(holder)).toEqual([]);
    const answer = await say(to, request);
    await forEvery(answer.length, async (length) => await cutAnswer(to, request, length));
    expect(bodyOf(await say(to, request))).toBe(bodyOf(answer));
    expect(await replacementsOf(holder)).toHaveLength(1);
  });

  test("and leaves the audit trail whole", async () => {
    expect((await verifyAudit(world.service.store)).broken).toBeUndefined();
  });
});
