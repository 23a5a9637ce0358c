import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { connect } from "node:tls";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readKeyFile } from "../../../src/core/renewal/key-file.ts";
import { parseCertificate } from "../../../src/core/x509/certificate.ts";
import { paths } from "../../../src/protocol/paths.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { revokeCertificate } from "../../../src/server/issuance/lifecycle/revoke.ts";
import { defaultLimits, type Limits } from "../../../src/server/settings/operation-settings.ts";
import { temporaryFolder } from "../../interop/tool.ts";
import { askStatus, certificatesOf, makeRequest, refusalOf } from "../../support/enrolment.ts";
import { curl, offerOf, writeIdentity } from "../../support/field-client.ts";
import { answerOf, headersOf, openSession, sendOn } from "../../support/http2-client.ts";
import {
  codeIn,
  errorCodes,
  fields,
  flags,
  frame,
  framesOf,
  frameTypes,
  openFrames,
  type Frame,
} from "../../support/http2-frames.ts";
import { seed, Spoiler } from "../../support/spoiler.ts";
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

let used = 1;
async function someone(service = world): Promise<{ holder: Holder; to: Connection }> {
  const holder = await service.issue(`client${used++}`, 50);
  return { holder, to: { port: service.port, root: service.root, identity: holder, host: "localhost" } };
}

async function start(limits: Partial<Limits>): Promise<ThrowawayService> {
  return await startService({ settings: { limits: { ...defaultLimits, handshakesPerSecondPerAddress: 10_000, ...limits } } });
}

const status = { path: paths.status };

/** The header fields of a complete request. */
function request(port: number, method: string, path: string): [string, string][] {
  return [
    [":method", method],
    [":scheme", "https"],
    [":authority", `localhost:${port}`],
    [":path", path],
  ];
}

async function pendingSerial(to: Connection): Promise<string | undefined> {
  return (await askStatus(to)).pending?.serial;
}

describe("HTTP/2 is negotiated", () => {
  test.each([
    ["localhost", "h2"],
    ["app.localhost", "http/1.1"],
    ["verify.localhost", "http/1.1"],
    ["abc.verify.localhost", "http/1.1"],
    [undefined, "http/1.1"],
  ])("if requested in a handshake with the name %s: %s", async (servername, protocol) => {
    const { port, root } = world;
    const name = servername === undefined ? {} : { servername };
    const socket = connect({ host: "127.0.0.1", port, ca: root, ALPNProtocols: ["h2", "http/1.1"], ...name });
    await once(socket, "secureConnect");
    expect(socket.alpnProtocol).toBe(protocol);
    socket.destroy();
  });

  test("nowhere else, even if the client offers nothing else", async () => {
    const { port, root } = world;
    const socket = connect({ host: "127.0.0.1", servername: "app.localhost", port, ca: root, ALPNProtocols: ["h2"] });
    const error = await new Promise((resolve) => socket.once("error", resolve));
    expect(error).toMatchObject({ code: "ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL" });
  });

  test.each([
    ["the web app's", "app.localhost"],
    ["the proof's", "verify.localhost"],
    ["nobody's", "elsewhere.localhost"],
  ])("only for the named host: a request for %s is misdirected", async (_, host) => {
    const session = await openSession((await someone()).to);
    const answer = await sendOn(session, { ...status, headers: { Host: `${host}:${world.port}` } });
    expect(refusalOf(answer)).toBe("421 not-found");
    expect((await sendOn(session, status)).status).toBe(200);
    session.destroy();
  });
});

describe("the clients in the field, with curl --http2", () => {
  test.each([
    ["unchanged", []],
    ["with Transfer-Encoding: identity, which curl leaves out", ["-H", "Transfer-Encoding: identity"]],
  ])("%s: both requests succeed", async (_, coding) => {
    const { holder, to } = await someone();
    await writeIdentity(folder.path, holder, world.root);
    const sent = ["--http2", ...coding, "-H", "Accept: application/json"];
    const json = ["-H", "Content-Type: application/json", "-d", "{}"];
    const answer = await curl(folder.path, `https://localhost:${world.port}/api/cert`, ...sent, ...json);
    const { uri, pass } = offerOf({ status: answer.status, body: answer.octets.toString() });
    const file = await curl(folder.path, uri, ...sent);
    expect([answer.version, file.version, file.status]).toEqual(["2", "2", 200]);
    const { certificate } = await readKeyFile(new Uint8Array(file.octets), pass);
    expect(parseCertificate(certificate).serial).toBe(await pendingSerial(to));
  });

  test("EST: fetches the authorities and renews", async () => {
    const { holder } = await someone();
    await writeIdentity(folder.path, holder, world.root);
    const at = `https://localhost:${world.port}`;
    const authorities = await curl(folder.path, at + paths.caCertificates, "--http2");
    expect([authorities.version, authorities.status]).toEqual(["2", 200]);
    const csr = join(folder.path, "csr");
    await writeFile(csr, (await makeRequest({ cn: holder.cn, o: holder.tenant })).body);
    const type = ["-H", "Content-Type: application/pkcs10", "--data-binary", `@${csr}`];
    const { status, version, octets } = await curl(folder.path, at + paths.reenrol, "--http2", ...type);
    const body = octets.toString();
    expect([version, certificatesOf({ status, body })[0].subject.cn]).toEqual(["2", holder.cn]);
    expect(body).toBe((await readFile(join(folder.path, "answer"))).toString());
  });
});

