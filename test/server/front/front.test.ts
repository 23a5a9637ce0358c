import { createHash, X509Certificate } from "node:crypto";
import { mkdtemp, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Status } from "../../../src/protocol/status.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { listenForFront } from "../../../src/server/front/front-listener.ts";
import { revokeCertificate } from "../../../src/server/issuance/lifecycle/revoke.ts";
import type { Front } from "../../../src/server/settings/front.ts";
import { defaultLimits, type Limits } from "../../../src/server/settings/operation-settings.ts";
import { certificatesOf, makeRequest, refusalOf } from "../../support/enrolment.ts";
import { sendAsFront, type FrontHeaders, type FrontSocket } from "../../support/front-request.ts";
import { startService, type Holder, type ThrowawayService } from "../../support/throwaway-service.ts";
import { send } from "../../support/tls-client.ts";

const app = "app.localhost";

/** What each front makes of a certificate, by its documentation. */
const written: Readonly<Record<Front["form"], (certificate: X509Certificate) => Readonly<Record<string, string>>>> = {
  rfc9440: ({ raw }) => ({ "Client-Cert": `:${raw.toString("base64")}:` }),
  nginx: (certificate) => ({ "X-SSL-Client-Cert": encodeURIComponent(pem(certificate)) }),
  haproxy: ({ raw }) => ({ "X-SSL-Client-Cert": raw.toString("base64") }),
  apache: (certificate) => ({ "X-SSL-Client-Cert": pem(certificate).replaceAll("\n", " ") }),
  envoy: (certificate) => ({
    "X-Forwarded-Client-Cert": `Hash=${createHash("sha256").update(certificate.raw).digest("hex")};Cert="${encodeURIComponent(pem(certificate))}";Subject="CN=client1,O=u00000014"`,
  }),
  // With +, / and = as they are, and the issuer after the certificate.
  alb: (certificate) => {
    const chain = encodeURIComponent(pem(certificate) + issuer)
      .replaceAll("%2B", "+")
      .replaceAll("%2F", "/")
      .replaceAll("%3D", "=");
    return { "X-Amzn-Mtls-Clientcert": chain };
  },
};

function pem(certificate: X509Certificate): string {
  return certificate.toString();
}

/** A service with a front's socket, and a certificate that is due. */
interface Fronted extends AsyncDisposable {
  readonly world: ThrowawayService;
  readonly socket: FrontSocket;
  readonly log: () => readonly unknown[];
}

let issuer = "";

async function fronted(front: Partial<Front> & Pick<Front, "form">, limits: Partial<Limits> = {}): Promise<Fronted> {
  await using cleaning = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "koshin-front-"));
  cleaning.defer(() => rm(folder, { recursive: true }));
  const path = join(folder, "front.sock");
  const lines: unknown[] = [];
  const log = pino({ level: "info" }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const settings = {
    front: {
      listen: { path },
      trust: ["127.0.0.1"],
      serverNameHeader: "X-SSL-Server-Name",
      publicPort: 443,
      ...front,
    },
    limits: { ...defaultLimits, ...limits },
  };
  const world = cleaning.use(await startService({ settings, log }));
  const [address = ""] = world.fronts;
  const socket = address.startsWith("unix:") ? { socketPath: path } : { host: "127.0.0.1", port: Number(new URL(address).port) };
  issuer = new X509Certificate(world.service.authority.issuing).toString();
  const everything = cleaning.move();
  return { world, socket, log: () => lines, [Symbol.asyncDispose]: async () => await everything.disposeAsync() };
}

function certificateOf({ cert }: Holder): X509Certificate {
  return new X509Certificate(cert);
}

function through(certificate: FrontHeaders, more: FrontHeaders = {}): FrontHeaders {
  return { Host: app, "X-SSL-Server-Name": app, "X-Forwarded-For": "203.0.113.9", ...certificate, ...more };
}

/** One front's own service, and the faults that its log names. */
function faultsIn(log: readonly unknown[]): readonly string[] {
  const Faulty = v.object({ fault: v.string() });
  return log.flatMap((line) => (v.is(Faulty, line) ? [line.fault] : []));
}

