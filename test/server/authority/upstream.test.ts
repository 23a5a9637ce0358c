import { createPrivateKey, X509Certificate } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dayInMilliseconds } from "../../../src/core/days.ts";
import { readPkcs12 } from "../../../src/core/pkcs12/read.ts";
import { parseCertificate, subjectIn } from "../../../src/core/x509/certificate.ts";
import { decodePem, encodePem } from "../../../src/core/x509/pem.ts";
import { paths } from "../../../src/protocol/paths.ts";
import { issuerId } from "../../../src/server/authority/issuer-id.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { verifyTrail } from "../../../src/server/issuance/audit/verify-trail.ts";
import { revokeCertificate } from "../../../src/server/issuance/lifecycle/revoke.ts";
import { createRecoveryCode } from "../../../src/server/issuance/recovery/recovery-codes.ts";
import { orderRenewal } from "../../../src/server/issuance/renewal/renewal-order.ts";
import { checkService } from "../../../src/server/service/check-service.ts";
import { renewUpstreamCredential } from "../../../src/server/service/upstream-credential.ts";
import { readAudit } from "../../../src/server/store/audit/audit.ts";
import { askStatus, certificatesOf, enrol, issuedIn, makeRequest, refusalOf, renewed } from "../../support/enrolment.ts";
import { curl, offerOf, writeIdentity } from "../../support/field-client.ts";
import { runHere, type Ended } from "../../support/program.ts";
import { enrolWithCode, recoveryHost } from "../../support/recovery.ts";
import { serverKeyOf } from "../../support/server-key.ts";
import { signedRequest } from "../../support/signed-request.ts";
import { startService, type Holder, type ThrowawayService } from "../../support/throwaway-service.ts";
import { send, type Connection, type Identity, type Received } from "../../support/tls-client.ts";
import { verifiesInOpenssl } from "../../support/verify-chain.ts";

const everything = new AsyncDisposableStack();
/** The service whose certificates another one signs. */
let world: ThrowawayService;
/** The service that signs. */
let above: ThrowawayService;
let folder: string;
let credential: Holder;
const holders: Holder[] = [];
const holder = (index: number): Holder => {
  const found = holders[index];
  if (found === undefined) throw new Error("There are too few holders.");
  return found;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "koshin-upstream-"));
  everything.defer(() => rm(folder, { recursive: true }));
  world = everything.use(await startService());
  const registrars = [{ tenant: "u00000014", name: "client99", createTenants: "weborca" }];
  above = everything.use(await startService({ settings: { registrars } }));
  credential = await above.issue("client99", 900);
  for (let number = 1; number <= 8; number += 1) holders.push(await world.issue(`client${number}`, 30));
  await writeFile(join(folder, "authority.pem"), pemOf(above));
  await writeFile(join(folder, "roots.pem"), above.root);
  await writeFile(join(folder, "credential.pem"), credential.cert);
  await writeFile(join(folder, "credential.key"), credential.key);
});
afterAll(async () => await everything.disposeAsync());

/** The certificates of a service's authority and its root, PEM. */
function pemOf({ service }: ThrowawayService): string {
  const { issuing, root } = service.authority;
  return [issuing, root].map((der) => encodePem("CERTIFICATE", der)).join("");
}

/** The number of certificates that a service has issued. */
async function countIssued({ service }: ThrowawayService): Promise<number> {
  return (await service.store.selectFrom("certificates").select("number").execute()).length;
}

const command = async (...words: readonly string[]): Promise<Ended> =>
  await runHere("authority", "upstream", "--data", world.data, ...words, "--json");

/** Names the service that signs, with changes. */
async function set(changes: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const usual = {
    "--url": `https://localhost:${above.port}`,
    "--authority": join(folder, "authority.pem"),
    "--credential": join(folder, "credential.pem"),
    "--credential-key": join(folder, "credential.key"),
    "--server-roots": join(folder, "roots.pem"),
  };
  return await command(...Object.entries({ ...usual, ...changes }).flat());
}

function at(identity: Identity | undefined, host = "app.localhost"): Connection {
  return { port: world.port, root: world.root, identity, host };
}

/** Whether a certificate (DER) was signed by the other service's authority. */
function isSignedAbove(der: Uint8Array): boolean {
  return new X509Certificate(der).verify(above.service.authority.publicKey);
}

