import { once } from "node:events";
import { Writable } from "node:stream";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decodePem } from "../../../src/core/x509/pem.ts";
import { paths } from "../../../src/protocol/paths.ts";
import { askStatus } from "../../support/enrolment.ts";
import { openRaw } from "../../support/raw-tls.ts";
import { frontFolder, frontSettings, startFront, type RealFront } from "../../support/real-front.ts";
import { startService, type Holder, type ThrowawayService } from "../../support/throwaway-service.ts";

/** A request that a front may wait for the rest of is the last one of its connection. */
type Ambiguous = readonly [header: string, body: string, last?: "last"];

/** Requests which two programs may cut at different places, with what follows the place at which one of them would. */
const ambiguous: Readonly<Record<string, (smuggled: string) => Ambiguous>> = {
  "Content-Length beside chunked": (it) => [`Content-Length: ${5 + it.length}\r\nTransfer-Encoding: chunked`, `0\r\n\r\n${it}`],
  "chunked beside a Content-Length that ends in a chunk": (it) => [
    "Transfer-Encoding: chunked\r\nContent-Length: 4",
    `${it.length.toString(16)}\r\n${it}\r\n0\r\n\r\n`,
  ],
  "two lengths": (it) => [`Content-Length: 0\r\nContent-Length: ${it.length}`, it],
  "two lengths in one line": (it) => [`Content-Length: 0, ${it.length}`, it],
  "a length with a sign": (it) => [`Content-Length: +${it.length}`, it],
  "a length in hexadecimal": (it) => [`Content-Length: 0x${it.length.toString(16)}`, it],
  "a space before the colon of the length": (it) => [`Content-Length : ${it.length}`, it],
  "a space before the colon of the coding": (it) => [
    `Content-Length: ${5 + it.length}\r\nTransfer-Encoding : chunked`,
    `0\r\n\r\n${it}`,
  ],
  "a tab before the coding": (it) => [`Content-Length: ${5 + it.length}\r\nTransfer-Encoding:\tchunked`, `0\r\n\r\n${it}`],
  "a vertical tab before the coding": (it) => [
    `Content-Length: ${5 + it.length}\r\nTransfer-Encoding: \x0bchunked`,
    `0\r\n\r\n${it}`,
  ],
  "an unknown coding": (it) => [`Content-Length: ${5 + it.length}\r\nTransfer-Encoding: xchunked`, `0\r\n\r\n${it}`],
  "two codings": (it) => [`Content-Length: ${5 + it.length}\r\nTransfer-Encoding: identity, chunked`, `0\r\n\r\n${it}`],
  "two lines with codings": (it) => [
    `Content-Length: ${5 + it.length}\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: cow`,
    `0\r\n\r\n${it}`,
  ],
  "the coding identity": (it) => [`Content-Length: 0\r\nTransfer-Encoding: identity`, it],
  "a folded coding": (it) => [`Content-Length: ${5 + it.length}\r\nTransfer-Encoding:\r\n chunked`, `0\r\n\r\n${it}`],
  "a header that ends in a bare line feed": (it) => [
    `X: y\nTransfer-Encoding: chunked\r\nContent-Length: ${5 + it.length}`,
    `0\r\n\r\n${it}`,
  ],
  "a header with a bare carriage return": (it) => [
    `X: y\rTransfer-Encoding: chunked\r\nContent-Length: ${5 + it.length}`,
    `0\r\n\r\n${it}`,
  ],
  "a chunk whose line ends in a bare line feed": (it) => ["Transfer-Encoding: chunked", `0;x=\n\r\n${it}`],
  "a chunk's extension with a line end": (it) => ["Transfer-Encoding: chunked", `3;\nxx\r\nabc\r\n0\r\n\r\n${it}`, "last"],
  "a chunk whose size overflows": (it) => ["Transfer-Encoding: chunked", `10000000000000000\r\n${it}`],
  "a chunk size with a prefix": (it) => ["Transfer-Encoding: chunked", `0x0\r\n\r\n${it}`],
  "trailers with the front's headers": (it) => ["Transfer-Encoding: chunked", `0\r\n${headersIn(it)}\r\n\r\n`],
  "an upgrade that is none": (it) => ["Connection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 0", it],
  "an upgrade to HTTP/2": (it) => [
    "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\nContent-Length: 0",
    it,
  ],
  "what a client expects before it sends": (it) => [`Expect: 100-continue\r\nContent-Length: ${it.length}`, it],
};

