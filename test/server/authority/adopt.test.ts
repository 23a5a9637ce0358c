import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseCertificate, subjectIn } from "../../../src/core/x509/certificate.ts";
import { decodePem } from "../../../src/core/x509/pem.ts";
import { paths } from "../../../src/protocol/paths.ts";
import { issuerId } from "../../../src/server/authority/issuer-id.ts";
import { keyFingerprint } from "../../../src/server/issuance/certifiable-key.ts";
import { checkService } from "../../../src/server/service/check-service.ts";
import { readAudit } from "../../../src/server/store/audit/audit.ts";
import { insertCertificate } from "../../../src/server/store/certificates/certificates.ts";
import { enrol, issuedIn, makeRequest, refusalOf } from "../../support/enrolment.ts";
import { makeOtherAuthority, type MadeByOther, type OtherAuthority } from "../../support/other-authority.ts";
import { runHere, type Ended } from "../../support/program.ts";
import { startService, type ThrowawayService } from "../../support/throwaway-service.ts";
import { send, type Connection, type Identity } from "../../support/tls-client.ts";

const everything = new AsyncDisposableStack();
let world: ThrowawayService;
let other: OtherAuthority;
beforeAll(async () => {
  world = everything.use(await startService());
  other = everything.use(await makeOtherAuthority());
});
afterAll(async () => await everything.disposeAsync());

const adopt = async (path: string): Promise<Ended> => await runHere("authority", "adopt", "--data", world.data, path, "--json");

/** The code with which an adoption fails. */
async function refusalTo(path: string): Promise<string | undefined> {
  const { code, stdout } = await adopt(path);
  expect(code).toBe(1);
  return /"code":"([a-z-]+)"/.exec(stdout)?.[1];
}

function connect(identity: Identity, host = "app.localhost"): Connection {
  return { port: world.port, root: world.root, identity, host };
}

/** Records a certificate as an imported one. */
async function know({ cert }: MadeByOther, issuer: string): Promise<void> {
  const [der] = decodePem("CERTIFICATE", cert);
  if (der === undefined) throw new Error("No certificate.");
  const { serial, subject, spki, notBefore, notAfter } = parseCertificate(der);
  await insertCertificate(world.service.store, {
    ...{ issuer, serial, tenant: subject.o, cn: subject.cn, spkiSha256: keyFingerprint(spki), der, predecessor: null },
    ...{ notBefore: notBefore.getTime(), notAfter: notAfter.getTime(), issuedAt: notBefore.getTime() },
  });
}