describe("an authority that is to sign for the service", () => {
  const failing = (ended: Ended): unknown => [ended.code, /"code":"([a-z-]+)"/.exec(ended.stdout)?.[1]];

  test("is not taken where it does not answer, is another one, or the command is incomplete", async () => {
    const silent = await set({ "--url": "https://localhost:1" });
    expect(failing(silent)).toEqual([1, "upstream-unreachable"]);
    expect(silent.stdout).toMatch(/ECONNREFUSED.*\. Check that its service runs and can be reached from here, and the address\./);
    expect((await set({ "--url": "https://nowhere.invalid" })).stdout).toContain("Correct the host in the address");
    expect((await set({ "--url": `https://127.0.0.1:${above.port}` })).stdout).toContain(
      "HTTP 421 for cacerts. Correct the address",
    );
    expect(failing(await set({ "--url": "http://localhost" }))).toEqual([2, "wrong-usage"]);
    const other = join(folder, "other.pem");
    await writeFile(other, pemOf(world));
    const mistrusted = await set({ "--server-roots": other });
    expect(failing(mistrusted)).toEqual([1, "upstream-unreachable"]);
    expect(mistrusted.stdout).toContain(". Name the root of its server's certificate (--server-roots).");
    expect(failing(await set({ "--authority": other }))).toEqual([1, "upstream-mismatched"]);
    expect(failing(await command("--url", "https://localhost"))).toEqual([2, "wrong-usage"]);
    expect(JSON.parse((await command("--remove")).stdout)).toEqual({ changed: false });
  });

  test("is taken with an entry in the audit trail, adopted, and told by the check", async () => {
    const { code, stdout } = await set();
    expect([code, JSON.parse(stdout)]).toMatchObject([
      0,
      { changed: true, url: `https://localhost:${above.port}/.well-known/est` },
    ]);
    await world.reload();
    expect(world.service.authority.adopted).toHaveLength(1);
    const url = `https://localhost:${above.port}/.well-known/est`;
    expect((await readAudit(world.service.store, url)).map(({ action }) => action)).toEqual(["upstream-set"]);
    const findings = await checkService(world.data, world.now);
    expect(findings.filter(({ note }) => note !== true)).toEqual([]);
    expect(findings.map(({ sentence }) => sentence).join("\n")).toContain(`" at ${url}, with a credential`);
  });

  test("signs renewals by EST, for the predecessor's Name, under a chain that verifies", async () => {
    const { cn, tenant: o, cert } = holder(0);
    const { body, key } = await makeRequest({ cn, o });
    const issued = issuedIn(await enrol(at(holder(0)), body));
    expect(isSignedAbove(issued.der)).toBe(true);
    const [predecessor] = decodePem("CERTIFICATE", cert);
    expect(issued.subjectDer).toEqual(subjectIn(predecessor ?? new Uint8Array()));
    const { issuing, root } = above.service.authority;
    expect(await verifiesInOpenssl({ root, untrusted: [issuing], leaf: issued.der }, "sslclient", world.now)).toBe(true);
    const offered = certificatesOf(await send(at(undefined), { path: paths.caCertificates })).map(({ serial }) => serial);
    expect(offered[0]).toBe(parseCertificate(issuing).serial);
    // Again, the same certificate; the other service is not asked twice.
    const before = await countIssued(above);
    expect(issuedIn(await enrol(at(holder(0)), body)).serial).toBe(issued.serial);
    expect(await countIssued(above)).toBe(before);
    const identity = { cert: encodePem("CERTIFICATE", issued.der), key };
    expect((await askStatus(at(identity))).certificate.serial).toBe(issued.serial);
    expect((await askStatus(at(holder(0)))).refusal?.code).toBe("already-renewed");
  });

  test("renews again what it has signed, under its own authority", async () => {
    const { cn, tenant: o } = holder(1);
    const identity = await renewed(at(holder(1)), { cn, o });
    await askStatus(at(identity));
    await orderRenewal(world.service, { scope: { serial: identity.serial }, reason: "a drill", ...byOperator(world.now) });
    const again = await renewed(at(identity), { cn, o });
    expect(isSignedAbove(decodePem("CERTIFICATE", again.cert)[0] ?? new Uint8Array())).toBe(true);
  });

  test("signs for the clients in the field, whose file has its chain", async () => {
    const offer = offerOf(await send(at(holder(2)), { method: "POST", path: paths.certificate }));
    await writeIdentity(folder, holder(2), world.root);
    const { octets } = await curl(folder, `https://localhost:${world.port}${new URL(offer.uri).pathname}`);
    const opened = await readPkcs12(new Uint8Array(octets), offer.pass);
    const serials = opened.certificates.map(({ der }) => parseCertificate(der).serial);
    const { issuing, root } = above.service.authority;
    expect(serials).toEqual(expect.arrayContaining([issuing, root].map((der) => parseCertificate(der).serial)));
  });

  test("signs where the service makes the key, and with a recovery code", async () => {
    const { cn, tenant: o } = holder(3);
    const { body } = await makeRequest({ cn, o });
    const headers = { "Content-Type": "application/pkcs10" };
    const { certificate } = serverKeyOf(await send(at(holder(3)), { method: "POST", path: paths.serverKey, headers, body }));
    expect(isSignedAbove(certificate)).toBe(true);

    const person = holder(4);
    const { code } = await createRecoveryCode(world.service, { tenant: person.tenant, cn: person.cn, ...byOperator(world.now) });
    const request = await makeRequest({ cn: person.cn, o: person.tenant });
    const recovered = issuedIn(await enrolWithCode(recoveryHost(world), person.cn, code, request.body));
    expect(isSignedAbove(recovered.der)).toBe(true);
  });

  test("signs first certificates, whose days it decides", async () => {
    // Of a tenant that does not exist yet, too.
    const issue = async (...more: readonly string[]): Promise<Ended> =>
      await runHere(
        ...["issue", "--data", world.data, "--tenant", "u00000088", "--cn", "client50", "--out", join(folder, "client50.p12")],
        ...["--json", ...more],
      );
    expect(failing(await issue("--days", "10"))).toEqual([1, "validity-not-decided-here"]);
    const { code, stdout } = await issue();
    const [adopted] = world.service.authority.adopted;
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { issuer: adopted === undefined ? "" : issuerId(adopted) }]);
  });

  test("has its certificates refused once they are revoked here, and keeps a trail that agrees", async () => {
    const { cn, tenant: o } = holder(5);
    const identity = await renewed(at(holder(5)), { cn, o });
    await revokeCertificate(world.service, { serial: identity.serial }, "superseded", byOperator(world.now));
    expect(refusalOf(await send(at(identity), { path: paths.status }))).toBe("403 revoked");
    expect((await verifyTrail(world.service)).findings).toEqual([]);
    expect((await verifyTrail(above.service)).findings).toEqual([]);
  });

  test("is named where the service's own authority is rotated, which signs no client's certificate", async () => {
    const { code, stdout } = await runHere("rotate", "issuing-ca", "--data", world.data, "--json");
    expect([code, JSON.parse(stdout)]).toMatchObject([
      0,
      { generation: 2, upstream: `https://localhost:${above.port}/.well-known/est` },
    ]);
    await world.reload();
    const { cn, tenant: o } = holder(7);
    const issued = await renewed(at(holder(7)), { cn, o });
    expect(isSignedAbove(decodePem("CERTIFICATE", issued.cert)[0] ?? new Uint8Array())).toBe(true);
  });

  test("has the service's credential renewed before it ends, once a day at most", async () => {
    const present = world.now;
    const renew = renewUpstreamCredential(world.data, () => world.reload());
    const ending = new Date(credential.notAfter.getTime() - 50 * dayInMilliseconds);
    expect(await renew(world.service, present)).toBe(0);
    above.now = ending;
    expect(await renew(world.service, ending)).toBe(1);
    above.now = present;
    const { upstream } = world.service.authority;
    expect(upstream?.credential.notAfter.getTime()).toBeGreaterThan(credential.notAfter.getTime());
    expect(await renew(world.service, ending)).toBe(0);
  });

  test("signs no more once it is removed, and stays adopted", async () => {
    expect(JSON.parse((await command("--remove")).stdout)).toEqual({ changed: true });
    await world.reload();
    const { cn, tenant: o } = holder(6);
    const issued = await renewed(at(holder(6)), { cn, o });
    expect(isSignedAbove(decodePem("CERTIFICATE", issued.cert)[0] ?? new Uint8Array())).toBe(false);
    expect(world.service.authority.adopted).toHaveLength(1);
    expect(await readFile(join(world.data, "authority", "upstream.json")).catch(() => undefined)).toBeUndefined();
  });
});

