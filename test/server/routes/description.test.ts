import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Validator } from "@seriousme/openapi-schema-validator";
import addFormats from "ajv-formats";
import { Ajv2020 } from "ajv/dist/2020.js";
import { pino } from "pino";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { toBase64 } from "../../../src/core/base64.ts";
import { sequence } from "../../../src/core/der/write.ts";
import { administrationCodes } from "../../../src/protocol/console/problem.ts";
import { paths } from "../../../src/protocol/paths.ts";
import { Problem, problemCodes } from "../../../src/protocol/problem.ts";
import { createLogins } from "../../../src/server/accounts/login/logins.ts";
import { issuerId } from "../../../src/server/authority/issuer-id.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { createRecoveryCode } from "../../../src/server/issuance/recovery/recovery-codes.ts";
import { Refusal, refusalSentences } from "../../../src/server/issuance/refusal.ts";
import { createTenant } from "../../../src/server/issuance/tenants.ts";
import { administration, certificateApi, operation, proof, recovery } from "../../../src/server/routes/host-routes.ts";
import type { Surroundings } from "../../../src/server/routes/http/environment.ts";
import type { ServedHost } from "../../../src/server/routes/http/hosts.ts";
import { problemOf, problemResponse } from "../../../src/server/routes/http/problem.ts";
import { operations } from "../../../src/server/routes/operations.ts";
import { defaultSettings } from "../../../src/server/settings/settings.ts";
import { temporaryFolder } from "../../interop/tool.ts";
import { administrationUses, type Use, type Uses } from "../../support/administration-uses.ts";
import { administratorOf } from "../../support/administrator.ts";
import { makeRequest, renewed } from "../../support/enrolment.ts";
import { offerOf } from "../../support/field-client.ts";
import { OpenIdProvider } from "../../support/openid-provider.ts";
import { operatorUses } from "../../support/operator-uses.ts";
import { basic } from "../../support/recovery.ts";
import { operatorOf, withOperators } from "../../support/system-operator.ts";
import { startService, type Holder, type ThrowawayService } from "../../support/throwaway-service.ts";
import { send, type Connection, type Received } from "../../support/tls-client.ts";
import { unobservedGateway } from "../../support/unobserved-gateway.ts";

/** The parts of the document that the tests read; a library validates it as OpenAPI. */
const Response = v.object({ content: v.record(v.string(), v.object({ schema: v.unknown() })) });
const Operation = v.object({
  operationId: v.string(),
  servers: v.array(v.object({ url: v.string() })),
  security: v.array(v.record(v.string(), v.array(v.string()))),
  requestBody: v.optional(Response),
  responses: v.record(v.string(), Response),
});
const Document = v.object({
  openapi: v.literal("3.1.1"),
  paths: v.record(v.string(), v.record(v.picklist(["get", "post", "put", "delete"]), Operation)),
  components: v.object({ examples: v.record(v.string(), v.object({ summary: v.string(), value: v.unknown() })) }),
});
type Document = v.InferOutput<typeof Document>;
type HostRole = ServedHost["role"];

let world: ThrowawayService;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let provider: OpenIdProvider;
let holder: Holder;
let ofTheSite: Uses;
let ofOperators: Uses;
let text: string;
let document: Document;
let ajv: Ajv2020;
beforeAll(async () => {
  folder = await temporaryFolder();
  await mkdir(join(folder.path, "assets"));
  await writeFile(join(folder.path, "index.html"), "<!doctype html>");
  await writeFile(join(folder.path, "assets", "page.js"), "export {};");
  await writeFile(join(folder.path, "koshin.js"), "export {};");
  const ocsp = { url: "http://pki.example.jp/ocsp", answerHours: 1 };
  provider = await OpenIdProvider.start(new Map(), () => "");
  const settings = {
    recovery: { ...defaultSettings.recovery, assets: folder.path },
    inpage: { assets: folder.path },
    console: { assets: folder.path },
    ocsp,
    identityProviders: [provider.settings],
    ...withOperators,
  };
  world = await startService({ settings });
  holder = await world.issue("client1", 50);
  ofTheSite = administrationUses(world, { holder, administrator: await administratorOf(world, { account: "kasahara" }) });
  await createTenant(world.service, { name: "elsewhere", product: "weborca", ...byOperator(world.now) });
  const operator = await operatorOf(world, { certificate: await world.issue("client777", 1000) });
  ofOperators = operatorUses(operator, { holder, elsewhere: "elsewhere" });
  text = (await send(at("auth", holder), { path: paths.description })).body;
  document = v.parse(v.pipe(v.string(), v.parseJson(), Document), text);
  ajv = new Ajv2020({ strict: false });
  addFormats(ajv);
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await provider[Symbol.asyncDispose]();
  await folder.remove();
});

