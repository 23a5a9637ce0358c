import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { connect } from "node:tls";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createKeyStore, importP12, trustAuthority } from "../../src/demo/browser/key-store.ts";
import { launchBrowser } from "../../src/demo/browser/launch-browser.ts";
import { openTab } from "../../src/demo/browser/waits.ts";
import { forwardTo } from "../../src/demo/forward.ts";
import { startService as startDemonstration } from "../../src/demo/start-service.ts";
import { certificateOf } from "../../src/demo/world-file.ts";
import { makeWorld } from "../../src/demo/world.ts";
import { paths } from "../../src/protocol/paths.ts";
import { portOf } from "../../src/server/listener/listen.ts";
import { dataFolder } from "../../src/server/system/data-folder.ts";
import { build } from "../../tools/install/build.mjs";
import { startService, type Holder, type ThrowawayService } from "../support/throwaway-service.ts";
import { send, type Connection, type Received, type Sent } from "../support/tls-client.ts";

const module = join(import.meta.dirname, "..", "..", "dist", "inpage");
const page = `<!doctype html><html lang="en"><title>App</title><script type="module">
  import { watchRenewal } from "/koshin/koshin.js";
  window.events = [];
  window.finished = watchRenewal({ onEvent: (event) => window.events.push(event) }).finished;
</script></html>`;

/** A development server: a page with the in-page module, an API, a redirect, cookies, and an echo for WebSockets. */
const developmentServer = createServer((incoming, outgoing) => void answer(incoming, outgoing));
const answer = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
  const { method, url = "/", headers } = incoming;
  const asset = /^\/koshin\/([\w-]+\.js)$/.exec(url)?.[1];
  if (url === "/") outgoing.setHeader("Content-Type", "text/html; charset=utf-8").end(page);
  else if (asset !== undefined) outgoing.setHeader("Content-Type", "text/javascript").end(await readFile(join(module, asset)));
  else if (url === "/away") outgoing.writeHead(302, { Location: `${origin}/arrived?x=1` }).end();
  else {
    outgoing.setHeader("Set-Cookie", ["a=1; Path=/", "b=2; Path=/"]).statusCode = 201;
    outgoing.end(JSON.stringify({ method, url, headers, body: await text(incoming) }));
  }
};
developmentServer.on("upgrade", ({ url = "", headers }, socket, head) => {
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nX-Seen: ${url} ${headers.host ?? ""}\r\n\r\n`);
  socket.write(head);
  socket.pipe(socket);
});
let origin = "";
let world: ThrowawayService;
let holder: Holder;
const resources = new AsyncDisposableStack();

beforeAll(async () => {
  developmentServer.listen(0, "127.0.0.1");
  await once(developmentServer, "listening");
  resources.defer(() => void developmentServer.close());
  origin = `http://localhost:${portOf(developmentServer)}`;
  world = resources.use(await startService(forwardTo(new URL(origin))));
  holder = await world.issue("client1", 50);
});
afterAll(() => resources.disposeAsync());

const to = (identity: Holder | undefined = holder): Connection => ({ port: world.port, root: world.root, identity });
const ask = (sent: Sent): Promise<Received> => send(to(), sent);

