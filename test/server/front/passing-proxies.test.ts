import { once } from "node:events";
import { connect } from "node:net";
import { connect as connectTls } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { paths } from "../../../src/protocol/paths.ts";
import { defaultLimits } from "../../../src/server/settings/operation-settings.ts";
import { defaultSettings } from "../../../src/server/settings/settings.ts";
import { temporaryFolder } from "../../interop/tool.ts";
import { askStatus } from "../../support/enrolment.ts";
import { curl, offerOf, writeIdentity } from "../../support/field-client.ts";
import { frontFolder, startPassing, type RealFront } from "../../support/real-front.ts";
import { startService, type ThrowawayService } from "../../support/throwaway-service.ts";

describe.each(["nginx-stream", "haproxy-tcp"] as const)("%s with the manual's configuration", (form) => {
  let world: ThrowawayService;
  let proxy: RealFront;
  beforeAll(async () => {
    const order = await frontFolder(form);
    const listen = { ...defaultSettings.listen, publicPort: order.port };
    world = await startService({ settings: { listen, proxyProtocol: { trust: ["127.0.0.1"] } } });
    proxy = await startPassing(order, world.port);
  });
  afterAll(async () => {
    await proxy[Symbol.asyncDispose]();
    await world[Symbol.asyncDispose]();
  });

  test("passes the handshake through, and the old clients' Transfer-Encoding: identity", async () => {
    const client = await world.issue("client1", 30);
    const { proofUrl } = await askStatus({ port: proxy.port, root: world.root, identity: client });
    expect(new URL(proofUrl).port).toBe(String(proxy.port));
    const folder = await temporaryFolder();
    await writeIdentity(folder.path, client, world.root);
    const sent = ["--http1.1", "-H", "Transfer-Encoding: identity", "-H", "Content-Type: application/json", "-d", "{}"];
    const answer = await curl(folder.path, `https://localhost:${proxy.port}${paths.certificate}`, ...sent);
    const { uri } = offerOf({ status: answer.status, body: answer.octets.toString() });
    expect(new URL(uri).port).toBe(String(proxy.port));
    expect((await curl(folder.path, uri)).status).toBe(200);
    await folder.remove();
  });
});

describe("a header of PROXY protocol", () => {
  let world: ThrowawayService;
  beforeAll(async () => {
    const limits = { ...defaultLimits, connectionsPerAddress: 2, handshakeSeconds: 2 };
    world = await startService({ settings: { limits, proxyProtocol: { trust: ["127.0.0.1"] } } });
  });
  afterAll(() => world[Symbol.asyncDispose]());

  /** Sends octets before the handshake, in pieces, and completes it; whether the service took part in it. */
  async function shakesHands(pieces: readonly (Buffer | string)[], from = "127.0.0.1"): Promise<boolean> {
    const socket = connect({ port: world.port, host: "127.0.0.1", localAddress: from, noDelay: true });
    await once(socket, "connect");
    for (const piece of pieces) {
      await new Promise((resolve) => socket.write(piece, resolve));
      // So that the pieces are read one by one.
      await new Promise((resolve) => setImmediate(resolve));
    }
    const tls = connectTls({ socket, servername: "app.localhost", ca: world.root });
    opened.push(tls);
    return await new Promise((resolve) => {
      tls.once("secureConnect", () => resolve(true));
      tls.once("error", () => resolve(false));
      tls.once("close", () => resolve(false));
    });
  }
  const opened: { destroy(): unknown }[] = [];
  function closeAll(): void {
    for (const each of opened.splice(0)) each.destroy();
  }

  test("names the client, in both versions, whole or in pieces", async () => {
    const v2 = header(1, 0x11, [203, 0, 113, 9, 127, 0, 0, 1, 0x1f, 0x90, 0x01, 0xbb]);
    expect(await shakesHands([v2])).toBe(true);
    expect(await shakesHands(Array.from(v2, (octet) => Buffer.from([octet])))).toBe(true);
    expect(await shakesHands([v2]), "a third connection of that client").toBe(false);
    expect(await shakesHands(["PROXY TCP4 203.0.113.10 127.0.0.1 4000 443\r\n"]), "of another one").toBe(true);
    expect(await shakesHands(["PROXY TCP6 2001:db8::1 ::1 4000", " 443\r\n"])).toBe(true);
    const v6 = [0x20, 0x01, 0x0d, 0xb8, ...Array<number>(12).fill(0), ...Array<number>(16).fill(0), 0, 1, 0, 2];
    expect(await shakesHands([header(1, 0x21, v6, Buffer.alloc(40))]), "of the same /64").toBe(true);
    expect(await shakesHands([header(1, 0x21, v6)])).toBe(false);
    closeAll();
  });

  test("may say that the connection is the proxy's own", async () => {
    expect(await shakesHands([header(0, 0, [])])).toBe(true);
    expect(await shakesHands(["PROXY UNKNOWN\r\n"])).toBe(true);
    closeAll();
  });

  test.each([
    ["none", ""],
    ["a half one", header(1, 0x11, [1, 2, 3, 4])],
    ["another version", Buffer.from(header(1, 0x11, [203, 0, 113, 9, 127, 0, 0, 1, 0, 1, 0, 2])).fill(0x31, 12, 13)],
    ["another command", header(2, 0x11, [203, 0, 113, 9, 127, 0, 0, 1, 0, 1, 0, 2])],
    ["a length beyond the limit", Buffer.concat([header(1, 0x11, [203, 0, 113, 9]).subarray(0, 14), Buffer.from([0xff, 0xff])])],
    ["a line without its end", `PROXY TCP4 203.0.113.9 ${"1".repeat(200)}`],
    ["a line with a name", "PROXY TCP4 client.example 127.0.0.1 1 2\r\n"],
    ["a line of the other family", "PROXY TCP6 203.0.113.9 127.0.0.1 1 2\r\n"],
    ["a line that ends with LF alone", "PROXY TCP4 203.0.113.9 127.0.0.1 1 2\n"],
  ])("from a trusted proxy: %s ends the connection", async (_, octets) => {
    expect(await shakesHands(octets === "" ? [] : [octets])).toBe(false);
    closeAll();
  });

  test("of a client that connects itself is no header, so that it cannot name another address", async () => {
    const from = "127.0.0.2";
    expect(await shakesHands(["PROXY TCP4 203.0.113.9 127.0.0.1 1 2\r\n"], from)).toBe(false);
    expect(await shakesHands([], from)).toBe(true);
    closeAll();
  });

  test("that does not come is not waited for any longer than a handshake may take", async () => {
    const socket = connect(world.port, "127.0.0.1");
    socket.on("error", () => undefined).resume();
    await once(socket, "connect");
    socket.write("PROXY TCP4 ");
    await once(socket, "close");
  });
});

/** A header of version 2, with octets of an extension. */
function header(command: number, family: number, addresses: readonly number[], extension: Buffer = Buffer.alloc(0)): Buffer {
  const length = addresses.length + extension.length;
  const prefix = Buffer.from([
    ...Buffer.from("0d0a0d0a000d0a515549540a", "hex"),
    0x20 | command,
    family,
    length >> 8,
    length & 0xff,
  ]);
  return Buffer.concat([prefix, Buffer.from(addresses), extension]);
}
