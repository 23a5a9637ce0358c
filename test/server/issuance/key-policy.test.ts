import { createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encodePem } from "../../../src/core/x509/pem.ts";
import { readKey } from "../../../src/server/authority/signing/key-file.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { CertifiableKey, keyFingerprint } from "../../../src/server/issuance/certifiable-key.ts";
import { blockKeys, unblockKey } from "../../../src/server/issuance/lifecycle/blocked-keys.ts";
import { revokeCertificate } from "../../../src/server/issuance/lifecycle/revoke.ts";
import { rotateAuthority } from "../../../src/server/issuance/lifecycle/rotate-authority.ts";
import { createRecoveryCode } from "../../../src/server/issuance/recovery/recovery-codes.ts";
import { signAndRecord } from "../../../src/server/issuance/sign-and-record.ts";
import { changeTenant, createTenant } from "../../../src/server/issuance/tenants.ts";
import { readAudit } from "../../../src/server/store/audit/audit.ts";
import { transact } from "../../../src/server/store/transact.ts";
import { dataFolder } from "../../../src/server/system/data-folder.ts";
import { generateServiceKey } from "../../../src/server/vault/service-key.ts";
import { askStatus, certificatesOf, enrol, makeRequest, refusalOf } from "../../support/enrolment.ts";
import { recordOf } from "../../support/records.ts";
import { enrolWithCode, recoveryHost } from "../../support/recovery.ts";
import { signedRequest } from "../../support/signed-request.ts";
import { startService, type Holder, type ThrowawayService } from "../../support/throwaway-service.ts";
import type { Connection, Identity } from "../../support/tls-client.ts";

const tenant = "u00000014";
const lenient = "u00000015";

let world: ThrowawayService;
beforeAll(async () => {
  world = await startService();
  await createTenant(world.service, { name: lenient, product: "weborca", sameKey: "allowed", ...byOperator(world.now) });
});
afterAll(async () => await world[Symbol.asyncDispose]());

let used = 1;
async function someone(of = tenant): Promise<Holder & { readonly to: Connection; readonly o: string }> {
  const holder = await world.issue(`client${used++}`, 71, { tenant: of });
  return { ...holder, to: connect(holder), o: of };
}

function connect(identity: Identity): Connection {
  return { port: world.port, root: world.root, identity };
}

function fingerprintOf(key: string): string {
  return keyFingerprint(createPublicKey(key).export({ type: "spki", format: "der" }));
}

/** Renews with a request; returns the refusal, or the replacement's serial number. */
async function outcome(to: Connection, body: string): Promise<string> {
  const answer = await enrol(to, body);
  return answer.status === 200 ? certificatesOf(answer)[0].serial : refusalOf(answer);
}

async function codeFor({ cn, o }: { readonly cn: string; readonly o: string }): Promise<string> {
  return (await createRecoveryCode(world.service, { tenant: o, cn, ...byOperator(world.now) })).code;
}

async function recoverWith(holder: { readonly cn: string; readonly o: string }, body: string): Promise<string> {
  const answer = await enrolWithCode(recoveryHost(world), `${holder.cn}@${holder.o}`, await codeFor(holder), body);
  return answer.status === 200 ? certificatesOf(answer)[0].serial : refusalOf(answer);
}

async function reasonOf(serial: string): Promise<string | null | undefined> {
  return (await recordOf(world.service.store, serial))?.revocationReason;
}