function at(role: HostRole, identity?: Holder): Connection {
  const { root, port, recoveryPort } = world;
  const host = role === "auth" ? "localhost" : `${role === "console" ? "ctrl" : role === "operator" ? "operate" : role}.localhost`;
  return role === "recover" ? { root, port: recoveryPort, host } : { root, port, host, identity };
}

function surroundings(): Surroundings {
  return {
    service: world.service,
    clock: () => world.now,
    port: () => world.port,
    recoveryPort: () => world.recoveryPort,
    log: pino({ level: "silent" }),
    observe: () => undefined,
    wakeWork: () => undefined,
    startErrand: () => undefined,
    webapp: undefined,
    logins: createLogins(world.service.store, () => world.now),
    present: () => undefined,
    gateway: unobservedGateway(),
  };
}

describe("the description", () => {
  test("is a valid OpenAPI 3.1 document", async () => {
    const validator = new Validator();
    const whole = v.parse(v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.unknown())), text);
    const { valid, errors } = await validator.validate(whole);
    expect(errors).toBeUndefined();
    expect([valid, validator.version]).toEqual([true, "3.1"]);
    expect(await new Validator().validate({ ...whole, info: {} })).toMatchObject({ valid: false });
  });

  test("is the same on the web app's host and the administrators', and on no other", async () => {
    for (const role of ["app", "console"] as const)
      expect((await send(at(role, holder), { path: paths.description })).body).toBe(text);
    for (const role of ["verify", "recover"] as const) {
      expect((await send(at(role, holder), { path: paths.description })).status).toBe(404);
    }
  });

  test("is byte for byte the same each time, and not sent again to a client that has it", async () => {
    const to = { port: world.port, root: world.root, host: "localhost" };
    const first = await send(to, { path: paths.description });
    const tag = first.headers.etag ?? "";
    expect(tag).toMatch(/^"[\w-]{43}"$/);
    const again = await send(to, { path: paths.description, headers: { "If-None-Match": `"other", W/${tag}` } });
    expect([again.status, again.body, again.headers.etag]).toEqual([304, "", tag]);
    const changed = await send(to, { path: paths.description, headers: { "If-None-Match": '"other"' } });
    expect([changed.status, changed.body]).toEqual([200, first.body]);
  });

  test("describes no date condition for a revocation list, which the service would ignore", () => {
    expect(text).toContain('"name":"If-None-Match"');
    expect(text).not.toContain("If-Modified-Since");
  });

  test("is generated once, however often and by however many clients it is requested", async () => {
    let looks = 0;
    const routes = certificateApi({ ...surroundings(), port: () => world.port + looks++ }, "auth");
    const ask = async (): Promise<string> => await (await routes.request(paths.description)).text();
    const first = await ask();
    const looked = looks;
    expect(looked).toBeGreaterThan(0);
    expect(await Promise.all([ask(), ask()])).toEqual([first, first]);
    expect(looks).toBe(looked);
  });

  test("has every route of every host, and nothing else", () => {
    const hosts = {
      app: certificateApi(surroundings(), "app"),
      auth: certificateApi(surroundings(), "auth"),
      verify: proof(surroundings()),
      recover: recovery(surroundings()),
      console: administration(surroundings()),
      operator: operation(surroundings()),
    };
    const served = Object.entries(hosts).flatMap(([role, { routes }]) =>
      routes
        .filter(({ method }) => method !== "ALL")
        .map(({ method, path }) => `${role} ${method.toLowerCase()} ${path.replaceAll(/:(\w+)(?:\{.*?\})?/g, "{$1}")}`),
    );
    const urls: Readonly<Record<string, HostRole>> = {
      [`https://app.localhost:${world.port}`]: "app",
      [`https://localhost:${world.port}`]: "auth",
      [`https://verify.localhost:${world.port}`]: "verify",
      [`https://recover.localhost:${world.recoveryPort}`]: "recover",
      [`https://ctrl.localhost:${world.port}`]: "console",
      [`https://operate.localhost:${world.port}`]: "operator",
    };
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, { servers }]) => servers.map(({ url }) => `${urls[url]} ${method} ${path}`)),
    );
    expect(described.toSorted()).toEqual([...new Set(served)].toSorted());
  });

  test("names each refusal with its status and message, and where it can occur", async () => {
    const { examples } = document.components;
    expect(Object.keys(examples)).toEqual([...problemCodes, ...administrationCodes]);
    const refusals = new Set(
      Object.values(document.paths)
        .flatMap((methods) => Object.values(methods))
        .flatMap(codesOf),
    );
    for (const code of problemCodes) {
      const answer = problemResponse(new Refusal(code));
      expect(examples[code]).toEqual({ summary: refusalSentences[code], value: problemOf(code) });
      expect(v.parse(Problem, await answer.json())).toEqual(problemOf(code));
      // These occur where there is no operation; the introduction describes them.
      if (code !== "method-not-allowed" && code !== "front-not-trusted") expect(refusals).toContain(`${answer.status} ${code}`);
    }
  });
});