describe.each(["rfc9440", "nginx", "haproxy", "apache", "envoy", "alb"] as const)("the form %s", (form) => {
  let front: Fronted;
  let client: Holder;
  beforeAll(async () => {
    const listen = form === "alb" ? { host: "127.0.0.1", port: 0, serverName: app } : undefined;
    front = await fronted({ form, ...(listen ? { listen } : {}) });
    client = await front.world.issue("client1", 30);
  });
  afterAll(() => front[Symbol.asyncDispose]());

  test("passes on a certificate, which is judged as in the service's own handshake", async () => {
    const { status, body } = await sendAsFront(front.socket, through(written[form](certificateOf(client))));
    expect(status).toBe(200);
    const { certificate, due } = v.parse(v.pipe(v.string(), v.parseJson(), Status), body);
    expect(certificate.serial).toBe(client.serial);
    expect(due).toBe(true);
  });

  test("says that there is none", async () => {
    expect(refusalOf(await sendAsFront(front.socket, through({})))).toBe("401 no-certificate");
    const empty = Object.fromEntries(Object.keys(written[form](certificateOf(client))).map((name) => [name, ""]));
    expect(refusalOf(await sendAsFront(front.socket, through(empty)))).toBe("401 no-certificate");
  });

  test("is refused if the certificate is malformed: cut short, twice, or with something behind it", async () => {
    const [[name, value] = ["", ""]] = Object.entries(written[form](certificateOf(client)));
    if (typeof value !== "string") throw new TypeError("One value is expected.");
    const wrong = [
      value.slice(0, -40),
      `x${value.slice(form === "envoy" ? value.indexOf("Cert") + 1 : 1)}`,
      `${value}, ${value}`,
      `${value}${value}x`,
      "(nul)",
      "-----BEGIN CERTIFICATE-----",
      ":AAAA:",
      "%E0%A4%A",
      `Cert="${"%".repeat(20)}"`,
    ];
    for (const each of wrong)
      expect(refusalOf(await sendAsFront(front.socket, through({ [name]: each }))), each.slice(0, 60)).toBe(
        "400 front-not-trusted",
      );
    expect(refusalOf(await sendAsFront(front.socket, through({ [name]: [value, value] })))).toBe("400 front-not-trusted");
    expect(refusalOf(await sendAsFront(front.socket, through({ [name]: value, [name.replaceAll("-", "_")]: value })))).toBe(
      "400 front-not-trusted",
    );
    expect(faultsIn(front.log())).toEqual([...wrong.map(() => "certificate"), "header", "header"]);
  });
});

