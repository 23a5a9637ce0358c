import { once } from "node:events";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { readKeyFile } from "../../../src/core/renewal/key-file.ts";
import { parseCertificate } from "../../../src/core/x509/certificate.ts";
import { temporaryFolder } from "../../interop/tool.ts";
import { askStatus } from "../../support/enrolment.ts";
import { curl, offerOf, writeIdentity, type FileOffer } from "../../support/field-client.ts";
import { openRaw, readToEnd, say } from "../../support/raw-tls.ts";
import { startService, type Holder, type ThrowawayService } from "../../support/throwaway-service.ts";
import { send, type Connection } from "../../support/tls-client.ts";

let world: ThrowawayService;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  [world, folder] = await Promise.all([startService(), temporaryFolder()]);
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await folder.remove();
});

let used = 700;
let holder: Holder;
let to: Connection;
let url: string;
let hostLine: string;
beforeEach(async () => {
  holder = await world.issue(`client${used++}`, 50);
  to = { port: world.port, root: world.root, identity: holder, host: "localhost" };
  url = `https://localhost:${world.port}/api/cert`;
  hostLine = `Host: localhost:${world.port}`;
});

/** A request by its lines; by default that of the old client. */
function request({
  first = "POST /api/cert HTTP/1.1",
  lines = ["Transfer-Encoding: identity", "Content-Length: 2"],
  host = hostLine,
  body = "{}",
}: { first?: string; lines?: readonly string[]; host?: string; body?: string } = {}): string {
  return [first, host, "Accept: application/json", "Content-Type: application/json", ...lines, "", body].join("\r\n");
}

function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1]);
}

function offerIn(answer: string): FileOffer {
  return offerOf({ status: statusOf(answer), body: answer.split("\r\n\r\n").at(-1) ?? "" });
}

async function pendingSerial(): Promise<string | undefined> {
  return (await askStatus(to)).pending?.serial;
}

describe("Transfer-Encoding: identity", () => {
  test.each(["--http1.1", "--http2"])("with curl %s: both requests succeed", async (version) => {
    await writeIdentity(folder.path, holder, world.root);
    const sent = [version, "-H", "Transfer-Encoding: identity", "-H", "Accept: application/json"];
    const answer = await curl(folder.path, url, ...sent, "-H", "Content-Type: application/json", "-d", "{}");
    const { uri, pass } = offerOf({ status: answer.status, body: answer.octets.toString() });
    const file = await curl(folder.path, uri, ...sent);
    expect(file.status).toBe(200);
    const { certificate } = await readKeyFile(new Uint8Array(file.octets), pass);
    expect(parseCertificate(certificate).serial).toBe(await pendingSerial());
  });

  test("gets a response with Content-Length, and the connection is closed", async () => {
    const answer = await say(to, request());
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(answer).toMatch(/\r\nconnection: close\r\n/i);
    const [, body = ""] = answer.split("\r\n\r\n");
    expect(Number(/content-length: (\d+)/i.exec(answer)?.[1])).toBe(body.length);
  });

  test("is handled by the same rules as every other request", async () => {
    expect(await say({ ...to, identity: undefined }, request())).toContain('"code":"no-certificate"');
    expect(await say(to, request({ host: "Host: elsewhere.example" }))).toMatch(/^HTTP\/1\.1 421 /);
    expect(await say(to, request({ body: "[]" }))).toContain('"code":"request-malformed"');
    const early = await world.issue(`client${used++}`, 200);
    expect(await say({ ...to, identity: early }, request())).toContain('"code":"not-due"');
    const { uri } = offerIn(await say(to, request()));
    const first = `GET ${new URL(uri).pathname} HTTP/1.1`;
    const file = { first, lines: ["Transfer-Encoding: identity"], body: "" };
    expect(await say({ ...to, identity: early }, request(file))).toContain('"code":"not-found"');
    expect(statusOf(await say(to, request(file)))).toBe(200);
  });

  test("works on the web app's host, in either order of the headers, and after another request", async () => {
    const host = `Host: app.localhost:${world.port}`;
    const lines = ["Content-Length: 2", "transfer-encoding: identity", "Connection: keep-alive"];
    expect(offerIn(await say({ ...to, host: "app.localhost" }, request({ host, lines }))).uri).toContain("https://app.localhost:");
    const socket = await openRaw(to);
    socket.write(`GET /api/cert/status HTTP/1.1\r\n${hostLine}\r\n\r\n`);
    await once(socket, "data");
    socket.write(request());
    expect(await readToEnd(socket)).toMatch(/HTTP\/1\.1 200 OK[^]*"uri"/);
  });

  test("waits for a body that arrives later, and for nothing else", async () => {
    const [head = ""] = request().split("{}");
    for (const rest of [["{}"], ["{", "}"]]) {
      const socket = await openRaw(to);
      socket.write(head);
      for (const part of rest) {
        await new Promise((resolve) => setTimeout(resolve, 30));
        socket.write(part);
      }
      expect(statusOf(await readToEnd(socket))).toBe(200);
    }
    const socket = await openRaw(to);
    socket.write(head);
    await new Promise((resolve) => setTimeout(resolve, 30));
    socket.write("{}GET / HTTP/1.1\r\n\r\n");
    expect(statusOf(await readToEnd(socket))).toBe(400);
  });

  test("gets the same file and password after a connection that was cut before the response", async () => {
    const socket = await openRaw(to);
    socket.write(request());
    socket.destroy();
    await expect.poll(pendingSerial).toBeDefined();
    const serial = await pendingSerial();
    const first = offerIn(await say(to, request()));
    expect(offerIn(await say(to, request()))).toEqual(first);
    expect(await pendingSerial()).toBe(serial);
  });
});

