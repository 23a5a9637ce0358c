import { createPrivateKey, createPublicKey, X509Certificate } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fromBase64, toBase64 } from "../../../src/core/base64.ts";
import { integer, oid, sequence, setOf, context, bitString } from "../../../src/core/der/write.ts";
import { encodeName } from "../../../src/core/name/name.ts";
import { parseCertificate } from "../../../src/core/x509/certificate.ts";
import { readCsrAttributes } from "../../../src/core/x509/csr-attributes.ts";
import { encodePem } from "../../../src/core/x509/pem.ts";
import { paths } from "../../../src/protocol/paths.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { createRecoveryCode } from "../../../src/server/issuance/recovery/recovery-codes.ts";
import { createTenant } from "../../../src/server/issuance/tenants.ts";
import { defaultProducts } from "../../../src/server/settings/products.ts";
import { askStatus, certificatesOf, enrol, makeRequest, refusalOf } from "../../support/enrolment.ts";
import { replacementOf } from "../../support/records.ts";
import { basic, recoveryHost } from "../../support/recovery.ts";
import { serverKeyOf } from "../../support/server-key.ts";
import { startService, type Holder, type ThrowawayService } from "../../support/throwaway-service.ts";
import { send, type Connection, type Received } from "../../support/tls-client.ts";

const subject = { cn: "client28", o: "u00000014" };

let world: ThrowawayService;
let holder: Holder;
let client: Connection;
beforeEach(async () => {
  world = await startService();
  holder = await world.issue("client28", 50);
  client = { port: world.port, root: world.root, identity: holder };
});
afterEach(async () => await world[Symbol.asyncDispose]());

async function post(path: string, body: string, headers: Readonly<Record<string, string>> = {}): Promise<Received> {
  return await send(client, { method: "POST", path, headers: { "Content-Type": "application/pkcs10", ...headers }, body });
}

describe("csrattrs", () => {
  async function ask(connection: Connection): Promise<unknown> {
    const received = await send(connection, { path: paths.csrAttributes });
    expect(received.headers["content-type"]).toBe("application/csrattrs");
    return readCsrAttributes(fromBase64(received.body));
  }

  test("names P-256 by default, and without a client certificate", async () => {
    expect(await ask(client)).toEqual(["P-256"]);
    expect(await ask({ ...client, identity: undefined })).toEqual(["P-256"]);
    expect(await ask(recoveryHost(world))).toEqual(["P-256"]);
  });

  test("names the tenant's kind first, then the product's further ones", async () => {
    await world[Symbol.asyncDispose]();
    world = await startService({
      settings: { products: { ...defaultProducts, orcamo: { ...defaultProducts.orcamo, furtherKeyKinds: ["P-256"] } } },
    });
    await createTenant(world.service, { name: "u00000016", product: "orcamo", keyKind: "RSA-2048", ...byOperator(world.now) });
    const identity = await world.issue("db7", 50, { tenant: "u00000016", keyKind: "RSA-2048" });
    const connection = { port: world.port, root: world.root, identity };
    expect(await ask({ ...connection, host: "localhost" })).toEqual(["RSA-2048", "P-256"]);
    expect(await ask({ ...connection, host: "app.localhost" })).toEqual(["RSA-2048"]);
  });
});

describe("serverkeygen", () => {
  function identityOf(received: Received): { serial: string; cert: string; key: string } {
    const { types, privateKey, certificate } = serverKeyOf(received);
    expect(types).toEqual(["application/pkcs8", "application/pkcs7-mime"]);
    const { serial } = parseCertificate(certificate);
    return { serial, cert: encodePem("CERTIFICATE", certificate), key: encodePem("PRIVATE KEY", privateKey) };
  }

  test("returns a key with its certificate, which match", async () => {
    const made = identityOf(await post(paths.serverKey, (await makeRequest(subject)).body));
    expect(new X509Certificate(made.cert).checkPrivateKey(createPrivateKey(made.key))).toBe(true);
    expect((await askStatus({ ...client, identity: made })).certificate.serial).toBe(made.serial);
    expect((await replacementOf(world.service.store, holder.serial))?.firstUsedAt).not.toBeNull();
    expect(refusalOf(await post(paths.serverKey, (await makeRequest(subject)).body))).toBe("409 already-renewed");
  });

  test("ignores the request's key and signature, as the RFC requires", async () => {
    const request = await makeRequest(subject, "RSA-2048");
    const der = fromBase64(request.body);
    der[der.length - 1] = (der.at(-1) ?? 0) ^ 1;
    const made = identityOf(await post(paths.serverKey, toBase64(der)));
    expect(createPublicKey(made.key).asymmetricKeyType).toBe("ec");
  });

  test("generates the tenant's kind of key", async () => {
    await createTenant(world.service, { name: "u00000016", product: "weborca", keyKind: "RSA-2048", ...byOperator(world.now) });
    const identity = await world.issue("client7", 50, { tenant: "u00000016" });
    client = { ...client, identity };
    const made = identityOf(await post(paths.serverKey, (await makeRequest({ cn: "client7", o: "u00000016" })).body));
    expect(createPublicKey(made.key).asymmetricKeyDetails?.modulusLength).toBe(2048);
  });

  test("returns another key if requested again before the first use, and revokes the previous certificate", async () => {
    const first = identityOf(await post(paths.serverKey, (await makeRequest(subject)).body));
    const second = identityOf(await post(paths.serverKey, (await makeRequest(subject)).body));
    expect((await replacementOf(world.service.store, holder.serial))?.serial).toBe(second.serial);
    expect(refusalOf(await send({ ...client, identity: first }, { path: paths.status }))).toBe("403 revoked");
  });

  test("does not replace a pending replacement if the caller requires that", async () => {
    const pending = certificatesOf(await enrol(client, (await makeRequest(subject)).body))[0].serial;
    const { body } = await makeRequest(subject);
    expect(refusalOf(await post(paths.serverKey, body, { "If-None-Match": "*" }))).toBe("412 replacement-pending");
    expect((await replacementOf(world.service.store, holder.serial))?.serial).toBe(pending);
  });

  test("refuses a request for additional encryption of the key rather than ignore it", async () => {
    const decryptKeyIdentifier = sequence(oid("1.2.840.113549.1.9.16.2.37"), setOf(integer(1)));
    const spki = createPublicKey(holder.key).export({ type: "spki", format: "der" });
    const info = sequence(integer(0), encodeName(subject), spki, context(0, decryptKeyIdentifier));
    const request = sequence(info, sequence(oid("1.2.840.10045.4.3.2")), bitString(Uint8Array.of(0)));
    expect(refusalOf(await post(paths.serverKey, toBase64(request)))).toBe("400 key-encryption-unsupported");
  });

  test("stores no key", async () => {
    const { key } = identityOf(await post(paths.serverKey, (await makeRequest(subject)).body));
    const row = await replacementOf(world.service.store, holder.serial);
    const secret = createPrivateKey(key).export({ format: "jwk" }).d ?? "";
    const stored = Object.values(row ?? {}).map((value) =>
      value instanceof Uint8Array ? Buffer.from(value) : Buffer.from(String(value)),
    );
    for (const value of stored) expect(value.includes(Buffer.from(secret, "base64url"))).toBe(false);
  });
});