describe("a front's listener", () => {
  let front: Fronted;
  let client: Holder;
  let certificate: Readonly<Record<string, string>>;
  beforeAll(async () => {
    front = await fronted({ form: "rfc9440" });
    client = await front.world.issue("client1", 30);
    certificate = written.rfc9440(certificateOf(client));
  });
  afterAll(() => front[Symbol.asyncDispose]());

  test("is a socket that only its user and group may open", async () => {
    const [address = ""] = front.world.fronts;
    expect((await stat(address.replace("unix:", ""))).mode & 0o777).toBe(0o660);
  });

  test("renews, with addresses at the front's public port", async () => {
    const { body: status } = await sendAsFront(front.socket, through(certificate));
    const { proofUrl: proof, recoveryPage } = v.parse(v.pipe(v.string(), v.parseJson(), Status), status);
    expect(proof).toMatch(/^https:\/\/[0-9a-f]{16}\.verify\.localhost\/api\/cert\/status$/);
    expect(recoveryPage).toBeNull();
    const { body } = await makeRequest({ cn: client.cn, o: client.tenant });
    const headers = through(certificate, { "Content-Type": "application/pkcs10" });
    const answer = await sendAsFront(front.socket, headers, { method: "POST", path: "/.well-known/est/simplereenroll", body });
    const [replacement] = certificatesOf(answer);
    const host = new URL(proof).host;
    const proved = written.rfc9440(new X509Certificate(replacement.der));
    const used = await sendAsFront(front.socket, { ...through(proved), Host: host, "X-SSL-Server-Name": host });
    expect(used.status).toBe(200);
  });

  test("serves the recovery host", async () => {
    const host = "recover.localhost";
    const answer = await sendAsFront(front.socket, { Host: host, "X-SSL-Server-Name": host }, { path: "/.well-known/est/cacerts" });
    expect(answer.status).toBe(200);
  });

  test("judges each request of a connection that the front keeps for many clients", async () => {
    const other = await front.world.issue("client2", 30);
    await revokeCertificate(front.world.service, { serial: other.serial }, "superseded", byOperator(front.world.now));
    const stranger = await startService({ began: new Date() });
    const foreign = certificateOf(await stranger.issue("client1", 30));
    await stranger[Symbol.asyncDispose]();
    const outcomes = [];
    for (const each of [certificateOf(client), certificateOf(other), foreign])
      outcomes.push((await sendAsFront(front.socket, through(written.rfc9440(each)))).status);
    expect(outcomes).toEqual([200, 403, 403]);
  });

  test("refuses a request without the host of the handshake, or for another one", async () => {
    expect(refusalOf(await sendAsFront(front.socket, { Host: app, ...certificate }))).toBe("421 front-not-trusted");
    expect(refusalOf(await sendAsFront(front.socket, through(certificate, { "X-SSL-Server-Name": "" })))).toBe(
      "421 front-not-trusted",
    );
    expect(refusalOf(await sendAsFront(front.socket, through(certificate, { "X-SSL-Server-Name": "verify.localhost" })))).toBe(
      "421 not-found",
    );
    expect(refusalOf(await sendAsFront(front.socket, through(certificate, { Host: "1.verify.localhost" })))).toBe("421 not-found");
    expect(refusalOf(await sendAsFront(front.socket, through(certificate, { "X-SSL-Server-Name": [app, app] })))).toBe(
      "400 front-not-trusted",
    );
  });

  test("refuses a second header with the chain", async () => {
    const refused = await sendAsFront(front.socket, through(certificate, { "Client-Cert-Chain": [":AAAA:", ":AAAA:"] }));
    expect(refusalOf(refused)).toBe("400 front-not-trusted");
  });

  test("refuses a folded header", async () => {
    const answer = await raw(front.socket, [
      "GET /api/cert/status HTTP/1.1",
      `Host: ${app}`,
      "Client-Cert:",
      ` ${String(certificate["Client-Cert"])}`,
    ]);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  });

  test("counts what it refuses, by its fault", async () => {
    const text = await (await fetch(`${front.world.operations}/metrics`)).text();
    expect(Number(/^koshin_front_refused_total\{fault="server-name"\} (\d+)$/m.exec(text)?.[1])).toBe(2);
    expect(text).toMatch(/^koshin_front_refused_total\{fault="secret"\} 0$/m);
  });

  test("does not exist for clients that connect to the service itself: they cannot claim a certificate", async () => {
    const { port, root } = front.world;
    const sent = { path: "/api/cert/status", headers: certificate };
    expect(refusalOf(await send({ port, root }, sent))).toBe("400 front-not-trusted");
    const underscore = { path: sent.path, headers: { Client_Cert: ":AAAA:" } };
    expect(refusalOf(await send({ port, root, identity: client }, underscore))).toBe("400 front-not-trusted");
    expect((await send({ port, root, identity: client }, { path: sent.path })).status).toBe(200);
  });
});

test("requests are limited by the client that the front names, not by the front", async () => {
  await using front = await fronted({ form: "rfc9440" }, { requestsPerSecond: 1 });
  const from = async (address: string): Promise<number> =>
    (await sendAsFront(front.socket, through({}, { "X-Forwarded-For": `192.0.2.1, ${address}, 127.0.0.1` }))).status;
  const flood = await Promise.all(Array.from({ length: 60 }, async () => await from("203.0.113.77")));
  expect(new Set(flood)).toEqual(new Set([401, 429]));
  expect(await from("203.0.113.78")).toBe(401);
});

