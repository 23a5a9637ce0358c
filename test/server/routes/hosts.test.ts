import { createHash } from "node:crypto";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { paths } from "../../../src/protocol/paths.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { revokeCertificate } from "../../../src/server/issuance/lifecycle/revoke.ts";
import { createTenant } from "../../../src/server/issuance/tenants.ts";
import { askStatus, certificatesOf, enrol, makeRequest, refusalOf, renewed } from "../../support/enrolment.ts";
import { say } from "../../support/raw-tls.ts";
import { startService, type ThrowawayService } from "../../support/throwaway-service.ts";
import { send, type Connection, type Identity } from "../../support/tls-client.ts";

let world: ThrowawayService;
beforeAll(async () => {
  world = await startService({
    webapp: (request, peer) => Response.json({ path: new URL(request.url).pathname, peer }, { headers: { "X-From": "webapp" } }),
  });
  await createTenant(world.service, { name: "u00000077", product: "orcamo", ...byOperator(world.now) });
});
afterAll(async () => await world[Symbol.asyncDispose]());

function connect(host: string, identity?: Identity): Connection {
  return { port: world.port, root: world.root, identity, host };
}

describe("renewals by host", () => {
  test.each([
    ["client1", "app.localhost", null],
    ["client1", "localhost", null],
    ["db17", "app.localhost", "type-not-renewable"],
    ["db17", "localhost", null],
    ["api170", "app.localhost", "type-not-renewable"],
    ["api170", "localhost", "type-not-renewable"],
    ["backup3", "localhost", "type-not-renewable"],
    ["printer4", "localhost", "type-not-renewable"],
  ])("%s on %s: %s", async (cn, host, refusal) => {
    const to = connect(host, await world.issue(cn, 50));
    expect((await askStatus(to)).refusal?.code ?? null).toBe(refusal);
    const answer = await enrol(to, (await makeRequest({ cn, o: "u00000014" })).body);
    if (refusal === null) expect(certificatesOf(answer)[0].subject.cn).toBe(cn);
    else expect(refusalOf(answer)).toBe(`403 ${refusal}`);
  });

  test("the proof host applies the rules of the tenant's product", async () => {
    const [one, other] = [await world.issue("db1", 50), await world.issue("db1", 50, { tenant: "u00000077" })];
    expect((await askStatus(connect("verify.localhost", one))).refusal?.code).toBe("type-not-renewable");
    expect((await askStatus(connect("verify.localhost", other))).refusal).toBe(null);
  });

  test("the proof host has no enrolment", async () => {
    const to = connect("verify.localhost", await world.issue("client1", 50));
    const answer = await enrol(to, (await makeRequest({ cn: "client1", o: "u00000014" })).body);
    expect(refusalOf(answer)).toBe("404 not-found");
  });
});

