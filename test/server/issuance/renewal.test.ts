import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encodePem } from "../../../src/core/x509/pem.ts";
import { yearsAfter } from "../../../src/core/years.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { revokeCertificate } from "../../../src/server/issuance/lifecycle/revoke.ts";
import { issuedIn, enrol, askStatus, makeRequest, refusalOf, renewed } from "../../support/enrolment.ts";
import { numberOf } from "../../support/records.ts";
import { startService, type Holder, type ThrowawayService } from "../../support/throwaway-service.ts";
import { send, type Connection } from "../../support/tls-client.ts";

let world: ThrowawayService;
beforeAll(async () => {
  world = await startService();
});
afterAll(async () => await world[Symbol.asyncDispose]());

let used = 100;
/** A new certificate with 71 days left. */
async function someone(): Promise<{ holder: Holder; to: Connection; subject: { cn: string; o: string } }> {
  const holder = await world.issue(`client${used++}`, 71);
  return { holder, to: connect(holder), subject: { cn: holder.cn, o: holder.tenant } };
}

function connect(identity: Connection["identity"], host = "app.localhost"): Connection {
  return { port: world.port, root: world.root, identity, host };
}

/** The valid replacements of a certificate in the database. */
async function validReplacements(serial: string): Promise<string[]> {
  const rows = await world.service.store
    .selectFrom("certificates")
    .select("serial")
    .where("predecessor", "=", await numberOf(world.service.store, serial))
    .where("revokedAt", "is", null)
    .execute();
  return rows.map((row) => row.serial);
}

describe("a renewal", () => {
  test("issues one certificate with the same subject and a later expiry for the request's key", async () => {
    const { holder, to, subject } = await someone();
    const request = await makeRequest(subject);
    const leaf = issuedIn(await enrol(to, request.body));
    expect(leaf.subject).toEqual(subject);
    expect(leaf.notAfter > holder.notAfter).toBe(true);
    expect(leaf.notAfter).toEqual(yearsAfter(world.now, 3));
  });

  test("leaves both certificates valid until the old one expires", async () => {
    const { to, subject } = await someone();
    const replacement = await renewed(to, subject);
    expect((await askStatus(connect(replacement))).certificate.serial).toBe(replacement.serial);
    expect((await askStatus(to)).refusal?.code).toBe("already-renewed");
  });

  test("repeated with the same key returns the same certificate, so that a lost response can be repeated", async () => {
    const { to, subject } = await someone();
    const { body } = await makeRequest(subject);
    const first = await enrol(to, body, { kind: "none-pending" });
    const second = await enrol(to, body, { kind: "none-pending" });
    expect(issuedIn(second).serial).toBe(issuedIn(first).serial);
    expect(await enrol(to, body).then((again) => again.body)).toBe(first.body);
  });

  test("repeated with the same key after first use is refused", async () => {
    const { to, subject } = await someone();
    const request = await makeRequest(subject);
    const pem = encodePem("CERTIFICATE", issuedIn(await enrol(to, request.body)).der);
    await askStatus(connect({ cert: pem, key: request.key }));
    expect(refusalOf(await enrol(to, request.body))).toBe("409 already-renewed");
    expect(refusalOf(await enrol(to, (await makeRequest(subject)).body))).toBe("409 already-renewed");
  });

  test("with another key replaces the pending one, which is revoked", async () => {
    const { holder, to, subject } = await someone();
    const lost = await renewed(to, subject);
    const found = await renewed(to, subject);
    expect(await validReplacements(holder.serial)).toEqual([found.serial]);
    expect(refusalOf(await send(connect(lost), { path: "/api/cert/status" }))).toBe("403 revoked");
  });

  test("is refused if the caller requires that none is pending but one is", async () => {
    const { holder, to, subject } = await someone();
    const pending = await renewed(to, subject, { kind: "none-pending" });
    const other = await makeRequest(subject);
    expect(refusalOf(await enrol(to, other.body, { kind: "none-pending" }))).toBe("412 replacement-pending");
    expect(await validReplacements(holder.serial)).toEqual([pending.serial]);
  });

  test("replaces the pending one that the caller names, and no other", async () => {
    const { holder, to, subject } = await someone();
    const first = await renewed(to, subject);
    const second = await renewed(to, subject, { kind: "replaces", serial: first.serial });
    const third = await makeRequest(subject);
    const stale = await enrol(to, third.body, { kind: "replaces", serial: first.serial });
    expect(refusalOf(stale)).toBe("412 replacement-pending");
    expect(await validReplacements(holder.serial)).toEqual([second.serial]);
  });

  test.each(["*", 'W/"00FF"', '"00FF", "00EE"', "00FF"])("does not replace a pending one with If-Match: %s", async (condition) => {
    const { holder, to, subject } = await someone();
    const pending = await renewed(to, subject);
    const headers = { "Content-Type": "application/pkcs10", "If-Match": condition };
    const { body } = await makeRequest(subject);
    const answer = await send(to, { method: "POST", path: "/.well-known/est/simplereenroll", headers, body });
    expect(refusalOf(answer)).toBe("412 replacement-pending");
    expect(await validReplacements(holder.serial)).toEqual([pending.serial]);
  });

  test("is possible again once an operator has revoked the replacement", async () => {
    const { holder, to, subject } = await someone();
    const replacement = await renewed(to, subject);
    await askStatus(connect(replacement));
    await revokeCertificate(world.service, { serial: replacement.serial }, "key-compromise", byOperator(world.now));
    const again = await renewed(to, subject, { kind: "none-pending" });
    expect(await validReplacements(holder.serial)).toEqual([again.serial]);
  });

  test("of twenty concurrent callers leaves exactly one valid replacement", async () => {
    const { holder, to, subject } = await someone();
    const requests = await Promise.all(Array.from({ length: 20 }, () => makeRequest(subject)));
    const answers = await Promise.all(requests.map(({ body }) => enrol(to, body)));
    const refusals = answers.filter(({ status }) => status !== 200).map(refusalOf);
    expect(refusals).toEqual(Array(10).fill("429 too-many-requests"));
    const [valid, ...others] = await validReplacements(holder.serial);
    expect(others).toEqual([]);
    expect(answers.filter(({ status }) => status === 200).map((answer) => issuedIn(answer).serial)).toContain(valid);
  });

  test("of twenty concurrent callers that require none pending succeeds for one", async () => {
    const { holder, to, subject } = await someone();
    const requests = await Promise.all(Array.from({ length: 20 }, () => makeRequest(subject)));
    const answers = await Promise.all(requests.map(({ body }) => enrol(to, body, { kind: "none-pending" })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 412)).toHaveLength(19);
    expect(await validReplacements(holder.serial)).toHaveLength(1);
  });

  test("is refused after ten within an hour, and accepted after the hour", async () => {
    const { to, subject } = await someone();
    for (let count = 0; count < 10; count++) await renewed(to, subject);
    const refused = await enrol(to, (await makeRequest(subject)).body);
    expect(refusalOf(refused)).toBe("429 too-many-requests");
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
    const before = world.now;
    world.now = new Date(before.getTime() + 3_600_000);
    const later = await enrol(to, (await makeRequest(subject)).body);
    world.now = before;
    expect(later.status).toBe(200);
  });

  test("is not refused because of certificates issued under a clock that was 30 days ahead", async () => {
    const { to, subject } = await someone();
    const start = world.now;
    world.now = new Date(start.getTime() + 30 * 86_400_000);
    for (let count = 0; count < 10; count++) await renewed(to, subject);
    world.now = start;
    expect((await enrol(to, (await makeRequest(subject)).body)).status).toBe(200);
  });
});