/** The refusals of an operation as status and code. */
function codesOf({ responses }: v.InferOutput<typeof Operation>): string[] {
  const Facts = v.object({
    allOf: v.tuple([v.unknown(), v.object({ properties: v.object({ code: v.object({ enum: v.array(v.string()) }) }) })]),
  });
  // A request that waits for another authority is answered by 202 in the form of a refusal.
  const refused = Object.entries(responses).filter(([status]) => Number(status) >= 400);
  return refused.flatMap(([status, { content }]) => {
    const problem = content["application/problem+json"];
    return problem ? v.parse(Facts, problem.schema).allOf[1].properties.code.enum.map((code) => `${status} ${code}`) : [];
  });
}

const tenant = "u00000014";
const json = { "Content-Type": "application/json" };
const pkcs10 = { "Content-Type": "application/pkcs10" };
const get =
  (path: string): (() => Promise<Use>) =>
  async () =>
    await Promise.resolve({ identity: holder, sent: { path } });
const enrolment = async (cn: string, path: string): Promise<Use> => {
  const { body } = await makeRequest({ cn, o: tenant });
  return { identity: await world.issue(cn, 50), sent: { method: "POST", path, headers: pkcs10, body } };
};

/** A valid request for each operation, besides those of the administrators' site. */
const uses: Uses = {
  renewAtService: async () =>
    await Promise.resolve({ identity: holder, sent: { method: "POST", path: paths.certificate, headers: json, body: "{}" } }),
  fetchFile: async () => {
    const { uri } = offerOf(await send(at("auth", holder), { method: "POST", path: paths.certificate }));
    return { identity: holder, sent: { path: new URL(uri).pathname } };
  },
  status: get(paths.status),
  reportStage: async () => {
    const identity = await world.issue("client2", 50);
    const { serial } = await renewed(at("auth", identity), { cn: "client2", o: tenant });
    const body = JSON.stringify({ serial, stage: "fetched" });
    return { identity, sent: { method: "POST", path: paths.stage, headers: json, body } };
  },
  caCertificates: get(paths.caCertificates),
  csrAttributes: get(paths.csrAttributes),
  simpleReenrol: async () => await enrolment("client3", paths.reenrol),
  serverKeyGeneration: async () => await enrolment("client4", paths.serverKey),
  simpleEnrol: async () => {
    const { identity, sent } = await enrolment("client5", paths.enrol);
    const { code } = await createRecoveryCode(world.service, { tenant, cn: "client5", ...byOperator(world.now) });
    return { ...(identity ? { identity } : {}), sent: { ...sent, headers: { ...pkcs10, ...basic(`client5@${tenant}`, code) } } };
  },
  revocationList: get(paths.crl),
  revocationListOf: async () => await get(`${paths.crl}/${issuerId(world.service.authority)}`)(),
  certificateStates: async () => {
    const headers = { "Content-Type": "application/ocsp-request" };
    return await Promise.resolve({ sent: { method: "POST", path: paths.ocsp, headers, body: sequence() } });
  },
  certificateStateByGet: get(`${paths.ocsp}/${toBase64(sequence())}`),
  recoveryAddresses: get(paths.recoveryAddresses),
  page: get("/"),
  builtAsset: get("/assets/page.js"),
  inpageScript: get("/koshin/koshin.js"),
  description: get(paths.description),
};