describe("a front over TCP", () => {
  test("sends a secret, without which nothing is believed", async () => {
    const folder = await mkdtemp(join(tmpdir(), "koshin-secret-"));
    const secretFile = join(folder, "secret");
    const secret = "c0ffee".repeat(10);
    await writeFile(secretFile, `${secret}\n`);
    await using front = await fronted({ form: "rfc9440", secretFile, listen: { host: "127.0.0.1", port: 0 } });
    const client = await front.world.issue("client1", 30);
    const headers = through(written.rfc9440(certificateOf(client)));
    const outcomes = [];
    for (const given of [
      {},
      { "X-Koshin-Front": "" },
      { "X-Koshin-Front": secret.slice(1) },
      { "X-Koshin-Front": [secret, secret] },
    ])
      outcomes.push(refusalOf(await sendAsFront(front.socket, { ...headers, ...given })));
    expect(outcomes).toEqual([...Array<string>(3).fill("403 front-not-trusted"), "400 front-not-trusted"]);
    expect((await sendAsFront(front.socket, { ...headers, "X-Koshin-Front": secret })).status).toBe(200);
    expect(JSON.stringify(front.log())).not.toContain(secret);
    await rm(folder, { recursive: true });
  });

  test("is believed from trusted addresses only", async () => {
    await using front = await fronted({ form: "rfc9440", trust: ["10.0.0.0/8", "::1"], listen: { host: "127.0.0.1", port: 0 } });
    const client = await front.world.issue("client1", 30);
    const headers = through(written.rfc9440(certificateOf(client)));
    expect(refusalOf(await sendAsFront(front.socket, headers))).toBe("403 front-not-trusted");
    expect(faultsIn(front.log())).toEqual(["peer"]);
    const warnings = front.log().filter((line) => JSON.stringify(line).includes("no front.secretFile"));
    expect(warnings).toHaveLength(1);
  });
});

describe("a front that cannot pass the name of the handshake", () => {
  test("has a listener for each host, which serves no other", async () => {
    const listen = [
      { host: "127.0.0.1", port: 0, serverName: app },
      { host: "127.0.0.1", port: 0, serverName: "verify.localhost" },
    ];
    await using front = await fronted({ form: "alb", listen });
    const [toApp, toVerify] = front.world.fronts.map((url) => ({ host: "127.0.0.1", port: Number(new URL(url).port) }));
    if (toApp === undefined || toVerify === undefined) throw new TypeError("Two listeners are expected.");
    const client = await front.world.issue("client1", 30);
    const certificate = written.alb(certificateOf(client));
    const status = async (where: FrontSocket, host: string): Promise<number> =>
      (await sendAsFront(where, { Host: host, ...certificate })).status;
    expect([
      await status(toApp, app),
      await status(toVerify, "1.verify.localhost"),
      await status(toVerify, "verify.localhost"),
    ]).toEqual([200, 200, 200]);
    expect([await status(toApp, "1.verify.localhost"), await status(toVerify, app)]).toEqual([421, 421]);
  });
});

describe("the socket", () => {
  test("of a process that was killed is replaced; that of one that runs, and anything else, is not", async () => {
    const folder = await mkdtemp(join(tmpdir(), "koshin-socket-"));
    const [path, other] = [join(folder, "front.sock"), join(folder, "notes.txt")];
    const killed = createServer();
    await listenForFront(killed, { path: other });
    await rename(other, path);
    await new Promise((resolve) => killed.close(resolve));
    expect((await stat(path)).isSocket()).toBe(true);
    const server = createServer();
    await listenForFront(server, { path });
    await expect(listenForFront(createServer(), { path })).rejects.toMatchObject({ code: "address-in-use" });
    await new Promise((resolve) => server.close(resolve));
    await writeFile(other, "notes");
    await expect(listenForFront(createServer(), { path: other })).rejects.toMatchObject({ code: "front-socket-unusable" });
    expect(await readFile(other, "utf8")).toBe("notes");
    await rm(folder, { recursive: true });
  });

  test("needs a folder", async () => {
    await expect(listenForFront(createServer(), { path: "/nonexistent/koshin/front.sock" })).rejects.toMatchObject({
      code: "front-socket-unusable",
    });
  });
});

/** Sends lines as they are, and ends; returns the answer. */
async function raw(where: FrontSocket, lines: readonly string[]): Promise<string> {
  return await new Promise((resolve, reject) => {
    const socket = "socketPath" in where ? connect(where.socketPath) : connect(where.port, where.host);
    let answer = "";
    socket.on("data", (chunk: Buffer) => (answer += chunk.toString()));
    socket.once("close", () => resolve(answer));
    socket.once("error", reject);
    socket.write(`${lines.join("\r\n")}\r\nConnection: close\r\n\r\n`);
  });
}
