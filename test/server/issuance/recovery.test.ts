import type { KyselyPlugin } from "kysely";
import * as v from "valibot";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fromBase64 } from "../../../src/core/base64.ts";
import type { KeyKind } from "../../../src/core/key-kind.ts";
import { encodePem } from "../../../src/core/x509/pem.ts";
import { paths } from "../../../src/protocol/paths.ts";
import { RecoveryAddresses } from "../../../src/protocol/recovery.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { revokeCertificate } from "../../../src/server/issuance/lifecycle/revoke.ts";
import { keyKindsForCode, recover } from "../../../src/server/issuance/recovery/recover.ts";
import { createRecoveryCode } from "../../../src/server/issuance/recovery/recovery-codes.ts";
import { Refusal } from "../../../src/server/issuance/refusal.ts";
import { closeTenant, createTenant, openTenant } from "../../../src/server/issuance/tenants.ts";
import { readRequest } from "../../../src/server/issuance/verify-request.ts";
import { openService } from "../../../src/server/service/open-service.ts";
import { readAudit, verifyAudit } from "../../../src/server/store/audit/audit.ts";
import { OperatorError } from "../../../src/server/system/operator-error.ts";
import { askStatus, issuedIn, makeRequest, refusalOf, renewed } from "../../support/enrolment.ts";
import { recordOf, replacementOf, trailOf } from "../../support/records.ts";
import { basic, enrolWithCode, recoveryHost } from "../../support/recovery.ts";
import { startService, type Holder, type ThrowawayService } from "../../support/throwaway-service.ts";
import { send, type Connection } from "../../support/tls-client.ts";

const tenant = "u00000014";
const hour = 3_600_000;

let world: ThrowawayService;
let host: Connection;
beforeEach(async () => {
  world = await startService();
  host = recoveryHost(world);
});
afterEach(async () => await world[Symbol.asyncDispose]());

async function codeFor(cn: string, of = tenant): Promise<string> {
  return (await createRecoveryCode(world.service, { tenant: of, cn, ...byOperator(world.now) })).code;
}

async function refusedCodeFor(cn: string, of = tenant): Promise<string> {
  try {
    await codeFor(cn, of);
    return "given";
  } catch (error) {
    if (error instanceof OperatorError) return error.code;
    throw error;
  }
}

/** A refusal's message. */
async function refusalSentenceOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return "done";
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
}

async function requestFor(cn: string, kind?: KeyKind, of = tenant): Promise<{ body: string; key: string }> {
  return await makeRequest({ cn, o: of }, kind);
}

/** Recovers with a new key; returns status and code, or `200`. */
async function tryCode(user: string, code: string, cn = "client21"): Promise<string> {
  const received = await enrolWithCode(host, user, code, (await requestFor(cn)).body);
  return received.status === 200 ? "200" : refusalOf(received);
}

async function recovered(
  cn: string,
  code: string,
): Promise<{ readonly serial: string; readonly cert: string; readonly key: string }> {
  const request = await requestFor(cn);
  const { der, serial } = issuedIn(await enrolWithCode(host, `${cn}@${tenant}`, code, request.body));
  return { serial, cert: encodePem("CERTIFICATE", der), key: request.key };
}