describe("an authority that is not this service's", () => {
  test("is not one of its issuers before it is adopted", async () => {
    const stranger = await other.issue();
    expect(refusalOf(await send(connect(stranger), { path: paths.status }))).toBe("403 unknown-issuer");
  });

  test("is adopted with an entry in the audit trail, and told by the check", async () => {
    const { code, stdout } = await adopt(other.path);
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { changed: true, subject: "CN=Old CA, O=Old Cloud" }]);
    await world.reload();
    const [adopted] = world.service.authority.adopted;
    const id = adopted === undefined ? "" : issuerId(adopted);
    expect(await readAudit(world.service.store, id)).toMatchObject([{ actor: "operator", action: "authority-adopted" }]);
    const findings = await checkService(world.data, world.now);
    expect(findings.filter(({ note }) => note === true).map(({ sentence }) => sentence)).toEqual([
      `Certificates of adopted authorities are accepted: "CN=Old CA, O=Old Cloud" (${id}). To stop accepting those of one, remove its file (adopted-….pem) from the authority folder, and reload the service.`,
    ]);
  });

  test("is not adopted twice, in DER neither", async () => {
    await other.openssl("x509", "-in", other.path, "-outform", "DER", "-out", "ca.cer");
    expect(JSON.parse((await adopt(join(other.folder, "ca.cer"))).stdout)).toMatchObject({ changed: false });
    expect(JSON.parse((await adopt(other.path)).stdout)).toMatchObject({ changed: false });
  });

  test("has its unknown certificates refused", async () => {
    const unknown = await other.issue();
    expect(refusalOf(await send(connect(unknown), { path: paths.status }))).toBe("403 unknown-serial");
  });

  test("has its known certificates renewed with their Name, octet for octet", async () => {
    const held = await other.issue({ subject: "/C=JP/ST=東京都/O=u00000014/OU=診療所/CN=client31" });
    const [adopted] = world.service.authority.adopted;
    await know(held, adopted === undefined ? "" : issuerId(adopted));
    expect((await send(connect(held), { path: paths.status })).status).toBe(200);
    const renewed = issuedIn(await enrol(connect(held), (await makeRequest({ cn: "client31", o: "u00000014" })).body));
    const [der] = decodePem("CERTIFICATE", held.cert);
    expect(renewed.subjectDer).toEqual(subjectIn(der ?? new Uint8Array()));
  });

  test("has a certificate refused once it is revoked here, and its operators have to be told", async () => {
    const held = await other.issue({ subject: "/O=u00000014/CN=client32" });
    const [adopted] = world.service.authority.adopted;
    await know(held, adopted === undefined ? "" : issuerId(adopted));
    const revoke = ["revoke", "--data", world.data, "--serial", held.serial, "--reason", "superseded"];
    const { code, stdout } = await runHere(...revoke);
    expect(code).toBe(0);
    expect(stdout).toContain('have the operators of "CN=Old CA, O=Old Cloud" revoke it, too');
    expect(refusalOf(await send(connect(held), { path: paths.status }))).toBe("403 revoked");
  });
});

describe("what cannot be adopted", () => {
  test("is a certificate with the key identifier of an authority of this service and another key", async () => {
    const id = Buffer.from(world.service.authority.issuerKeyIdentifier).toString("hex");
    const octets = (id.match(/../g) ?? []).join(":");
    await using impostor = await makeOtherAuthority({ extensions: [`subjectKeyIdentifier=${octets}`] });
    expect(await refusalTo(impostor.path)).toBe("authority-conflicting");
  });

  test("is another key under the identifier of an adopted one", async () => {
    const [adopted] = world.service.authority.adopted;
    const octets = (issuerId({ issuerKeyIdentifier: adopted?.issuerKeyIdentifier ?? new Uint8Array() }).match(/../g) ?? []).join(
      ":",
    );
    await using impostor = await makeOtherAuthority({ extensions: [`subjectKeyIdentifier=${octets}`] });
    expect(await refusalTo(impostor.path)).toBe("authority-conflicting");
  });

  test("is a certificate that is no authority's, something else, or nothing", async () => {
    const { path } = await other.issue();
    expect(await refusalTo(path)).toBe("authority-unsuitable");
    const { stderr } = await runHere("authority", "adopt", "--data", world.data, path);
    expect(stderr).toMatch(/contains the certificate of no authority: .* Name the file of the authority's own certificate\. /);
    await writeFile(join(other.folder, "note.txt"), "no certificate");
    expect(await refusalTo(join(other.folder, "note.txt"))).toBe("authority-file-malformed");
    expect(await refusalTo(join(other.folder, "missing.pem"))).toBe("file-unusable");
  });

  test("is a key of another kind", async () => {
    await using edwards = await makeOtherAuthority({ kind: "Ed25519" });
    expect(await refusalTo(edwards.path)).toBe("authority-unsuitable");
  });

  test("leaves no file", async () => {
    const names = await readdir(join(world.data, "authority"));
    expect(names.filter((name) => name.startsWith("adopted-"))).toHaveLength(1);
  });
});

test("an authority whose file is removed is no longer an issuer after a reload", async () => {
  const held = await other.issue({ subject: "/O=u00000014/CN=client33" });
  const folder = join(world.data, "authority");
  const [name = ""] = (await readdir(folder)).filter((each) => each.startsWith("adopted-"));
  await rm(join(folder, name));
  await world.reload();
  expect(refusalOf(await send(connect(held), { path: paths.status }))).toBe("403 unknown-issuer");
});
