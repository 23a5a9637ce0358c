import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { Agent } from "node:https";
import { connect as connectTls } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clockSkew } from "../../../src/core/clock.ts";
import { encodeName } from "../../../src/core/name/name.ts";
import { exportPublicKey, generateKeyPair, exportPrivateKey } from "../../../src/core/x509/key-pair.ts";
import { encodePem } from "../../../src/core/x509/pem.ts";
import { yearsAfter } from "../../../src/core/years.ts";
import { paths } from "../../../src/protocol/paths.ts";
import { issueLeaf } from "../../../src/server/authority/leaf.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { revokeCertificate } from "../../../src/server/issuance/lifecycle/revoke.ts";
import { closeTenant, createTenant } from "../../../src/server/issuance/tenants.ts";
import { defaultCertificateProfile } from "../../../src/server/settings/certificate-profile.ts";
import { askStatus, enrol, makeRequest, refusalOf } from "../../support/enrolment.ts";
import { serverIdentity } from "../../support/server-identity.ts";
import { startService, type ThrowawayService } from "../../support/throwaway-service.ts";
import { send, type Connection, type Identity } from "../../support/tls-client.ts";

let world: ThrowawayService;
/** Another service, whose authorities have the same names but other keys. */
let stranger: ThrowawayService;
beforeAll(async () => {
  [world, stranger] = await Promise.all([startService(), startService({ began: new Date() })]);
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await stranger[Symbol.asyncDispose]();
});

function connect(identity?: Identity): Connection {
  return { port: world.port, root: world.root, identity };
}

/** A certificate that the authority signed but that is not in the store. */
async function unrecorded(): Promise<Identity> {
  const keys = await generateKeyPair("P-256");
  const { authority } = world.service;
  const leaf = await issueLeaf(authority, {
    subject: encodeName({ cn: "client1", o: "u00000014" }),
    spki: await exportPublicKey(keys),
    keyKind: "P-256",
    profile: defaultCertificateProfile,
    now: world.now,
    notAfter: yearsAfter(world.now, 1),
  });
  const cert = encodePem("CERTIFICATE", leaf.der) + encodePem("CERTIFICATE", authority.issuing);
  return { cert, key: encodePem("PRIVATE KEY", await exportPrivateKey(keys)) };
}

const status = { path: paths.status };

describe("a peer", () => {
  test("without a certificate", async () => {
    expect(refusalOf(await send(connect(), status))).toBe("401 no-certificate");
  });

  test("with a certificate of another authority that has the same names", async () => {
    expect(refusalOf(await send(connect(await stranger.issue("client1", 50)), status))).toBe("403 unknown-issuer");
  });

  test("with an expired certificate of another authority", async () => {
    expect(refusalOf(await send(connect(await stranger.issue("client1", -5)), status))).toBe("403 unknown-issuer");
  });

  test("with a certificate that the authority signed but that is not in the store", async () => {
    expect(refusalOf(await send(connect(await unrecorded()), status))).toBe("403 unknown-serial");
  });

  test("with the server's certificate", async () => {
    expect(refusalOf(await send(connect(await serverIdentity(world.data)), status))).toBe("403 unknown-serial");
  });

  test("with a certificate one second before and after its expiry", async () => {
    const holder = await world.issue("client2", 50);
    const before = world.now;
    world.now = holder.notAfter;
    const last = await send(connect(holder), status);
    world.now = new Date(holder.notAfter.getTime() + 1);
    const over = await send(connect(holder), status);
    world.now = before;
    expect(last.status).toBe(200);
    expect(refusalOf(over)).toBe("403 expired");
  });

  test("with a certificate that is not valid yet, within and outside the permitted clock deviation", async () => {
    // Valid for three years, so that it begins in ten days.
    const holder = await world.issue("client2", 1105);
    const before = world.now;
    const begins = new X509Certificate(holder.cert).validFromDate.getTime();
    world.now = new Date(begins - clockSkew - 1);
    const early = await send(connect(holder), status);
    world.now = new Date(begins - clockSkew);
    const first = await send(connect(holder), status);
    world.now = before;
    expect([refusalOf(early), first.status]).toEqual(["403 not-yet-valid", 200]);
  });

  test("with a certificate that TLS itself would reject as expired", async () => {
    expect(refusalOf(await send(connect(await world.issue("client3", -5)), status))).toBe("403 expired");
    const { body } = await makeRequest({ cn: "client3", o: "u00000014" });
    expect(refusalOf(await enrol(connect(await world.issue("client3", -5)), body))).toBe("403 expired");
  });

  test("with a revoked certificate, from the next request on a connection that stays open", async () => {
    const holder = await world.issue("client4", 50);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const first = await send({ ...connect(holder), agent }, status);
    await revokeCertificate(world.service, { serial: holder.serial }, "key-compromise", byOperator(world.now));
    const second = await send({ ...connect(holder), agent }, status);
    agent.destroy();
    expect(first.status).toBe(200);
    expect(second.reusedConnection).toBe(true);
    expect(refusalOf(second)).toBe("403 revoked");
  });

  test.each(["TLSv1.2", "TLSv1.3"] as const)("with a revoked certificate in a resumed %s session", async (maxVersion) => {
    const holder = await world.issue("client5", 50);
    const to = { ...connect(holder), maxVersion };
    const { session } = await send(to, status);
    if (session === undefined) throw new Error("The server gave no session.");
    const resumed = await send({ ...to, session }, status);
    await revokeCertificate(world.service, { serial: holder.serial }, "key-compromise", byOperator(world.now));
    const later = await send({ ...to, session }, status);
    expect([resumed.resumedSession, resumed.status]).toEqual([true, 200]);
    expect(later.resumedSession).toBe(true);
    expect(refusalOf(later)).toBe("403 revoked");
  });

  test.each(["TLSv1.2", "TLSv1.3"] as const)("without a certificate in a resumed %s session", async (maxVersion) => {
    const to = { ...connect(), maxVersion };
    const { session } = await send(to, status);
    if (session === undefined) throw new Error("The server gave no session.");
    const resumed = await send({ ...to, session }, status);
    expect(resumed.resumedSession).toBe(true);
    expect(refusalOf(resumed)).toBe("401 no-certificate");
  });

  test("cannot change its certificate on a connection: there is no second handshake", async () => {
    const { port, root } = world;
    const own = await world.issue("client7", 50);
    const to = { host: "127.0.0.1", servername: "localhost", port, ca: root, cert: own.cert, key: own.key };
    const socket = connectTls({ ...to, maxVersion: "TLSv1.2" });
    await once(socket, "secureConnect");
    const refused = new Promise((resolve) => socket.once("error", resolve));
    socket.renegotiate({ requestCert: true }, () => undefined);
    expect(await refused).toMatchObject({ code: "ERR_SSL_NO_RENEGOTIATION" });
    socket.destroy();
  });

  test("with a certificate of a closed tenant: the status says so, and everything else is refused", async () => {
    await createTenant(world.service, { name: "u00000099", product: "weborca", ...byOperator(world.now) });
    const holder = await world.issue("client6", 50, { tenant: "u00000099" });
    expect((await askStatus(connect(holder))).refusal).toBe(null);
    await closeTenant(world.service, "u00000099", byOperator(world.now));
    expect((await askStatus(connect(holder))).refusal?.code).toBe("tenant-closed");
    const { body } = await makeRequest({ cn: "client6", o: "u00000099" });
    expect(refusalOf(await enrol(connect(holder), body))).toBe("403 tenant-closed");
  });
});
