import { once } from "node:events";
import { createSecureServer, type Http2SecureServer } from "node:http2";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkApps } from "../../../src/server/gateway/check-apps.ts";
import { portOf } from "../../../src/server/listener/listen.ts";
import { appHost, hostsWith } from "../../support/app-behind.ts";
import { makeOtherAuthority, type OtherAuthority } from "../../support/other-authority.ts";
import { startService } from "../../support/throwaway-service.ts";
import { send, type Received } from "../../support/tls-client.ts";

/** An app that offers HTTP/2, which Node's client libraries prefer where both sides have it. */
async function startSecureApp(authority: OtherAuthority, names: string): Promise<Http2SecureServer & AsyncDisposable> {
  const { cert, key } = await authority.issue({ subject: "/CN=app", extensions: `subjectAltName=${names}` });
  const server = createSecureServer({ cert, key, allowHTTP1: true }, ({ httpVersion, socket }, outgoing) => {
    const named = "servername" in socket && typeof socket.servername === "string" ? socket.servername : "";
    outgoing.setHeader("X-Asked", `${httpVersion} ${named}`);
    outgoing.end("of the app");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return Object.assign(server, {
    async [Symbol.asyncDispose]() {
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  });
}

async function ask(upstream: string): Promise<Received & { readonly found: readonly string[] }> {
  await using world = await startService({ settings: { hosts: hostsWith(upstream) } });
  const identity = await world.issue("client1", 50);
  const { problems } = await checkApps(world.service.settings);
  const received = await send({ port: world.port, root: world.root, identity }, { path: "/" });
  return { ...received, found: problems };
}

describe("an app by https", () => {
  const usual = getCACertificates("default");
  let authority: OtherAuthority;
  beforeAll(async () => {
    authority = await makeOtherAuthority();
    // As NODE_EXTRA_CA_CERTS does.
    setDefaultCACertificates([...usual, authority.certificate]);
  });
  afterAll(async () => {
    setDefaultCACertificates(usual);
    await authority[Symbol.asyncDispose]();
  });

  test("proves the name of its origin, and is asked by HTTP/1.1", async () => {
    await using app = await startSecureApp(authority, "DNS:localhost");
    const { status, body, headers, found } = await ask(`https://localhost:${portOf(app)}`);
    expect([status, body, headers["x-asked"], found]).toEqual([200, "of the app", "1.1 localhost", []]);
  });

  test("proves the name of the host where its origin is an address", async () => {
    await using app = await startSecureApp(authority, `DNS:${appHost}`);
    const { status, headers, found } = await ask(`https://127.0.0.1:${portOf(app)}`);
    expect([status, headers["x-asked"], found]).toEqual([200, `1.1 ${appHost}`, []]);
  });

  test("that proves another name gets no request", async () => {
    await using app = await startSecureApp(authority, "DNS:elsewhere.example");
    let requests = 0;
    app.on("request", () => requests++);
    const { status, found } = await ask(`https://localhost:${portOf(app)}`);
    expect([status, found.length, requests]).toEqual([502, 1, 0]);
  });
});