const identity = "Transfer-Encoding: identity";

describe("ambiguous requests stay refused:", () => {
  test.each<[string, Parameters<typeof request>[0]]>([
    ["two identity lines", { lines: [identity, identity, "Content-Length: 2"] }],
    ["two lengths that differ", { lines: [identity, "Content-Length: 2", "Content-Length: 0"] }],
    ["two lengths that agree", { lines: [identity, "Content-Length: 2", "Content-Length: 2"] }],
    ["two lengths in one line", { lines: [identity, "Content-Length: 2, 2"] }],
    ["chunked and a length", { lines: ["Transfer-Encoding: chunked", "Content-Length: 2"] }],
    ["chunked after identity", { lines: [identity, "Transfer-Encoding: chunked"], body: "2\r\n{}\r\n0\r\n\r\n" }],
    ["identity after chunked", { lines: ["Transfer-Encoding: chunked", identity], body: "2\r\n{}\r\n0\r\n\r\n" }],
    ["identity, chunked in one line", { lines: ["Transfer-Encoding: identity, chunked", "Content-Length: 2"] }],
    ["chunked, identity in one line", { lines: ["Transfer-Encoding: chunked, identity", "Content-Length: 2"] }],
    ["another coding", { lines: ["Transfer-Encoding: gzip", "Content-Length: 2"] }],
    ["capitalised identity", { lines: ["Transfer-Encoding: Identity", "Content-Length: 2"] }],
    ["a tab before identity", { lines: ["Transfer-Encoding:\tidentity", "Content-Length: 2"] }],
    ["a space before the colon", { lines: ["Transfer-Encoding : identity", "Content-Length: 2"] }],
    ["a folded line", { lines: ["Transfer-Encoding:\r\n identity", "Content-Length: 2"] }],
    ["another folded line", { lines: [identity, "X-A: b\r\n c", "Content-Length: 2"] }],
    ["no length", { lines: [identity] }],
    ["a length with a sign", { lines: [identity, "Content-Length: +2"] }],
    ["a length in hexadecimal", { lines: [identity, "Content-Length: 0x2"] }],
    ["a length with a leading zero", { lines: [identity, "Content-Length: 02"] }],
    ["a longer body", { lines: [identity, "Content-Length: 3"], body: "{ }" }],
    ["more than the length", { lines: [identity, "Content-Length: 0"] }],
    ["another request after it", { body: "{}GET /api/cert/status HTTP/1.1\r\nHost: localhost\r\n\r\n" }],
    ["a second host", { lines: [identity, "Content-Length: 2", "Host: localhost"] }],
    ["no host", { host: "X-Host: localhost" }],
    ["an expectation", { lines: [identity, "Content-Length: 2", "Expect: 100-continue"] }],
    ["an upgrade", { lines: [identity, "Content-Length: 2", "Connection: upgrade", "Upgrade: h2c"] }],
    ["a connection option that removes a header", { lines: [identity, "Content-Length: 2", "Connection: content-length"] }],
    ["a trailer", { lines: [identity, "Content-Length: 2", "Trailer: Host"] }],
    ["another version", { first: "POST /api/cert HTTP/1.0" }],
    ["another path", { first: "POST /api/cert/stage HTTP/1.1" }],
    ["a query", { first: "POST /api/cert?x HTTP/1.1" }],
    ["an absolute address", { first: "POST https://localhost/api/cert HTTP/1.1" }],
    ["another method", { first: "PUT /api/cert HTTP/1.1" }],
    ["a GET of the status", { first: "GET /api/cert/status HTTP/1.1", lines: [identity, "Content-Length: 0"], body: "" }],
    ["an invalid token", { first: "GET /api/cert/file/../../x HTTP/1.1", lines: [identity], body: "" }],
    ["an overlong head", { lines: [identity, "Content-Length: 2", `X-A: ${"a".repeat(5000)}`] }],
    ["a control character", { lines: [identity, "Content-Length: 2", "X-A: a\x00b"] }],
  ])("%s", async (_, attempt) => {
    expect(statusOf(await say(to, request(attempt)))).toBe(400);
    expect(await pendingSerial()).toBeUndefined();
  });

  test("lines that end in a bare line feed or a bare carriage return", async () => {
    const [head = ""] = request().split("{}");
    const attempts = [
      head.replaceAll("\r\n", "\n"),
      head.replace("identity\r\n", "identity\n"),
      head.replace("identity\r\n", "identity\r"),
      head.replace("/1.1\r\n", "/1.1\n"),
      head.replace(/\r\n$/, "\n"),
    ];
    for (const attempt of attempts) expect(statusOf(await say(to, `${attempt}{}`))).toBe(400);
    expect(await pendingSerial()).toBeUndefined();
  });

  test("a head that arrives in two parts", async () => {
    const whole = request();
    for (const cut of [1, 40, whole.indexOf("Content-Length"), whole.indexOf("{}") - 2]) {
      const socket = await openRaw(to);
      socket.write(whole.slice(0, cut));
      await new Promise((resolve) => setTimeout(resolve, 30));
      socket.write(whole.slice(cut));
      expect(statusOf(await readToEnd(socket))).toBe(400);
    }
    expect(await pendingSerial()).toBeUndefined();
  });

  test("one that follows an unanswered request", async () => {
    const ordinary = `GET /api/cert/status HTTP/1.1\r\n${hostLine}\r\n\r\n`;
    expect(await say(to, ordinary + request())).not.toContain('"uri"');
    expect(await pendingSerial()).toBeUndefined();
  });

  test("while other clients' requests continue", async () => {
    await say(to, request({ lines: [identity, identity] }));
    expect((await send(to, { path: "/api/cert/status" })).status).toBe(200);
  });
});