describe("simpleenroll on hosts with client certificates", () => {
  test("says that certificates are renewed elsewhere, and that everyone else needs a code", async () => {
    const { body } = await makeRequest(subject);
    expect(refusalOf(await post(paths.enrol, body))).toBe("403 enrolment-needs-code");
    const { code } = await createRecoveryCode(world.service, {
      tenant: subject.o,
      cn: subject.cn,
      ...byOperator(world.now),
    });
    expect(refusalOf(await post(paths.enrol, body, basic("client28", code)))).toBe("403 enrolment-needs-code");
  });
});

describe.each([
  { operation: "simplereenroll", path: paths.reenrol },
  { operation: "serverkeygen", path: paths.serverKey },
  { operation: "simpleenroll", path: paths.enrol },
])("every enrolment: $operation", ({ path }) => {
  const recovers = path === paths.enrol;
  let code: string;
  beforeEach(async () => {
    if (!recovers) return;
    client = recoveryHost(world);
    code = (await createRecoveryCode(world.service, { tenant: subject.o, cn: subject.cn, ...byOperator(world.now) })).code;
  });
  const sent = async (body: string, headers: Readonly<Record<string, string>> = {}): Promise<Received> =>
    await post(path, body, { ...(recovers ? basic("client28@u00000014", code) : {}), ...headers });

  test("accepts base64 with line breaks, and any Content-Transfer-Encoding (RFC 8951)", async () => {
    const { body } = await makeRequest(subject);
    const broken = body.replaceAll(/.{64}/g, "$&\r\n");
    expect((await sent(broken, { "Content-Transfer-Encoding": "binary" })).status).toBe(200);
  });

  test.each([
    ["no base64", "@@@@"],
    ["nothing", ""],
    ["no DER", toBase64(Uint8Array.of(1, 2, 3))],
    ["a PEM header", "-----BEGIN CERTIFICATE REQUEST-----\nMII="],
  ])("refuses %s", async (_, body) => {
    expect(refusalOf(await sent(body))).toBe("400 request-malformed");
  });

  test("refuses a certificate instead of a request", async () => {
    expect(refusalOf(await sent(toBase64(world.service.authority.root)))).toBe("400 request-malformed");
  });

  test("refuses another subject", async () => {
    const { body } = await makeRequest({ cn: "client29", o: "u00000014" });
    expect(refusalOf(await sent(body))).toBe("400 request-subject-wrong");
  });

  test.skipIf(path === paths.serverKey)("refuses a key that is not allowed, and an invalid signature", async () => {
    expect(refusalOf(await sent((await makeRequest(subject, "RSA-2048")).body))).toBe("400 request-key-not-allowed");
    const der = fromBase64((await makeRequest(subject)).body);
    der[der.length - 1] = (der.at(-1) ?? 0) ^ 1;
    expect(refusalOf(await sent(toBase64(der)))).toBe("400 request-signature-wrong");
  });

  test("refuses another media type, and a body that is too large", async () => {
    const { body } = await makeRequest(subject);
    expect(refusalOf(await sent(body, { "Content-Type": "application/json" }))).toBe("415 media-type-wrong");
    expect(refusalOf(await sent("A".repeat(20_000)))).toBe("413 body-too-large");
  });

  test("has no labels", async () => {
    const labelled = path.replace("/est/", "/est/tenant/");
    expect(refusalOf(await post(labelled, (await makeRequest(subject)).body))).toBe("404 not-found");
  });
});