describe("the peer is checked for each request", () => {
  test("with a certificate that is revoked while the connection is open", async () => {
    const { holder, to } = await someone();
    const session = await openSession(to);
    expect((await sendOn(session, status)).status).toBe(200);
    await revokeCertificate(world.service, { serial: holder.serial }, "key-compromise", byOperator(world.now));
    expect(refusalOf(await sendOn(session, status))).toBe("403 revoked");
    session.destroy();
  });

  test("without a certificate", async () => {
    const session = await openSession({ ...(await someone()).to, identity: undefined });
    expect(refusalOf(await sendOn(session, status))).toBe("401 no-certificate");
    session.destroy();
  });
});

describe("an invalid request", () => {
  test.each<[string, readonly (readonly [string, string])[]]>([
    ["a transfer coding", [["transfer-encoding", "identity"]]],
    ["another transfer coding", [["transfer-encoding", "chunked"]]],
    ["a connection-specific header", [["connection", "close"]]],
    ["an upper-case name", [["Content-Length", "2"]]],
    [
      "two lengths",
      [
        ["content-length", "2"],
        ["content-length", "2"],
      ],
    ],
    ["a length that differs from its body", [["content-length", "3"]]],
    ["an invalid length", [["content-length", "+2"]]],
    ["a second path", [[":path", "/api/cert/status"]]],
    ["a second authority", [[":authority", "elsewhere"]]],
  ])("with %s resets its stream and has no effect", async (_, wrong) => {
    const { to } = await someone();
    const socket = await openFrames(to);
    const head = fields(...request(world.port, "POST", paths.certificate), ["content-type", "application/json"], ...wrong);
    const ended = framesOf(socket, (one) => codeIn(one) !== undefined);
    socket.write(
      Buffer.concat([
        frame(frameTypes.headers, flags.endHeaders, 1, head),
        frame(frameTypes.data, flags.endStream, 1, Buffer.from("{}")),
      ]),
    );
    const last = (await ended).at(-1);
    expect(last && codeIn(last)).toBe(errorCodes.protocol);
    socket.destroy();
    expect(await pendingSerial(to)).toBeUndefined();
  });

  test.each([
    ["cancels it without an error", errorCodes.none],
    ["cancels it", errorCodes.cancel],
  ])("has no effect if its client %s in the middle of the body", async (_, code) => {
    const { to } = await someone();
    const socket = await openFrames(to);
    const reset = Buffer.alloc(4);
    reset.writeUInt32BE(code);
    const json = ["content-type", "application/json"] as const;
    socket.write(
      Buffer.concat([
        frame(frameTypes.headers, flags.endHeaders, 1, fields(...request(world.port, "POST", paths.certificate), json)),
        frame(frameTypes.data, 0, 1, Buffer.from("{}")),
        frame(frameTypes.resetStream, 0, 1, reset),
        frame(frameTypes.headers, flags.endHeaders | flags.endStream, 3, fields(...request(world.port, "GET", paths.status))),
      ]),
    );
    const frames = await framesOf(socket, ({ type, stream }) => type === frameTypes.data && stream === 3);
    expect(frames.filter(({ stream }) => stream === 1)).toEqual([]);
    socket.destroy();
    expect(await pendingSerial(to)).toBeUndefined();
  });

  test("with an invalid media type, length, body or site is refused as over HTTP/1.1", async () => {
    const session = await openSession((await someone()).to);
    const post = async (body: string, headers: Readonly<Record<string, string>>): Promise<string> =>
      refusalOf(await sendOn(session, { method: "POST", path: paths.certificate, body, headers }));
    const json = { "content-type": "application/json" };
    expect(await post("{}", { "content-type": "text/plain" })).toBe("415 media-type-wrong");
    expect(await post("[]", json)).toBe("400 request-malformed");
    expect(await post("{}", { ...json, "sec-fetch-site": "cross-site" })).toBe("403 cross-site");
    expect(await post(" ".repeat(100_000), json)).toBe("413 body-too-large");
    await once(session, "close");
  });
});

