import type { IncomingMessage, ServerResponse } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { appHost, startAppBehind, type AppBehind } from "../../support/app-behind.ts";
import { openWebSocket } from "../../support/app-streams.ts";
import { say } from "../../support/raw-tls.ts";
import type { Holder } from "../../support/throwaway-service.ts";
import { send, type Received } from "../../support/tls-client.ts";

let behind: AppBehind;
let holder: Holder;
let seen: string[] = [];
let answer: (outgoing: ServerResponse, incoming: IncomingMessage) => void = () => undefined;
beforeAll(async () => {
  behind = await startAppBehind((incoming, outgoing) => {
    seen.push(...incoming.rawHeaders);
    answer(outgoing, incoming);
  });
  holder = await behind.world.issue("client1", 50);
});
afterAll(() => behind[Symbol.asyncDispose]());
beforeEach(() => {
  seen = [];
  answer = (outgoing) => void outgoing.end("of the app");
});

/** Sends lines of a header as they are, and returns the answer. */
async function sayLines(...lines: readonly string[]): Promise<string> {
  const { port, root } = behind.world;
  const host = `Host: ${appHost}:${port}`;
  const whole = ["GET /page HTTP/1.1", host, "Connection: close", ...lines, "\r\n"].join("\r\n");
  return await say({ port, root, identity: holder, host: appHost }, whole);
}

/** The values that the app has seen of a field, however it was spelt. */
function valuesLike(wanted: string): string[] {
  return seen.filter((_, at) => at % 2 === 1 && seen[at - 1]?.toLowerCase().replaceAll(/[^a-z0-9]/g, "-") === wanted);
}

async function answered(headers: Readonly<Record<string, string | string[]>>): Promise<Received> {
  answer = (outgoing) => void outgoing.writeHead(200, headers).end("of the app");
  const { port, root } = behind.world;
  return await send({ port, root, identity: holder }, { path: "/" });
}

const claimed = [
  "Client-Cert",
  "Client-Cert-Chain",
  "Forwarded",
  "X-Forwarded-For",
  "X-Forwarded-Host",
  "X-Forwarded-Proto",
  "X-Forwarded-Port",
  "X-Forwarded-Client-Cert",
  "X-Real-IP",
  "X-SSL-Client-Cert",
  "X-SSL-Client-Verify",
  "X-SSL-Server-Name",
  "X-Client-Cert",
  "X-Client-DN",
  "X-Amzn-Mtls-Clientcert",
  "SSL-Client-Cert",
  "X-ARR-ClientCert",
  "X-Koshin-Front",
  "X-Request-Id",
];

describe("what a client says of itself", () => {
  test.each(claimed)("in %s, in any spelling, does not reach the app", async (name) => {
    const spelt = [name, name.toUpperCase(), name.replaceAll("-", "_"), name.replaceAll("-", ".")];
    const answer = await sayLines(...spelt.map((each) => `${each}: forged`));
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(valuesLike(name.toLowerCase())).not.toContain("forged");
    expect(valuesLike(name.toLowerCase()).length).toBeLessThan(2);
  });

  test("in a WebSocket's request does not reach the app either", async () => {
    const reached = new Promise<IncomingMessage>((resolve) =>
      behind.app.server.once("upgrade", (incoming, socket) => {
        socket.destroy();
        resolve(incoming);
      }),
    );
    const socket = await openWebSocket(behind, holder, "/ws HTTP/1.1\r\nClient-Cert: forged\r\nX_Forwarded_For: forged\r\nX-Rest:");
    const { headers } = await reached;
    expect(Object.values(headers)).not.toContain("forged");
    expect(headers["client-cert"]).toMatch(/^:[A-Za-z0-9+/=]+:$/);
    expect(headers.connection).toMatch(/^upgrade$/i);
    socket.destroy();
  });
});