describe("a key that was revoked as compromised", () => {
  test("is not certified again by the same request, a generation later, or by recovery", async () => {
    const holder = await someone();
    const { body, key } = await makeRequest(holder);
    const pending = await outcome(holder.to, body);
    const { blockedKey } = await revokeCertificate(world.service, { serial: pending }, "key-compromise", byOperator(world.now));
    expect(blockedKey).toBe(fingerprintOf(key));
    expect(await outcome(holder.to, body)).toBe("400 request-key-blocked");

    const next = await makeRequest(holder);
    const replacement = connect(identityOf(certificatesOf(await enrol(holder.to, next.body)), next.key));
    const start = world.now;
    world.now = new Date((await askStatus(replacement)).window.from);
    expect(await outcome(replacement, body)).toBe("400 request-key-blocked");
    world.now = start;
    expect(await recoverWith(holder, body)).toBe("400 request-key-blocked");
  });

  test("is not certified for others, and all of its certificates are revoked", async () => {
    const [one, other] = [await someone(), await someone(lenient)];
    // From before keys were compared: two people with the same key.
    const shared = await unguardedIssue(one.key, other);
    const { revoked, stillValid } = await revokeCertificate(
      world.service,
      { serial: one.serial },
      "key-compromise",
      byOperator(world.now),
    );
    expect(revoked.map(({ serial }) => serial)).toEqual([one.serial, shared]);
    expect(stillValid).toEqual([]);
    expect(await reasonOf(shared)).toBe("key-compromise");
    expect(await outcome(other.to, signedRequest(other, createPrivateKey(one.key)))).toBe("400 request-key-blocked");
  });

  test("is blocked even if its certificate had already been revoked for another reason", async () => {
    const holder = await someone(lenient);
    await revokeCertificate(world.service, { serial: holder.serial }, "cessation-of-operation", byOperator(world.now));
    expect(await recoverWith(holder, signedRequest(holder, createPrivateKey(holder.key)))).toMatch(/^[0-9A-F]+$/);
    const { revoked } = await revokeCertificate(world.service, { serial: holder.serial }, "key-compromise", byOperator(world.now));
    expect(revoked).toHaveLength(1);
    expect(await reasonOf(holder.serial)).toBe("cessation-of-operation");
    expect(await recoverWith(holder, signedRequest(holder, createPrivateKey(holder.key)))).toBe("400 request-key-blocked");
  });

  test("can be used again once an operator has unblocked it, and both are recorded", async () => {
    const holder = await someone();
    const { body, key } = await makeRequest(holder);
    const order = { keys: [fingerprintOf(key)], source: "a rumour", actor: "operator", now: world.now };
    expect(await blockKeys(world.service, order)).toEqual({ blocked: order.keys, revoked: [] });
    expect(await blockKeys(world.service, order)).toEqual({ blocked: [], revoked: [] });
    expect(await outcome(holder.to, body)).toBe("400 request-key-blocked");
    await unblockKey(world.service, fingerprintOf(key), byOperator(world.now));
    expect(await outcome(holder.to, body)).toMatch(/^[0-9A-F]+$/);
    const trail = await readAudit(world.service.store, fingerprintOf(key));
    expect(trail.map(({ action }) => action)).toEqual(["key-blocked", "key-unblocked"]);
  });
});

test("other reasons block no key", async () => {
  const holder = await someone();
  const pending = await makeRequest(holder);
  const serial = await outcome(holder.to, pending.body);
  expect((await revokeCertificate(world.service, { serial }, "superseded", byOperator(world.now))).blockedKey).toBeNull();
  expect(await outcome(holder.to, pending.body)).toMatch(/^[0-9A-F]+$/);
});

describe("the key of someone else", () => {
  test.each([
    ["another person's of the tenant", tenant],
    ["another tenant's", lenient],
  ])("is refused: %s", async (_, of) => {
    const [holder, other] = [await someone(), await someone(of)];
    const body = signedRequest(holder, createPrivateKey(other.key));
    expect(await outcome(holder.to, body)).toBe("400 request-key-taken");
    expect(await recoverWith(holder, body)).toBe("400 request-key-taken");
  });

  test("is refused if the same CN of another tenant has it, and if its certificate is an unused replacement", async () => {
    const other = await world.issue("client900", 71, { tenant: lenient });
    const holder = await world.issue("client900", 71);
    const pending = await makeRequest({ cn: other.cn, o: lenient });
    expect(await outcome(connect(other), pending.body)).toMatch(/^[0-9A-F]+$/);
    const body = signedRequest({ cn: holder.cn, o: tenant }, createPrivateKey(pending.key));
    expect(await outcome(connect(holder), body)).toBe("400 request-key-taken");
  });

  test("is refused if it is the authority's", async () => {
    const holder = await someone();
    const { authority, passphrase } = dataFolder(world.data);
    const secret = (await readFile(passphrase, "utf8")).trim();
    for (const file of [authority.rootKey, authority.issuingKey]) {
      expect(await outcome(holder.to, signedRequest(holder, await readKey(file, secret)))).toBe("400 request-key-taken");
    }
  });
});

test("the key of an authority is refused after both it and the root above it were rotated", async () => {
  await using rotated = await startService();
  const { authority, passphrase } = dataFolder(rotated.data);
  const secret = (await readFile(passphrase, "utf8")).trim();
  const keys = [await readKey(authority.rootKey, secret), await readKey(authority.issuingKey, secret)];
  await rotateAuthority(rotated.service, authority, secret, { what: "root", ...byOperator(rotated.now) });
  await rotated.reload();
  const holder = { ...(await rotated.issue("client1", 71)), o: tenant };
  const to = { port: rotated.port, root: rotated.root, identity: holder };
  for (const key of keys) expect(await outcome(to, signedRequest(holder, key))).toBe("400 request-key-taken");
});