test(`two hundred connections with malformed frames (seed ${seed}) fail without affecting others`, async () => {
  let failures = "";
  const log = pino({ level: "error" }, { write: (line: string) => void (failures += line) });
  const limits = { ...defaultLimits, requestsPerSecond: 1000, connectionsPerCertificate: 200, headerSeconds: 1, requestSeconds: 1 };
  await using world = await startService({ settings: { limits }, log });
  const { to } = await someone(world);
  const spoiler = new Spoiler(seed);
  const json = ["content-type", "application/json"] as const;
  const good = Buffer.concat([
    frame(frameTypes.headers, flags.endHeaders | flags.endStream, 1, fields(...request(world.port, "GET", paths.status))),
    frame(frameTypes.headers, flags.endHeaders, 3, fields(...request(world.port, "POST", paths.stage), json)),
    frame(frameTypes.ping, 0, 0, Buffer.alloc(8)),
    frame(frameTypes.data, flags.endStream, 3, Buffer.from("{}")),
    frame(frameTypes.headers, flags.endHeaders | flags.endStream, 5, fields(...request(world.port, "GET", paths.crl))),
  ]);
  const sockets = await Promise.all(Array.from({ length: 200 }, () => openFrames(to)));
  const ended = sockets.map((socket) => framesOf(socket, ({ stream, type }) => stream === 5 || type === frameTypes.goAway));
  for (const socket of sockets) socket.write(spoiler.octets(good));
  await Promise.all(ended);
  for (const socket of sockets) socket.destroy();
  expect(failures).toBe("");
  expect((await send((await someone(world)).to, status)).status).toBe(200);
});