/** What browsers and caches may keep: it is public, or says itself whether it is still the same. */
const kept = new Set([
  ...["builtAsset", "inpageScript", "description"],
  ...["revocationList", "revocationListOf", "certificateStates", "certificateStateByGet"],
]);

/** Expects the headers without which another site's page, a cache or a guess at the type could get at a response. */
function expectGuarded(id: string, { status, headers }: Received): void {
  expect(headers["x-content-type-options"]).toBe("nosniff");
  expect(headers["cross-origin-resource-policy"]).toBe("same-origin");
  if (status >= 400 || !kept.has(id)) expect(headers["cache-control"]).toBe("no-store");
  expect(headers["strict-transport-security"], "which localhost shares with other programs").toBeUndefined();
  if (!(headers["content-type"] ?? "").startsWith("text/html")) return;
  const policy = String(headers["content-security-policy"]);
  expect(policy).toMatch(/^default-src 'none';.*; frame-ancestors 'none'; base-uri 'none'$/);
  expect(policy).not.toContain("unsafe");
  expect(headers["referrer-policy"]).toBe("no-referrer");
}

/** Compares a response with the description of its operation. */
function expectDescribed({ id, path, method }: (typeof operations)[number], answer: Received): void {
  const { status, headers, body } = answer;
  expectGuarded(id, answer);
  const response = document.paths[path]?.[method]?.responses[status];
  if (response === undefined) throw new Error(`The description lacks this response of ${method} ${path}: ${status} ${body}`);
  const [type = ""] = (headers["content-type"] ?? "").split(";");
  if (body === "") {
    // Without credentials, the response is a challenge without a body.
    if (status === 401) expect(headers["www-authenticate"]).toMatch(/^Basic /);
    else expect(Object.keys(response.content)).toEqual([]);
    return;
  }
  const { schema } = v.parse(v.object({ schema: v.looseObject({}) }), response.content[type]);
  const { components } = v.parse(v.pipe(v.string(), v.parseJson(), v.object({ components: v.looseObject({}) })), text);
  const validate = ajv.compile({ ...schema, components });
  validate(type.endsWith("json") ? JSON.parse(body) : body);
  expect(validate.errors).toBeNull();
}

describe.each(operations.map((each) => [each.id, each] as const))("%s", (id, described) => {
  test("responds as described on each of its hosts", async () => {
    const { identity, sent } = (await (uses[id] ?? ofTheSite[id] ?? ofOperators[id])?.()) ?? {};
    if (sent === undefined) throw new Error("No valid request for this operation.");
    const statuses: number[] = [];
    for (const role of described.hosts) {
      const answer = await send(at(role, identity), sent);
      expect([404, 405, 421]).not.toContain(answer.status);
      expectDescribed(described, answer);
      statuses.push(answer.status);
    }
    const good = Object.keys(described.answers).map(Number);
    expect(statuses.some((status) => status < 400 && good.includes(status))).toBe(true);
  });

  test("refuses missing credentials and an invalid body as described", async () => {
    const { identity, sent } = (await (uses[id] ?? ofTheSite[id] ?? ofOperators[id])?.()) ?? {};
    if (sent === undefined) throw new Error("No valid request for this operation.");
    const headers = { ...sent.headers, Authorization: "" };
    for (const role of described.hosts) {
      expectDescribed(described, await send(at(role), { ...sent, headers }));
      expectDescribed(described, await send(at(role, identity), { ...sent, headers: { ...headers, Host: "elsewhere" } }));
      if (sent.method !== "POST" && sent.method !== "PUT") continue;
      expectDescribed(described, await send(at(role, identity), { ...sent, body: "?" }));
      expectDescribed(described, await send(at(role, identity), { ...sent, body: "x".repeat(20_000) }));
      expectDescribed(
        described,
        await send(at(role, identity), { ...sent, headers: { ...sent.headers, "Content-Type": "text/plain" } }),
      );
      expectDescribed(
        described,
        await send(at(role, identity), { ...sent, headers: { ...sent.headers, "Sec-Fetch-Site": "cross-site" } }),
      );
    }
  });
});
