import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { fromBase64 } from "../../../src/core/base64.ts";
import { KoshinError } from "../../../src/core/errors.ts";
import { decodeName } from "../../../src/core/name/name.ts";
import { writePkcs12 } from "../../../src/core/pkcs12/write.ts";
import { readKeyFile } from "../../../src/core/renewal/key-file.ts";
import { parseCertificate } from "../../../src/core/x509/certificate.ts";
import { readCertsOnly, writeCertsOnly } from "../../../src/core/x509/certs-only.ts";
import { readCsrAttributes, writeCsrAttributes } from "../../../src/core/x509/csr-attributes.ts";
import { decodePem, encodePem } from "../../../src/core/x509/pem.ts";
import { parseRequest } from "../../../src/core/x509/request.ts";
import { paths } from "../../../src/protocol/paths.ts";
import { readPrecondition } from "../../../src/protocol/precondition.ts";
import { Problem } from "../../../src/protocol/problem.ts";
import { StageReport } from "../../../src/protocol/stage.ts";
import { Status } from "../../../src/protocol/status.ts";
import { issuerId } from "../../../src/server/authority/issuer-id.ts";
import { Manifest } from "../../../src/server/backup/manifest.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { issueCertificate } from "../../../src/server/issuance/lifecycle/issue.ts";
import { createRecoveryCode } from "../../../src/server/issuance/recovery/recovery-codes.ts";
import { Refusal } from "../../../src/server/issuance/refusal.ts";
import { readIdentityRequest } from "../../../src/server/listener/identity-request.ts";
import { requireCode } from "../../../src/server/routes/http/basic-credentials.ts";
import { defaultSettings, Settings } from "../../../src/server/settings/settings.ts";
import { parseMasterKey } from "../../../src/server/vault/master-keys.ts";
import { askStatus, makeRequest, refusalOf } from "../../support/enrolment.ts";
import { offerOf } from "../../support/field-client.ts";
import { unlimited } from "../../support/limits.ts";
import { openRaw, readToEnd } from "../../support/raw-tls.ts";
import { basic, enrolWithCode, recoveryHost } from "../../support/recovery.ts";
import { seed, Spoiler } from "../../support/spoiler.ts";
import { startService, type ThrowawayService } from "../../support/throwaway-service.ts";
import { send, type Connection, type Identity } from "../../support/tls-client.ts";

/** The error of a decoder, unless it is one of its own refusals. */
async function failureOf(work: () => unknown): Promise<unknown> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error instanceof KoshinError || error instanceof Refusal ? undefined : error;
  }
}

/** The number of inputs for each decoder, and for all routes together. */
const inputs = { decoder: 600, routes: 2500, raw: 800 };