describe("the hosts", () => {
  test.each(["elsewhere.localhost", "a.b.verify.localhost", "verify.localhost.example.jp", "-.localhost"])(
    "%s is not served",
    async (name) => {
      const sent = { path: paths.status, headers: { Host: `${name}:${world.port}` } };
      expect(refusalOf(await send(connect("app.localhost"), sent))).toBe("421 not-found");
    },
  );

  test.each([
    ["app.localhost", "localhost"],
    ["localhost", "app.localhost"],
    ["abc.verify.localhost", "verify.localhost"],
    ["recover.localhost", "localhost"],
  ])("a connection for %s does not accept a request to %s", async (named, asked) => {
    const to = connect(named, await world.issue("client1", 50));
    const sent = { path: paths.status, headers: { Host: `${asked}:${world.port}` } };
    expect(refusalOf(await send(to, sent))).toBe("421 not-found");
  });

  test("a connection without a host name accepts requests to all hosts", async () => {
    const to = connect("", await world.issue("client1", 50));
    for (const asked of ["localhost", "app.localhost", "verify.localhost"]) {
      const sent = { path: paths.status, headers: { Host: `${asked}:${world.port}` } };
      expect((await send(to, sent)).status).toBe(200);
    }
  });

  test("the web app gets every request on its host except the certificate API's, with the peer", async () => {
    const holder = await world.issue("client1", 50);
    const { body, headers } = await send(connect("app.localhost", holder), { path: "/menu?x=1" });
    const peer = { kind: "accepted", cn: "client1", o: "u00000014", issuer: holder.issuer, serial: holder.serial };
    expect(JSON.parse(body)).toEqual({ path: "/menu", peer });
    expect(headers["x-from"]).toBe("webapp");
    const stranger = await send(connect("app.localhost"), { path: "/" });
    expect(JSON.parse(stranger.body)).toEqual({ path: "/", peer: { kind: "refused", code: "no-certificate" } });
  });

  test("an API of the web app's own is the web app's, for other sites' pages as well", async () => {
    const to = connect("app.localhost", await world.issue("client1", 50));
    for (const path of ["/api", "/api/todos", "/api/certificates", "/api/auth/callback"]) {
      const { body } = await send(to, { path, headers: { "Sec-Fetch-Site": "cross-site" } });
      expect(JSON.parse(body)).toMatchObject({ path });
    }
  });

  test.each(["/api/cert/nothing", "/.well-known/est/fullcmc", "/.well-known/est/nothing"])(
    "%s belongs to the certificate API, not to the web app",
    async (path) => expect(refusalOf(await send(connect("app.localhost"), { path }))).toBe("404 not-found"),
  );

  test("the auth host has no pages", async () => {
    expect(refusalOf(await send(connect("localhost"), { path: "/" }))).toBe("404 not-found");
  });

  test("a request with a malformed Host is refused", async () => {
    for (const Host of ["app.localhost@elsewhere", "app.localhost:65536", "app.localhost/x", "app localhost"]) {
      expect(refusalOf(await send(connect("app.localhost"), { path: "/", headers: { Host } }))).toBe("400 not-found");
    }
  });

  const other = "verify.localhost";
  test.each([
    ["a second Host", "/", `Host: app.localhost\r\nHost: ${other}`],
    ["the same Host twice", "/", "Host: app.localhost\r\nHost: app.localhost"],
    ["an absolute target for another host", `https://${other}/`, "Host: app.localhost"],
    ["an absolute target for another port", "https://app.localhost:1/", "Host: app.localhost"],
    ["an absolute target with a user", "https://user@app.localhost/", "Host: app.localhost"],
    ["an absolute target of another scheme", "http://app.localhost/", "Host: app.localhost"],
  ])("%s is refused, whichever host the connection is for", async (_, target, hosts) => {
    for (const host of ["app.localhost", other, ""]) {
      const answer = await say(connect(host), `GET ${target} HTTP/1.1\r\n${hosts}\r\nConnection: close\r\n\r\n`);
      expect(answer).toMatch(/^HTTP\/1\.1 400 [^]*"code":"not-found"/);
    }
  });

  test("an absolute target for the same host is handled like its path (RFC 9112, section 3.2.2)", async () => {
    const answer = await say(
      connect("app.localhost", await world.issue("client1", 50)),
      `GET https://APP.localhost${paths.status} HTTP/1.1\r\nHost: app.localhost\r\nConnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  });
});

describe("a failure of the service", () => {
  test("is reported without its cause, and logged with it", async () => {
    const lines: string[] = [];
    const log = pino({ level: "error" }, { write: (line: string) => void lines.push(line) });
    const broken = (): Response => {
      throw new Error("the cause");
    };
    await using failing = await startService({ log, webapp: broken });
    const answer = await send({ port: failing.port, root: failing.root }, { path: "/" });
    expect(refusalOf(answer)).toBe("500 internal");
    expect(answer.body).not.toContain("the cause");
    expect(lines.join("")).toContain("the cause");
  });
});

describe("other sites", () => {
  test.each([
    ["GET", paths.status],
    ["POST", paths.stage],
    ["POST", paths.reenrol],
    ["GET", paths.caCertificates],
  ])("cannot use %s %s", async (method, path) => {
    for (const site of ["cross-site", "same-site"]) {
      const to = connect("app.localhost", await world.issue("client1", 50));
      expect(refusalOf(await send(to, { method, path, headers: { "Sec-Fetch-Site": site } }))).toBe("403 cross-site");
    }
  });

  test.each([
    ["POST", paths.certificate],
    ["POST", paths.reenrol],
    ["GET", paths.status],
  ])("cannot use %s %s in a browser that sends only the Origin either", async (method, path) => {
    const to = connect("app.localhost", await world.issue("client1", 50));
    for (const Origin of ["https://elsewhere.example", "https://app.localhost", "null"]) {
      expect(refusalOf(await send(to, { method, path, headers: { Origin } }))).toBe("403 cross-site");
    }
    const own = await send(to, { method, path, headers: { Origin: `https://app.localhost:${world.port}` } });
    expect(own.body).not.toContain("cross-site");
  });

  test("the web app's pages may read the proof, including the certificate and refusals", async () => {
    const origin = `https://app.localhost:${world.port}`;
    const headers = { Origin: origin, "Sec-Fetch-Site": "cross-site" };
    for (const identity of [await world.issue("client1", 50), undefined]) {
      const answer = await send(connect("abc.verify.localhost", identity), { path: paths.status, headers });
      expect(answer.status).toBe(identity ? 200 : 401);
      expect(answer.headers["access-control-allow-origin"]).toBe(origin);
      expect(answer.headers["access-control-allow-credentials"]).toBe("true");
      expect(answer.headers.vary).toBe("Origin");
    }
  });

  test("no other pages may read it", async () => {
    const to = connect("verify.localhost", await world.issue("client1", 50));
    for (const origin of ["https://app.localhost", "https://elsewhere.example", "null"]) {
      const answer = await send(to, { path: paths.status, headers: { Origin: origin } });
      expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
      expect(answer.headers["access-control-allow-credentials"]).toBeUndefined();
      expect(answer.headers.vary).toBe("Origin");
    }
  });
});

describe("the proof host's page", () => {
  test("shows which certificate the service saw, under a content security policy that allows nothing", async () => {
    const holder = await world.issue("client1", 50);
    const page = await send(connect("verify.localhost", holder), { path: "/" });
    expect(page.status).toBe(200);
    expect(page.body).toContain(`<dd>${holder.serial}</dd>`);
    const [, style = ""] = /<style>(.*?)<\/style>/s.exec(page.body) ?? [];
    const hash = createHash("sha256").update(style).digest("base64");
    const policy = page.headers["content-security-policy"];
    expect(policy).toMatch(/^default-src 'none'; /);
    expect(policy).toContain(`style-src 'sha256-${hash}';`);
    expect(policy).not.toContain("unsafe");
  });

  test("names a certificate that the service refuses", async () => {
    const holder = await world.issue("client1", 50);
    await revokeCertificate(world.service, { serial: holder.serial }, "superseded", byOperator(world.now));
    const page = await send(connect("verify.localhost", holder), { path: "/" });
    expect(page.status).toBe(403);
    expect(page.body).toContain("失効しています");
    expect(page.body).toContain(`<dd>${holder.serial}</dd>`);
    expect(page.body).toContain("<dd><bdi>client1</bdi></dd>");
  });

  test("says if the old certificate was presented instead of the new one, and that a policy may have chosen it", async () => {
    const holder = await world.issue("client1", 50);
    const look = async (identity: Identity): Promise<string> =>
      (await send(connect("verify.localhost", identity), { path: "/" })).body.replace(/\s+/g, " ");
    expect(await look(holder)).not.toContain("AutoSelectCertificateForUrls");
    const replacement = await renewed(connect("app.localhost", holder), { cn: "client1", o: "u00000014" });
    const old = [
      `これは更新前の証明書です。新しい証明書（シリアル番号 ${replacement.serial}）は、この接続では送られていません。`,
      "選択画面が一度も出ない場合は、管理者の設定 (AutoSelectCertificateForUrls) が選んでいます。管理者に連絡してください。",
      `The new one (serial number ${replacement.serial}) was not sent on this connection.`,
      "If the browser never asks, a policy (AutoSelectCertificateForUrls) chooses for it: contact your administrator.",
    ];
    for (const sentence of old) expect(await look(holder)).toContain(sentence);
    expect(await look(replacement)).not.toContain("AutoSelectCertificateForUrls");
    // The new one has been used, but the browser keeps choosing the old one here.
    for (const sentence of old) expect(await look(holder)).toContain(sentence);
  });

  test("says that no certificate was presented", async () => {
    const page = await send(connect("verify.localhost"), { path: "/" });
    expect(page.status).toBe(401);
    expect(page.body).not.toContain("<dl");
  });
});