describe("a development server behind the service", () => {
  test("gets requests with their bodies, also below /api, and names its own host", async () => {
    const headers = { "Content-Type": "text/plain", Cookie: "session=1", Origin: "https://app.localhost" };
    const { status, body, headers: answered } = await ask({ method: "POST", path: "/api/todos?done=1", headers, body: "tea" });
    expect([status, answered["set-cookie"]]).toEqual([201, ["a=1; Path=/", "b=2; Path=/"]]);
    expect(JSON.parse(body)).toMatchObject({ method: "POST", url: "/api/todos?done=1", body: "tea" });
    expect(JSON.parse(body)).toHaveProperty("headers.host", new URL(origin).host);
    expect(JSON.parse(body)).toHaveProperty("headers.cookie", "session=1");
    expect(JSON.parse(body)).toHaveProperty("headers.origin", "https://app.localhost");
    expect(JSON.parse(body)).toHaveProperty("headers.x-forwarded-host", `app.localhost:${world.port}`);
  });

  test("does not get the certificate API", async () => {
    expect(JSON.parse((await ask({ path: paths.status })).body)).toHaveProperty("certificate.cn", "client1");
    expect((await ask({ path: "/api/cert/nothing" })).body).toContain('"not-found"');
  });

  test("redirects to itself on the browser's origin", async () => {
    const { status, headers } = await ask({ path: "/away" });
    expect([status, headers.location]).toEqual([302, "/arrived?x=1"]);
  });

  test("gets nothing without a certificate", async () => {
    const { status, body } = await send({ port: world.port, root: world.root }, { path: "/" });
    expect(status).toBe(403);
    expect(body).toContain("no-certificate");
    await expect(upgrade(undefined)).resolves.toBe("");
  });

  test("gets WebSockets", async () => {
    expect(await upgrade(holder)).toMatch(new RegExp(`^HTTP/1.1 101 [^]*X-Seen: /hmr ${new URL(origin).host}\r\n\r\nping$`));
  });

  test("that is not running is named, with advice", async () => {
    const other = await startService(forwardTo(new URL("http://localhost:1")));
    onTestFinished(() => other[Symbol.asyncDispose]());
    const identity = await other.issue("client1", 50);
    const { status, body } = await send({ port: other.port, root: other.root, identity }, { path: "/" });
    expect(status).toBe(502);
    expect(body).toMatch(/^http:\/\/localhost:1 does not respond.*Start the development server/);
  });
});

/** What arrives on a connection that is upgraded and then echoes four octets. */
async function upgrade(identity: Holder | undefined): Promise<string> {
  const { port, root: ca } = world;
  const socket = connect({ host: "127.0.0.1", port, ca, servername: "app.localhost", ...identity });
  socket.write(`GET /hmr HTTP/1.1\r\nHost: app.localhost:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nping`);
  let seen = "";
  for await (const chunk of socket.setEncoding("utf8")) {
    seen += String(chunk);
    if (seen.endsWith("ping")) break;
  }
  return seen;
}

describe("in a browser", () => {
  test.each([
    [5, "due", "shown"],
    [200, undefined, undefined],
  ])("with %i days left the module of the development server's page shows what is due", async (daysLeft, ...types) => {
    await build(process.execPath, ["inpage", "recovery", "webapp"]);
    const folder = await mkdtemp(join(tmpdir(), "koshin-app-"));
    onTestFinished(() => rm(folder, { recursive: true, maxRetries: 10 }));
    const data = join(folder, "data");
    const { p12, passwordFile } = certificateOf(await makeWorld(data, new Date(), { daysLeft }), "client28");
    const service = await startDemonstration(data, { port: 0, app: new URL(origin) });
    onTestFinished(() => service.close());
    await createKeyStore(folder);
    await trustAuthority(folder, dataFolder(data).authority.rootCertificate);
    await importP12(folder, p12, passwordFile);
    const settings = { home: folder, profile: join(folder, "profile"), downloads: join(folder, "downloads") };
    const browser = await launchBrowser({ ...settings, headless: true, autoSelect: true, language: "en" });
    onTestFinished(() => browser.close());
    const tab = await openTab(browser);
    await tab.goto(`${service.addresses.app}/`);
    if (daysLeft > 90) expect(await tab.evaluate("window.finished")).toBe("nothing");
    else await tab.waitForFunction("window.events.length >= 2");
    const events: unknown = await tab.evaluate("window.events");
    const due = { type: "due", occasion: "prompt", daysLeft };
    expect(events).toEqual(types[0] === undefined ? [] : [expect.objectContaining(due), { type: "shown" }]);
  });
});