describe(`malformed input of seed ${seed}`, () => {
  test("makes decoders fail only with their own refusals", async () => {
    await using world = await startService();
    const spoiler = new Spoiler(seed);
    const { issuing, root } = world.service.authority;
    const request = fromBase64((await makeRequest({ cn: "client1", o: "u00000014" })).body);
    const issued = await issueCertificate(world.service, { tenant: "u00000014", cn: "client1", ...byOperator(world.now) });
    const contents = { ...issued, friendlyName: "client1" };
    const password = "password";
    const compatible = await writePkcs12(contents, { password, profile: "compatible" });
    const modern = await writePkcs12(contents, { password, profile: "modern" });
    const list = writeCertsOnly([issuing, root]);
    const attributes = writeCsrAttributes(["P-256", "RSA-2048"]);
    const name = parseCertificate(issuing).subjectDer;
    const pem = encodePem("CERTIFICATE", issuing);
    const credentials = `Basic ${Buffer.from("client1@u00000014:ABCDE-FGHIJ").toString("base64")}`;
    const identity = "POST /api/cert HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: identity\r\nContent-Length: 2\r\n\r\n{}";
    const manifest = {
      format: 1,
      madeAt: "2026-11-21T00:00:00.000Z",
      database: "sqlite",
      auditEntries: 1,
      files: [{ path: "database", sha256: "0".repeat(64) }],
    };
    const status = await askStatus({ port: world.port, root: world.root, identity: await world.issue("client2", 50) });
    const json = (schema: v.GenericSchema, good: unknown) => (): unknown =>
      v.safeParse(v.pipe(v.string(), v.parseJson(), schema), spoiler.text(JSON.stringify(good)));
    const decoders: Readonly<Record<string, () => unknown>> = {
      certificate: () => parseCertificate(spoiler.octets(issuing)),
      request: () => parseRequest(spoiler.octets(request)),
      "compatible .p12": () => readKeyFile(spoiler.octets(compatible), password),
      "modern .p12": () => readKeyFile(spoiler.octets(modern), password),
      "certificates of EST": () => readCertsOnly(spoiler.octets(list)),
      "attributes of EST": () => readCsrAttributes(spoiler.octets(attributes)),
      name: () => decodeName(spoiler.octets(name)),
      pem: () => decodePem("CERTIFICATE", spoiler.text(pem)),
      base64: () => fromBase64(spoiler.text("MIIBFTCBvAIBADAtMRIw")),
      precondition: () => readPrecondition(spoiler.text('"00FF00FF"'), spoiler.text("*")),
      credentials: () => requireCode(spoiler.text(credentials)),
      "identity coding": () => readIdentityRequest(Buffer.from(spoiler.octets(Buffer.from(identity)))),
      settings: json(Settings, defaultSettings),
      stage: json(StageReport, { serial: "00FF", stage: "imported" }),
      status: json(Status, status),
      problem: json(Problem, {
        type: "about:blank",
        title: "Not found",
        status: 404,
        code: "not-found",
        sentence: { ja: "", en: "" },
      }),
      "a backup's manifest": json(Manifest, manifest),
      "master key": () => parseMasterKey(spoiler.text("A".repeat(43))),
    };
    for (const [decoder, decode] of Object.entries(decoders)) {
      for (let count = 0; count < inputs.decoder; count++) {
        const failure = await failureOf(decode);
        if (failure !== undefined) throw new Error(`${decoder}, input ${count}`, { cause: failure });
      }
    }
  });

  test("is refused by every route, and the service continues", async () => {
    await using world = await startService({ settings: { limits: unlimited } });
    const spoiler = new Spoiler(seed);
    const identity = await world.issue("client1", 50);
    const { port, root } = world;
    const hosts = await withSessions(hostsOf(world, identity));
    const { body: request } = await makeRequest({ cn: "client1", o: "u00000014" });
    const stage = JSON.stringify({ serial: identity.serial, stage: "fetched" });
    const routes = await routesOf(world, identity);
    const { Authorization: authorization = "" } = basic("client9", await codeFor(world));
    const before = process.memoryUsage().heapUsed;
    const seen = new Map<number, number>();
    for (let count = 0; count < inputs.routes; count++) {
      const [to = { port, root }] = [hosts[spoiler.below(hosts.length)]];
      const path = routes[spoiler.below(routes.length)] ?? "/";
      const method = spoiler.pick("GET", "POST", "POST", "PUT", "DELETE", "OPTIONS", "PROPFIND");
      const body = method === "GET" ? "" : spoiler.octets(Buffer.from(spoiler.pick(request, stage, "{}")));
      const headers = {
        "Content-Length": String(body.length),
        "Content-Type": spoiler.pick("application/pkcs10", "application/json", spoiler.header("application/json; x=y")),
        Authorization: spoiler.pick(authorization, spoiler.header(`Basic ${btoa("client9@u00000014:ABCDE")}`)),
        "If-Match": spoiler.header(`"${identity.serial}"`),
        "If-None-Match": spoiler.header('"00000000-1"'),
        "If-Modified-Since": spoiler.header("Sat, 21 Nov 2026 00:00:00 GMT"),
        ...(spoiler.below(4) === 0 ? { Host: spoiler.header(`${to.host}:${to.port}`) } : {}),
      };
      const sentPath = spoiler.below(3) === 0 ? `/${spoiler.header(path).replace(/[ ?#]/g, "-").slice(1)}` : path;
      const answer = await send(to, { path: sentPath, method, headers, body }).catch((cause: unknown) => {
        throw new Error(`Input ${count}, ${method} ${sentPath} was not answered.`, { cause });
      });
      const { status } = answer;
      seen.set(status, (seen.get(status) ?? 0) + 1);
      if (status >= 500) throw new Error(`Input ${count}, ${method} ${sentPath}: ${status} ${answer.body}`);
      const type = answer.headers["content-type"];
      if (status >= 400 && type === "application/problem+json") {
        expect(v.is(v.pipe(v.string(), v.parseJson(), Problem), answer.body)).toBe(true);
      }
    }
    expect(seen.get(400) ?? 0).toBeGreaterThan(inputs.routes / 50);
    expect(seen.get(404) ?? 0).toBeGreaterThan(inputs.routes / 50);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(200_000_000);
    expect((await send({ port, root, identity }, { path: paths.status })).status).toBe(200);
  });

  test("in a self-made client certificate is refused on every host, and named as far as possible", async () => {
    await using world = await startService({ settings: { limits: unlimited } });
    const { cert, key } = await world.issue("client1", 50);
    const [der = new Uint8Array()] = decodePem("CERTIFICATE", cert);
    const pages: string[] = [];
    // A sequence of two UTCTimes: the first one's tag and length alone may also occur in a random serial number.
    const validity = Buffer.from(der).indexOf(Buffer.from([0x30, 30, 0x17, 13])) + 2;
    for (const [at, octets] of [
      [validity + 2, "999999999999Z"],
      [validity + 17, "xxxxxxxxxxxxx"],
      [validity + 17, "\0\0\0\0\0\0\0\0\0\0\0\0Z"],
    ] as const) {
      const spoiled = Buffer.from(der);
      spoiled.write(octets, at, "latin1");
      const identity = { cert: encodePem("CERTIFICATE", new Uint8Array(spoiled)), key };
      for (const to of hostsOf(world, identity)) {
        for (const path of ["/", paths.status, paths.csrAttributes]) {
          const { status, body } = await send(to, { path });
          expect(status, `${octets} at ${to.host}${path}`).toBeLessThan(500);
          if (to.host === "verify.localhost" && path === "/") pages.push(body);
        }
      }
    }
    expect(pages.filter((page) => page.includes("<dd>–</dd>")).length, pages.join("\n")).toBeGreaterThanOrEqual(2);
  });

  test("in impossible names counts as a wrong code, in either database", async () => {
    await using world = await startService();
    const { body } = await makeRequest({ cn: "client1", o: "u000\0" });
    for (const user of ["client\0", "client1@u00000014\0", "client1", "client\u{1f600}@\u{7f}"]) {
      expect(refusalOf(await enrolWithCode(recoveryHost(world), user, "ABCDE-\0-FGHIJ", body))).toBe("401 recovery-code-wrong");
      expect(refusalOf(await enrolWithCode(recoveryHost(world), user, "ABCDE-FGHIJ", body))).toMatch(
        /^40[01] (recovery-code-wrong|request-subject-wrong)$/,
      );
    }
  });

  test("in the bytes of a whole request, on every route, gets a response, and never leaves it hanging", async () => {
    await using world = await startService({ settings: { limits: unlimited } });
    const spoiler = new Spoiler(seed + 1);
    const identity = await world.issue("client1", 50);
    const routes = await routesOf(world, identity);
    const hosts = await withSessions(hostsOf(world, identity));
    const { body } = await makeRequest({ cn: "client1", o: "u00000014" });
    let answered = 0;
    for (let count = 0; count < inputs.raw; count++) {
      const to = hosts[count % hosts.length] ?? { port: world.port, root: world.root };
      const path = routes[count % routes.length] ?? "/";
      const coding = spoiler.pick(
        "Content-Length: " + String(body.length),
        "Transfer-Encoding: identity",
        "Transfer-Encoding: chunked",
      );
      const lines = [
        `${spoiler.pick("GET", "POST")} ${path} HTTP/1.1`,
        `Host: ${to.host}:${to.port}`,
        "Content-Type: application/pkcs10",
        coding,
      ];
      const octets = spoiler.octets(Buffer.from([...lines, "", body].join("\r\n")));
      const socket = await openRaw(to);
      const whole = readToEnd(socket);
      socket.end(octets);
      const answer = await whole;
      if (answer !== "") answered++;
      expect(answer, `input ${count}`).toMatch(/^(|HTTP\/1\.1 [234]\d\d [^]*)$/);
    }
    expect(answered).toBeGreaterThan(inputs.raw / 2);
    expect((await send({ port: world.port, root: world.root, identity }, { path: paths.status })).status).toBe(200);
  });
});