describe("a person whose certificate has expired", () => {
  let holder: Holder;
  beforeEach(async () => {
    holder = await world.issue("client21", -30);
  });

  test("gets a new one with the code, and connects with it", async () => {
    const code = await codeFor("client21");
    const request = await requestFor("client21");
    const received = await enrolWithCode(host, `client21@${tenant}`, code, request.body);
    const leaf = issuedIn(received);
    expect(leaf.subject).toEqual({ cn: "client21", o: tenant });
    // The response is not a .p12 file, and does not have the name of the file made from it.
    expect(received.headers["content-disposition"]).toBeUndefined();
    expect(received.headers["koshin-file-name"]).toMatch(/^\d{6}_JP_u00000014_client21\.p12$/);

    const identity = { cert: encodePem("CERTIFICATE", leaf.der), key: request.key };
    const status = await askStatus({ port: world.port, root: world.root, identity });
    expect(status.certificate.serial).toBe(leaf.serial);
    const replacement = await replacementOf(world.service.store, holder.serial);
    expect(replacement).toMatchObject({ serial: leaf.serial, firstUsedAt: world.now.getTime() });
  });

  test("may name the tenant only in the request's subject", async () => {
    expect(await tryCode("client21", await codeFor("client21"))).toBe("200");
  });

  test("may type the code in upper case and with other spaces", async () => {
    const code = await codeFor("client21");
    expect(code).toMatch(/^[2-9a-km-np-z]{4}(-[2-9a-km-np-z]{4}){3}$/);
    expect(await tryCode("client21", ` ${code.toUpperCase().replaceAll("-", " ")}`)).toBe("200");
  });

  test("may type the code with an input method's long vowel marks and minus signs", async () => {
    const typed = (await codeFor("client21")).replace("-", "ー").replace("-", "−").replace("-", "‐");
    expect(await tryCode("client21", typed)).toBe("200");
  });

  test("gets one certificate for a code", async () => {
    const code = await codeFor("client21");
    expect(await tryCode("client21", code)).toBe("200");
    expect(await tryCode("client21", code)).toBe("401 recovery-code-wrong");
    const headers = basic(`client21@${tenant}`, code);
    expect(refusalOf(await send(host, { path: paths.csrAttributes, headers }))).toBe("401 recovery-code-wrong");
  });

  test("gets the same certificate for the same request, so that a lost response can be repeated", async () => {
    const code = await codeFor("client21");
    const { body } = await requestFor("client21");
    const first = issuedIn(await enrolWithCode(host, "client21", code, body)).serial;
    const again = issuedIn(await enrolWithCode(host, "client21", code, body)).serial;
    expect(again).toBe(first);
    world.now = new Date(world.now.getTime() + 24 * hour);
    expect(refusalOf(await enrolWithCode(host, "client21", code, body))).toBe("401 recovery-code-wrong");
  });

  test("gets one certificate for two concurrent requests with one code", async () => {
    const code = await codeFor("client21");
    const answers = await Promise.all(Array.from({ length: 5 }, () => tryCode("client21", code)));
    expect(answers.toSorted()).toEqual(["200", ...Array.from({ length: 4 }, () => "401 recovery-code-wrong")]);
  });

  test("has a day to use the code", async () => {
    const code = await codeFor("client21");
    world.now = new Date(world.now.getTime() + 24 * hour);
    expect(await tryCode("client21", code)).toBe("401 recovery-code-wrong");
    const second = await codeFor("client21");
    world.now = new Date(world.now.getTime() + 24 * hour - 1);
    expect(await tryCode("client21", second)).toBe("200");
  });

  test("can use only the latest code", async () => {
    const first = await codeFor("client21");
    const second = await codeFor("client21");
    expect(await tryCode("client21", first)).toBe("401 recovery-code-wrong");
    expect(await tryCode("client21", second)).toBe("200");
  });

  test("may mistype it a few times, and can continue after seconds", async () => {
    const code = await codeFor("client21");
    for (let tries = 0; tries < 5; tries += 1) expect(await tryCode("client21", "wrong")).toBe("401 recovery-code-wrong");
    const { body } = await requestFor("client21");
    const refused = await enrolWithCode(host, "client21", code, body);
    expect([refusalOf(refused), refused.headers["retry-after"]]).toEqual(["429 requests-exceeded", "5"]);
    world.now = new Date(world.now.getTime() + 5000);
    expect((await enrolWithCode(host, "client21", code, body)).status).toBe(200);
  });

  test("loses no attempt through an invalid request", async () => {
    const code = await codeFor("client21");
    const { body } = await requestFor("client21", "RSA-2048");
    for (let tries = 0; tries < 6; tries += 1) {
      expect(refusalOf(await enrolWithCode(host, "client21", code, body))).toBe("400 request-key-not-allowed");
    }
    expect(await tryCode("client21", code)).toBe("200");
  });
});