describe("the current certificate's key", () => {
  test("is refused with a specific code, by renewal and by recovery, and so is the previous one", async () => {
    const holder = await someone();
    const same = signedRequest(holder, createPrivateKey(holder.key));
    const answer = await enrol(holder.to, same);
    expect(refusalOf(answer)).toBe("400 request-key-reused");
    expect(answer.body).toContain("Make a new key");
    const next = await makeRequest(holder);
    await askStatus(connect(identityOf(certificatesOf(await enrol(holder.to, next.body)), next.key)));
    expect(await recoverWith(holder, same)).toBe("400 request-key-reused");
    expect(await recoverWith(holder, next.body)).toBe("400 request-key-reused");
  });

  test("is renewed if the tenant allows it: once, again for the same request, and replacing a pending replacement", async () => {
    const holder = await someone(lenient);
    const same = signedRequest(holder, createPrivateKey(holder.key));
    const other = await makeRequest(holder);
    const pending = await outcome(holder.to, other.body);
    const replacement = await outcome(holder.to, same);
    expect(await reasonOf(pending)).toBe("superseded");
    expect(await outcome(holder.to, same)).toBe(replacement);

    await askStatus(connect(identityOf(certificatesOf(await enrol(holder.to, same)), holder.key)));
    expect(await outcome(holder.to, same)).toBe("409 already-renewed");
    expect(await reasonOf(holder.serial)).toBeNull();
  });

  test("can be replaced with another key while it is pending", async () => {
    const holder = await someone(lenient);
    const same = await outcome(holder.to, signedRequest(holder, createPrivateKey(holder.key)));
    expect(await outcome(holder.to, (await makeRequest(holder)).body)).toMatch(/^[0-9A-F]+$/);
    expect(await reasonOf(same)).toBe("superseded");
    expect(await reasonOf(holder.serial)).toBeNull();
  });

  test("is refused if it is blocked, even if the tenant allows it", async () => {
    const holder = await someone(lenient);
    const order = { keys: [fingerprintOf(holder.key)], source: "found on a share", actor: "operator", now: world.now };
    expect((await blockKeys(world.service, order)).revoked).toMatchObject([{ serial: holder.serial }]);
    expect(await outcome(holder.to, signedRequest(holder, createPrivateKey(holder.key)))).toBe("403 revoked");
    expect(await recoverWith(holder, signedRequest(holder, createPrivateKey(holder.key)))).toBe("400 request-key-blocked");
  });

  test("is refused from the next request on when the tenant no longer allows it", async () => {
    await createTenant(world.service, { name: "u00000016", product: "weborca", sameKey: "allowed", ...byOperator(world.now) });
    const holder = await someone("u00000016");
    await changeTenant(world.service, "u00000016", { sameKey: "refused" }, byOperator(world.now));
    expect(await outcome(holder.to, signedRequest(holder, createPrivateKey(holder.key)))).toBe("400 request-key-reused");
  });
});

test("an unsafe key is refused on every path", async () => {
  const holder = await someone();
  const d = Buffer.alloc(32);
  d[31] = 1;
  const [x, y] = [
    "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296",
    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5",
  ];
  const jwk = { kty: "EC", crv: "P-256", x: base64url(x), y: base64url(y), d: d.toString("base64url") };
  const body = signedRequest(holder, createPrivateKey({ key: jwk, format: "jwk" }));
  expect(await outcome(holder.to, body)).toBe("400 request-key-unsafe");
  expect(await recoverWith(holder, body)).toBe("400 request-key-unsafe");
});

test("an RSA key with exponent 3 is refused as unsafe, not as an unsupported kind", async () => {
  await createTenant(world.service, { name: "rsa", product: "weborca", keyKind: "RSA-2048", ...byOperator(world.now) });
  const holder = await world.issue("client1", 71, { tenant: "rsa", keyKind: "P-256" });
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048, publicExponent: 3 });
  const body = signedRequest({ cn: holder.cn, o: "rsa" }, privateKey);
  expect(await outcome(connect(holder), body)).toBe("400 request-key-unsafe");
});

function base64url(hex: string): string {
  return Buffer.from(hex, "hex").toString("base64url");
}

function identityOf(chain: readonly { readonly der: Uint8Array }[], key: string): Identity {
  return { cert: chain.map(({ der }) => encodePem("CERTIFICATE", der)).join(""), key };
}

/** Records a certificate of a holder for someone else's key. */
async function unguardedIssue(key: string, { cn, o }: { readonly cn: string; readonly o: string }): Promise<string> {
  const { store } = world.service;
  const { spki, privateKey } = await generateServiceKey("P-256");
  const fresh = CertifiableKey.examine(spki, "P-256");
  const proof = { kind: "service", privateKey } as const;
  const order = { tenant: o, cn, key: fresh, proof, predecessor: null, actor: "operator", now: world.now };
  return await transact(store, async (transaction) => {
    const { leaf } = await signAndRecord(world.service, transaction, order);
    await transaction
      .updateTable("certificates")
      .set({ spkiSha256: fingerprintOf(key) })
      .where("serial", "=", leaf.serial)
      .execute();
    return leaf.serial;
  });
}