function hostsOf(world: ThrowawayService, identity: Identity): Connection[] {
  const names = ["app.localhost", "localhost", "verify.localhost"];
  return [...names.map((host) => ({ port: world.port, root: world.root, identity, host })), recoveryHost(world)];
}

/** Each destination with a session to resume, because a whole handshake takes longer than a request. */
async function withSessions(destinations: readonly Connection[]): Promise<readonly Connection[]> {
  const begun = destinations.map(async (to) => {
    const { session } = await send(to, { path: paths.caCertificates });
    return session === undefined ? to : { ...to, session };
  });
  return await Promise.all(begun);
}

/** Every route's address, with an existing file and the authority's list. */
async function routesOf({ service, port, root }: ThrowawayService, identity: Identity): Promise<readonly string[]> {
  const { uri } = offerOf(await send({ port, root, identity, host: "localhost" }, { method: "POST", path: paths.certificate }));
  return ["/", ...Object.values(paths), new URL(uri).pathname, `${paths.crl}/${issuerId(service.authority)}`];
}

/** A valid code. */
async function codeFor(world: ThrowawayService): Promise<string> {
  const { tenant, cn } = await world.issue("client9", -3);
  return (await createRecoveryCode(world.service, { tenant, cn, ...byOperator(world.now) })).code;
}