describe("a registrar", () => {
  const register = (identity: Identity | undefined): Connection => ({
    port: above.port,
    root: above.root,
    identity,
    host: "localhost",
  });
  const ask = async (identity: Identity | undefined, body: string): Promise<Received> =>
    await send(register(identity), { method: "POST", path: paths.enrol, headers: { "Content-Type": "application/pkcs10" }, body });

  test("enrols others, once for each key, and creates their tenants", async () => {
    const { body } = await makeRequest({ cn: "client1", o: "u00000077" });
    const issued = issuedIn(await ask(credential, body));
    expect(issuedIn(await ask(credential, body)).serial).toBe(issued.serial);
    expect((await readAudit(above.service.store, "u00000077")).map(({ action }) => action)).toEqual(["tenant-created"]);
  });

  test("is refused a Name without a tenant, and somebody else's key", async () => {
    expect(refusalOf(await ask(credential, (await makeRequest({ cn: "client1", o: "" })).body))).toBe("400 request-subject-wrong");
    const own = signedRequest({ cn: "client2", o: "u00000077" }, createPrivateKey(credential.key));
    expect(refusalOf(await ask(credential, own))).toBe("400 request-key-taken");
  });

  test("is nobody without the named certificate, or once that is revoked", async () => {
    const { body } = await makeRequest({ cn: "client3", o: "u00000077" });
    const other = await above.issue("client98", 900);
    expect(refusalOf(await ask(other, body))).toBe("403 enrolment-needs-code");
    expect(refusalOf(await ask(undefined, body))).toBe("403 enrolment-needs-code");
    await revokeCertificate(above.service, { serial: credential.serial }, "superseded", byOperator(above.now));
    expect(refusalOf(await ask(credential, body))).toBe("403 enrolment-needs-code");
  });
});