/** Headers that a client may not have its front remove. */
const dropping = ["X-SSL-Client-Cert", "X-SSL-Server-Name", "X-Forwarded-For", "Host", "Content-Length"];

describe.each(["nginx", "haproxy", "apache"] as const)("through %s, no request", (form) => {
  let world: ThrowawayService;
  let front: RealFront;
  let attacker: Holder;
  let victim: Holder;
  let neighbour: Holder;
  let log = "";
  beforeAll(async () => {
    const order = await frontFolder(form);
    const write = (chunk: Buffer, _: unknown, done: () => void): void => {
      log += chunk.toString();
      done();
    };
    world = await startService({
      settings: { front: frontSettings(order) },
      log: pino({ level: "info" }, new Writable({ write })),
    });
    front = await startFront(order, world);
    [attacker, victim, neighbour] = [
      await world.issue("client1", 30),
      await world.issue("client2", 30),
      await world.issue("client3", 30),
    ];
  });
  afterAll(async () => {
    await front[Symbol.asyncDispose]();
    await world[Symbol.asyncDispose]();
  });

  function smuggled(): string {
    const [der] = decodePem("CERTIFICATE", victim.cert);
    const claims = {
      nginx: encodeURIComponent(victim.cert),
      haproxy: Buffer.from(der ?? []).toString("base64"),
      apache: victim.cert.replaceAll("\n", " "),
    };
    const headers = [
      `Host: app.localhost:${front.port}`,
      "X-SSL-Server-Name: app.localhost",
      `X-SSL-Client-Cert: ${claims[form].trim()}`,
    ];
    return `GET ${paths.status}?smuggled HTTP/1.1\r\n${headers.join("\r\n")}\r\n\r\n`;
  }

  /** What the attacker reads, once the front has answered or closed the connection, and has served others meanwhile. */
  async function attack(octets: string, last = false): Promise<string> {
    const socket = await openRaw({ port: front.port, root: world.root, identity: attacker, host: "app.localhost" });
    let read = "";
    socket.on("data", (chunk: Buffer) => (read += chunk.toString("latin1"))).on("error", () => undefined);
    const settled = Promise.race([once(socket, "data"), once(socket, "close")]);
    socket.write(octets, "latin1");
    if (last) socket.end();
    await settled;
    // The front keeps its connections to the service, in which an answer too many would be somebody else's.
    for (let others = 0; others < 4; others += 1) {
      const { certificate } = await askStatus({ port: front.port, root: world.root, identity: neighbour, host: "app.localhost" });
      expect(certificate.serial).toBe(neighbour.serial);
    }
    socket.destroy();
    expect(log).toContain(neighbour.serial);
    return read;
  }

  test.each(Object.entries(ambiguous))("hides another one behind %s", async (_, make) => {
    log = "";
    const [header, body, last] = make(smuggled());
    const read = await attack(
      `POST ${paths.status} HTTP/1.1\r\nHost: app.localhost:${front.port}\r\n${header}\r\n\r\n${body}`,
      last === "last",
    );
    expect(read + log).not.toContain(victim.serial);
  });

  test.each(dropping)("has the front drop %s by naming it in Connection", async (name) => {
    log = "";
    const read = await attack(
      `GET ${paths.status} HTTP/1.1\r\nHost: app.localhost:${front.port}\r\nConnection: close, ${name}\r\n${headersIn(smuggled())}\r\n\r\n`,
    );
    expect(read + log).not.toContain(victim.serial);
    // Refused for what is missing, or answered for what the front has set all the same.
    expect(read).toMatch(/^HTTP\/1\.1 (?:4\d\d|200)/);
    if (read.startsWith("HTTP/1.1 200")) expect(read).toContain(attacker.serial);
  });
});

/** The headers that a smuggled request has besides its host. */
function headersIn(request: string): string {
  return request
    .split("\r\n")
    .filter((line) => line.startsWith("X-"))
    .join("\r\n");
}