describe("the limits", () => {
  test("of a header", async () => {
    await using world = await start({ headerBytes: 4096 });
    const session = await openSession((await someone(world)).to);
    expect((await sendOn(session, { ...status, headers: { "x-large": "x".repeat(5000) } })).status).toBe(431);
    expect((await sendOn(session, { ...status, headers: { "x-large": "x".repeat(3000) } })).status).toBe(200);
    session.destroy();
  });

  test("of the rate", async () => {
    await using world = await start({ requestsPerSecond: 2 });
    const session = await openSession((await someone(world)).to);
    const answers = await Promise.all(Array.from({ length: 60 }, () => sendOn(session, status)));
    const refused = answers.filter((answer) => answer.status !== 200);
    expect(refused.length).toBeGreaterThan(40);
    for (const answer of refused) expect(refusalOf(answer)).toBe("429 requests-exceeded");
    expect((await send((await someone(world)).to, status)).status).toBe(200);
    session.destroy();
  });

  test("of a certificate's connections, counted over both versions", async () => {
    await using world = await start({ connectionsPerCertificate: 2 });
    const { to } = await someone(world);
    const held = [await openSession(to), await openSession(to)];
    const third = await openSession(to);
    const ended = once(third, "close");
    expect(refusalOf(await sendOn(third, status))).toBe("429 connections-exceeded");
    await ended;
    expect(refusalOf(await send(to, status))).toBe("429 connections-exceeded");
    for (const session of held) expect((await sendOn(session, status)).status).toBe(200);
    held[0]?.destroy();
    await expect.poll(async () => (await send(to, status)).status).toBe(200);
    held[1]?.destroy();
  });

  test("of a request's time: the stream is reset, and its connection continues", async () => {
    await using world = await start({ requestSeconds: 1 });
    const session = await openSession((await someone(world)).to);
    const slow = session.request(
      headersOf(session, { method: "POST", path: paths.stage, headers: { "content-type": "application/json" } }),
    );
    slow.write("{");
    await expect(answerOf(slow)).rejects.toThrow(`code ${errorCodes.cancel}`);
    expect((await sendOn(session, status)).status).toBe(200);
    session.destroy();
  });

  test("of a response's time, if nobody reads it", async () => {
    await using world = await start({ requestSeconds: 1 });
    const socket = await openFrames((await someone(world)).to);
    const noWindow = Buffer.from([0, 4, 0, 0, 0, 0]);
    const get = fields(...request(world.port, "GET", paths.status));
    socket.write(
      Buffer.concat([
        frame(frameTypes.settings, 0, 0, noWindow),
        frame(frameTypes.headers, flags.endHeaders | flags.endStream, 1, get),
      ]),
    );
    const last = (await framesOf(socket, ({ type }) => type === frameTypes.resetStream)).at(-1);
    expect(last && codeIn(last)).toBe(errorCodes.cancel);
    socket.destroy();
  });

  test("of a connection without a request: it receives GOAWAY", async () => {
    await using world = await start({ headerSeconds: 1 });
    const socket = await openFrames((await someone(world)).to);
    const last = (await framesOf(socket)).at(-1);
    expect(last && [last.type, codeIn(last)]).toEqual([frameTypes.goAway, errorCodes.none]);
  });

  test("of a header that arrives byte by byte: the connection ends, whatever else is sent on it", async () => {
    await using world = await start({ headerSeconds: 1 });
    const socket = await openFrames((await someone(world)).to);
    socket.write(frame(frameTypes.headers, 0, 1, fields(...request(world.port, "GET", paths.status))));
    const trickle = setInterval(
      () => socket.writable && socket.write(frame(frameTypes.continuation, 0, 1, fields(["x-a", "b"]))),
      100,
    );
    await framesOf(socket);
    clearInterval(trickle);
  });

  test("of streams: those over a hundred are refused", async () => {
    await using world = await start({ requestsPerSecond: 1000 });
    const socket = await openFrames((await someone(world)).to);
    const head = fields(...request(world.port, "POST", paths.stage), ["content-type", "application/json"]);
    const open = (count: number): Buffer => frame(frameTypes.headers, flags.endHeaders, 2 * count + 1, head);
    for (let count = 0; count < 100; count++) socket.write(open(count));
    socket.write(open(100));
    const ended = await framesOf(socket, (one) => codeIn(one) !== undefined);
    const last = ended.at(-1);
    expect(last && [last.stream, codeIn(last)]).toEqual([201, errorCodes.refusedStream]);
    socket.destroy();
  });

  test("of requests that are cancelled immediately: the connection ends, and others are served", async () => {
    const { to } = await someone();
    const socket = await openFrames(to);
    const head = fields(...request(world.port, "GET", paths.status));
    const cancel = Buffer.from([0, 0, 0, errorCodes.cancel]);
    const ended = framesOf(socket);
    for (let count = 0; count < 1000; count++) {
      const stream = 2 * count + 1;
      socket.write(frame(frameTypes.headers, flags.endHeaders | flags.endStream, stream, head));
      socket.write(frame(frameTypes.resetStream, 0, stream, cancel));
    }
    const last = (await ended).filter(({ type }: Frame) => type === frameTypes.goAway).at(-1);
    expect(last && codeIn(last)).not.toBe(errorCodes.none);
    // Its last stream is long before the thousandth.
    expect(last?.payload.readUInt32BE(0)).toBeLessThan(500);
    expect((await send((await someone()).to, status)).status).toBe(200);
  });

  test("of frames that demand a response which nobody reads: the connection ends", async () => {
    const { to } = await someone();
    const socket = await openFrames(to);
    const pings = Buffer.concat(Array.from({ length: 50_000 }, () => frame(frameTypes.ping, 0, 0, Buffer.alloc(8))));
    const ended = new Promise((resolve) => socket.once("error", resolve));
    for (let count = 0; count < 40 && socket.writable; count++) {
      await new Promise((resolve) => socket.write(pings, resolve));
    }
    await ended;
    expect((await send(to, status)).status).toBe(200);
  });
});

describe("closing the service", () => {
  test("sends GOAWAY to open connections, and completes a running request", async () => {
    const world = await startService();
    const { to } = await someone(world);
    const [session, idle] = [await openSession(to), await openSession(to)];
    const idleEnded = once(idle, "close");
    const gone = once(session, "goaway");
    const { body } = await makeRequest({ cn: `client${used - 1}`, o: "u00000014" });
    const headers = { "content-type": "application/pkcs10" };
    const stream = session.request(headersOf(session, { method: "POST", path: paths.reenrol, headers }));
    const answer = answerOf(stream);
    stream.write(body.slice(0, 100));
    await sendOn(session, status);
    const closed = world[Symbol.asyncDispose]();
    await Promise.all([gone, idleEnded]);
    stream.end(body.slice(100));
    expect(certificatesOf(await answer)[0].subject.o).toBe("u00000014");
    await closed;
  });

  test("does not wait for a slow stream longer than configured", async () => {
    const world = await start({ closingSeconds: 1 });
    const session = await openSession((await someone(world)).to);
    const slow = session.request(
      headersOf(session, { method: "POST", path: paths.stage, headers: { "content-type": "application/json" } }),
    );
    const cut = expect(answerOf(slow)).rejects.toThrow();
    slow.write("{");
    await sendOn(session, status);
    await world[Symbol.asyncDispose]();
    await cut;
  });
});