describe("what belongs to a connection", () => {
  test("and what Connection names ends with the client's connection", async () => {
    const hops = ["Keep-Alive: timeout=9", "TE: trailers", "Proxy-Authorization: Basic eA==", "HTTP2-Settings: AAM", "X-Hop: 1"];
    expect(await sayLines("Connection: x-hop, client-cert, x-forwarded-for, host", ...hops)).toMatch(/^HTTP\/1\.1 200 /);
    for (const name of ["keep-alive", "te", "proxy-authorization", "http2-settings", "x-hop"])
      expect(valuesLike(name), name).toEqual([]);
    for (const name of ["client-cert", "x-forwarded-for", "host"]) expect(valuesLike(name).length, name).toBe(1);
  });

  test("and what Connection names ends with the app's connection", async () => {
    const { headers, body } = await answered({
      Connection: "close, client-cert, content-length",
      "Client-Cert": ":AA==:",
      "Content-Length": "10",
      "Proxy-Authenticate": "Basic",
      Upgrade: "h2c",
      "Keep-Alive": "timeout=100",
    });
    expect([body, headers["content-length"]]).toEqual(["of the app", "10"]);
    for (const name of ["client-cert", "proxy-authenticate", "upgrade"]) expect(headers[name], name).toBeUndefined();
    expect(headers["keep-alive"]).not.toBe("timeout=100");
  });

  test("and Expect are the service's own matter, and so are trailers", async () => {
    await sayLines("Trailer: X-Checksum");
    expect(valuesLike("trailer")).toEqual([]);
    const { port, root } = behind.world;
    const headers = `Host: ${appHost}:${port}\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\ntea`;
    answer = (outgoing, incoming) => void incoming.pipe(outgoing);
    const whole = await say({ port, root, identity: holder, host: appHost }, `POST / HTTP/1.1\r\n${headers}`);
    expect(whole).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 [^]*tea/);
    expect(valuesLike("expect")).toEqual([]);
    answer = (outgoing) => void outgoing.end("of the app");
    expect(await sayLines("Expect: the-unexpected")).toMatch(/^HTTP\/1\.1 200 [^]*of the app/);
    expect(valuesLike("expect")).toEqual([]);
  });
});

describe("an app's redirection to itself", () => {
  test("leads to the service, by whatever address the app knows itself", async () => {
    const { port } = behind.world;
    const [own, public_] = [behind.app.origin, `${appHost}:${port}`];
    for (const [location, passed] of [
      [`${own}/login?a=1`, `https://${public_}/login?a=1`],
      [`http://${public_}/login`, `https://${public_}/login`],
      [`HTTP://${public_.toUpperCase()}`, `https://${public_}`],
      [`https://${public_}/login`, `https://${public_}/login`],
      ["/login", "/login"],
      ["login", "login"],
      [`${own}0/login`, `${own}0/login`],
      [`http://${public_}.elsewhere.example/`, `http://${public_}.elsewhere.example/`],
      [`http://${public_}@elsewhere.example/`, `http://${public_}@elsewhere.example/`],
      ["https://elsewhere.example/?back=http://app.localhost/", "https://elsewhere.example/?back=http://app.localhost/"],
    ] as const) {
      const { headers } = await answered({ Location: location, "Content-Location": location });
      expect([headers.location, headers["content-location"]], location).toEqual([passed, passed]);
    }
  });
});

describe("a hostile app", () => {
  test("leads nobody to another server", async () => {
    const { headers } = await answered({ "Alt-Svc": 'h2="elsewhere.example:443"' });
    expect(headers["alt-svc"]).toBeUndefined();
  });

  test("sets cookies for itself and the domains above it only", async () => {
    const { headers } = await answered({
      "Set-Cookie": [
        "own=1; Path=/; HttpOnly",
        "__Host-session=1; Secure; Path=/",
        "above=1; Domain=.LOCALHOST",
        "other=1; Domain=verify.localhost",
        "shadow=1; Domain=app.localhost; domain=recover.localhost",
        "suffix=1; Domain=p.localhost",
      ],
    });
    expect(headers["set-cookie"]).toEqual([
      "own=1; Path=/; HttpOnly",
      "__Host-session=1; Secure; Path=/",
      "above=1; Domain=.LOCALHOST",
    ]);
  });

  test("with a head that is too large has none of it passed on", async () => {
    const { status, body } = await answered({ "X-Large": "x".repeat(100_000) });
    expect([status, body]).toEqual([502, expect.stringContaining('"unavailable"')]);
  });

  test("that names another request's id does not have it taken for the service's", async () => {
    const { headers } = await answered({ "X-Request-Id": "forged" });
    expect(headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
  });
});