describe("a guesser", () => {
  test("gets the same response for a wrong, an expired and an empty code, and for an unknown person", async () => {
    await world.issue("client21", -30);
    await world.issue("client22", -30);
    const expired = await codeFor("client22");
    world.now = new Date(world.now.getTime() + 24 * hour);
    await codeFor("client21");
    const { body } = await requestFor("client21");
    const answers = [
      await enrolWithCode(host, `client21@${tenant}`, "aaaa-bbbb-cccc-dddd", body),
      await enrolWithCode(host, `client22@${tenant}`, expired, body),
      await enrolWithCode(host, `client23@${tenant}`, expired, body),
      await enrolWithCode(host, "client21@u00000099", expired, body),
      await enrolWithCode(host, "", "", body),
    ];
    for (const answer of answers) {
      expect(refusalOf(answer)).toBe("401 recovery-code-wrong");
      expect(answer.headers["www-authenticate"]).toBe('Basic realm="Koshin", charset="UTF-8"');
      expect(answer.body).toBe(answers[0]?.body);
    }
  });

  test("is rate-limited by name and by address, for every use of a code, and invalidates no code", async () => {
    await world.issue("client21", -30);
    const code = await codeFor("client21");
    const { body } = await requestFor("client21");
    const guess = async (cn: string): Promise<string> => refusalOf(await enrolWithCode(host, `${cn}@${tenant}`, "wrong", body));
    const ask = async (cn: string): Promise<string> =>
      refusalOf(await send(host, { path: paths.csrAttributes, headers: basic(`${cn}@${tenant}`, "wrong") }));
    const atOnce = await Promise.all([1, 2, 3, 4].flatMap(() => [guess("client21"), ask("client21")]));
    expect(atOnce.toSorted()).toEqual([
      ...Array.from({ length: 5 }, () => "401 recovery-code-wrong"),
      ...Array.from({ length: 3 }, () => "429 requests-exceeded"),
    ]);
    for (let other = 1; other <= 25; other += 1) expect(await ask(`client${100 + other}`)).toBe("401 recovery-code-wrong");
    expect([await guess("client200"), await ask("client201")]).toEqual(["429 requests-exceeded", "429 requests-exceeded"]);
    world.now = new Date(world.now.getTime() + 23 * hour);
    expect(await tryCode(`client21@${tenant}`, code)).toBe("200");
  });

  test("learns nothing from response times: each takes one query, and none waits for the database's lock", async () => {
    await world.issue("client21", -30);
    await world.issue("client22", -30);
    await codeFor("client22");
    world.now = new Date(world.now.getTime() + 24 * hour);
    await codeFor("client21");
    const statements: string[] = [];
    const counting: KyselyPlugin = {
      transformQuery({ node }) {
        statements.push(node.kind);
        return node;
      },
      transformResult: async ({ result }) => await Promise.resolve(result),
    };
    const service = { ...world.service, store: world.service.store.withPlugin(counting) };
    const pkcs10 = fromBase64((await requestFor("client21")).body);
    const request = readRequest(pkcs10);
    const wrong = await refusalSentenceOf(Promise.reject(new Refusal("recovery-code-wrong")));
    await using other = await openService(world.data);
    await other.store.transaction().execute(async () => {
      for (const [cn, of] of [
        ["client21", tenant],
        ["client22", tenant],
        ["client99", tenant],
        ["client21", "u00000099"],
      ] as const) {
        const claim = { cn, tenant: of, code: "aaaa-bbbb-cccc-dddd" };
        expect(await refusalSentenceOf(recover(service, { claim, request, pkcs10, now: world.now }))).toBe(wrong);
        expect(await refusalSentenceOf(keyKindsForCode(service, claim, world.now))).toBe(wrong);
      }
    });
    expect(statements).toEqual(Array.from({ length: 8 }, () => "SelectQueryNode"));
    expect((await readAudit(world.service.store, tenant)).at(-1)?.action).toBe("recovery-code-created");
  });

  test("is asked for a missing code without a body, which some clients leave unread", async () => {
    const { body } = await requestFor("client21");
    const answer = await send(host, { method: "POST", path: paths.enrol, headers: { "Content-Type": "application/pkcs10" }, body });
    const { "content-type": type, "content-length": length, "transfer-encoding": coding } = answer.headers;
    expect([answer.status, answer.body, type, length, coding]).toEqual([401, "", undefined, "0", undefined]);
    expect(answer.headers["www-authenticate"]).toBe('Basic realm="Koshin", charset="UTF-8"');
  });

  test.each(["Basic", "Basic !!", "Basic AAAA", `Basic ${"QUFB".repeat(500)}`, "Bearer QUFB", "Basic /w=="])(
    "is refused with the invalid Authorization %s",
    async (authorization) => {
      const headers = { "Content-Type": "application/pkcs10", Authorization: authorization };
      const { body } = await requestFor("client21");
      const answer = await send(host, { method: "POST", path: paths.enrol, headers, body });
      expect(refusalOf(answer)).toBe("401 recovery-code-wrong");
    },
  );

  test("finds no code in the database", async () => {
    await world.issue("client21", -30);
    const code = await codeFor("client21");
    const row = await world.service.store.selectFrom("recoveryCodes").selectAll().executeTakeFirstOrThrow();
    expect(JSON.stringify(row)).not.toContain(code);
    expect(JSON.stringify(row)).not.toContain(code.replaceAll("-", ""));
    expect(row.codeHash).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe("what a code is for", () => {
  test("only its person: another subject is refused, and the code stays valid", async () => {
    await world.issue("client21", -30);
    await world.issue("client22", -30);
    const code = await codeFor("client21");
    expect(await tryCode(`client21@${tenant}`, code, "client22")).toBe("400 request-subject-wrong");
    const { body } = await makeRequest({ cn: "client22", o: tenant });
    const told = await enrolWithCode(recoveryHost(world), `client21@${tenant}`, code, body);
    expect(told.body).toContain("not the code's holder, or has more than one CN or O. Use the holder's subject: one CN, one O.");
    expect(told.body).not.toContain("certificate");
    expect(await tryCode(`client22@${tenant}`, code, "client22")).toBe("401 recovery-code-wrong");
    expect(await tryCode(`client21@${tenant}`, code)).toBe("200");
  });

  test("only its tenant", async () => {
    await createTenant(world.service, { name: "u00000015", product: "weborca", ...byOperator(world.now) });
    await world.issue("client21", -30);
    await world.issue("client21", -30, { tenant: "u00000015" });
    const code = await codeFor("client21");
    const { body } = await requestFor("client21", "P-256", "u00000015");
    expect(refusalOf(await enrolWithCode(host, "client21", code, body))).toBe("401 recovery-code-wrong");
  });

  test("also a lost certificate that is still valid: it stays valid, and gets one replacement", async () => {
    const holder = await world.issue("client28", 400);
    const { serial, ...identity } = await recovered("client28", await codeFor("client28"));
    expect((await replacementOf(world.service.store, holder.serial))?.serial).toBe(serial);
    const old = { port: world.port, root: world.root, identity: holder };
    expect((await askStatus(old)).pending?.serial).toBe(serial);
    await askStatus({ port: world.port, root: world.root, identity });
    expect((await askStatus(old)).refusal?.code).toBe("already-renewed");
  });

  test("replaces a replacement that was never used", async () => {
    const holder = await world.issue("client28", 50);
    const pending = await renewed({ port: world.port, root: world.root, identity: holder }, { cn: "client28", o: tenant });
    const { serial } = await recovered("client28", await codeFor("client28"));
    expect((await replacementOf(world.service.store, holder.serial))?.serial).toBe(serial);
    expect(await recordOf(world.service.store, pending.serial)).toMatchObject({ revocationReason: "superseded" });
  });

  test("follows a replacement that is in use", async () => {
    const holder = await world.issue("client28", 50);
    const used = await renewed({ port: world.port, root: world.root, identity: holder }, { cn: "client28", o: tenant });
    await askStatus({ port: world.port, root: world.root, identity: used });
    const { serial } = await recovered("client28", await codeFor("client28"));
    expect((await replacementOf(world.service.store, used.serial))?.serial).toBe(serial);
    expect((await replacementOf(world.service.store, holder.serial))?.serial).toBe(used.serial);
  });

  test("replaces a revoked certificate on the administrator's authority, and the audit trail records it", async () => {
    const holder = await world.issue("client28", 50);
    await revokeCertificate(world.service, { serial: holder.serial }, "key-compromise", byOperator(world.now));
    const { serial } = await recovered("client28", await codeFor("client28"));
    const entries = await trailOf(world.service.store, serial);
    expect(entries.map(({ action, actor }) => [action, actor])).toEqual([
      ["issued", "recovery code of operator"],
      ["recovered", "recovery code of operator"],
    ]);
    expect(JSON.parse(entries[1]?.detail ?? "")).toEqual({
      tenant,
      cn: "client28",
      predecessor: `${holder.issuer}/${holder.serial}`,
      allowedBy: "operator",
      predecessorRevoked: "key-compromise",
    });
    expect(await verifyAudit(world.service.store)).not.toHaveProperty("broken");
  });

  test("is invalidated by a later revocation; another one may be issued afterwards", async () => {
    const holder = await world.issue("client28", 50);
    const code = await codeFor("client28");
    await revokeCertificate(world.service, { serial: holder.serial }, "key-compromise", byOperator(world.now));
    expect(await tryCode("client28", code, "client28")).toBe("401 recovery-code-wrong");
    const trail = (await readAudit(world.service.store, tenant)).filter(({ action }) => action === "recovery-code-cancelled");
    expect(trail.map(({ detail }) => detail)).toEqual(['{"cn":"client28"}']);
    expect(await tryCode("client28", await codeFor("client28"), "client28")).toBe("200");
  });

  test("stays invalid when a closed tenant is reopened", async () => {
    await world.issue("client21", -30);
    const code = await codeFor("client21");
    await closeTenant(world.service, tenant, byOperator(world.now));
    await openTenant(world.service, tenant, byOperator(world.now));
    expect(await tryCode("client21", code)).toBe("401 recovery-code-wrong");
  });

  test("does not work for a closed tenant", async () => {
    await world.issue("client21", -30);
    const code = await codeFor("client21");
    await closeTenant(world.service, tenant, byOperator(world.now));
    expect(await tryCode("client21", code)).toBe("401 recovery-code-wrong");
    expect(await refusedCodeFor("client21")).toBe("tenant-closed");
  });

  test("is issued only for a person who has had a renewable certificate", async () => {
    await world.issue("api170", 40);
    expect(await refusedCodeFor("api170")).toBe("type-not-renewable");
    expect(await refusedCodeFor("client99")).toBe("certificate-unknown");
    expect(await refusedCodeFor("client28", "u00000099")).toBe("tenant-unknown");
  });

  test("gives access to the tenant's kind of key", async () => {
    await createTenant(world.service, { name: "u00000016", product: "weborca", keyKind: "RSA-2048", ...byOperator(world.now) });
    await world.issue("client7", -3, { tenant: "u00000016" });
    const code = await codeFor("client7", "u00000016");
    const ask = async (user: string, tried: string): Promise<string> => {
      const received = await send(host, { path: paths.csrAttributes, headers: basic(user, tried) });
      return received.status === 200 ? received.body : refusalOf(received);
    };
    const usual = await send(host, { path: paths.csrAttributes });
    expect(await ask("client7", "wrong")).toBe(usual.body);
    expect(await ask("client7@u00000016", "wrong")).toBe("401 recovery-code-wrong");
    expect(await ask("client7@u00000016", code)).not.toBe(usual.body);
    const { body } = await requestFor("client7", "RSA-2048", "u00000016");
    expect((await enrolWithCode(host, "client7", code, body)).status).toBe(200);
  });
});

describe("the recovery host", () => {
  test("requests no client certificate, and serves nothing of the other hosts", async () => {
    const holder = await world.issue("client28", 50);
    for (const path of [paths.status, paths.reenrol, "/.well-known/est/label/cacerts", "/menu", "/"]) {
      const received = await send({ ...host, identity: holder }, { path });
      expect(`${path} ${refusalOf(received)}`).toBe(`${path} 404 not-found`);
    }
    expect((await send(host, { path: paths.caCertificates })).status).toBe(200);
  });

  test("is not served by the other listener, nor the other hosts by this one except the auth host's name", async () => {
    const elsewhere = { port: world.port, root: world.root, host: "recover.localhost" };
    expect(refusalOf(await send(elsewhere, { path: paths.caCertificates }))).toBe("421 not-found");
    expect((await send({ ...host, host: "localhost" }, { path: paths.caCertificates })).status).toBe(200);
    expect(refusalOf(await send({ ...host, host: "app.localhost" }, { path: paths.caCertificates }))).toBe("421 not-found");
  });

  test("returns to its page the time and the proof's address, each time on a different host", async () => {
    const ask = async (): Promise<RecoveryAddresses> =>
      v.parse(RecoveryAddresses, JSON.parse((await send(host, { path: paths.recoveryAddresses })).body));
    const first = await ask();
    expect(first).toMatchObject({ now: world.now.toISOString(), app: `https://app.localhost:${world.port}` });
    expect(first.proofUrl).toMatch(/^https:\/\/[0-9a-f]{16}\.verify\.localhost:\d+\/api\/cert\/status$/);
    expect((await ask()).proofUrl).not.toBe(first.proofUrl);
  });

  test("may call the proof host from its page, with the certificate", async () => {
    const holder = await world.issue("client28", 50);
    const proof = { port: world.port, root: world.root, host: "verify.localhost", identity: holder };
    const origin = `https://recover.localhost:${world.recoveryPort}`;
    const received = await send(proof, { path: paths.status, headers: { Origin: origin } });
    expect(received.headers["access-control-allow-origin"]).toBe(origin);
    expect(received.headers["access-control-allow-credentials"]).toBe("true");
    const other = await send(proof, { path: paths.status, headers: { Origin: "https://recover.localhost:1" } });
    expect(other.headers["access-control-allow-origin"]).toBeUndefined();
  });

  test("refuses requests from other sites' pages", async () => {
    const received = await send(host, { path: paths.recoveryAddresses, headers: { "Sec-Fetch-Site": "cross-site" } });
    expect(refusalOf(received)).toBe("403 cross-site");
  });
});
