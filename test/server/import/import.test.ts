import { appendFile, cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Bytes } from "../../../src/core/bytes.ts";
import { parseCertificate } from "../../../src/core/x509/certificate.ts";
import { encodeName } from "../../../src/core/x509/name.ts";
import { decodePem, encodePem } from "../../../src/core/x509/pem.ts";
import { paths } from "../../../src/protocol/paths.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { importFiles } from "../../../src/server/import/import-files.ts";
import { verifyTrail } from "../../../src/server/issuance/audit/verify-trail.ts";
import type { CertificateRow } from "../../../src/server/store/database/schema.ts";
import { findTenant } from "../../../src/server/store/tenants.ts";
import { makeOtherCertificates } from "../../bench/load/other-certificates.ts";
import { enrol, issuedIn, makeRequest, refusalOf } from "../../support/enrolment.ts";
import { offerOf } from "../../support/field-client.ts";
import { makeOtherAuthority, type MadeByOther, type OtherAuthority } from "../../support/other-authority.ts";
import { runHere } from "../../support/program.ts";
import { existingRecord } from "../../support/records.ts";
import { enrolWithCode, recoveryHost } from "../../support/recovery.ts";
import { startService, type ThrowawayService } from "../../support/throwaway-service.ts";
import { send, type Connection, type Identity } from "../../support/tls-client.ts";

const everything = new AsyncDisposableStack();
let world: ThrowawayService;
let other: OtherAuthority;
let folder: string;
beforeAll(async () => {
  world = everything.use(await startService());
  other = everything.use(await makeOtherAuthority());
  folder = await mkdtemp(join(tmpdir(), "koshin-import-"));
  everything.defer(() => rm(folder, { recursive: true }));
  await runHere("authority", "adopt", "--data", world.data, other.path);
  await world.reload();
});
afterAll(async () => await everything.disposeAsync());

const Counts = v.looseObject({ refused: v.record(v.string(), v.number()) });
const RefusedRow = v.object({ refused: v.string(), file: v.string(), line: v.nullable(v.number()) });

interface Imported {
  /** The outcomes that are not zero. */
  readonly counts: Readonly<Record<string, unknown>>;
  readonly refused: readonly v.InferOutput<typeof RefusedRow>[];
}

/** Imports, and expects that the command succeeds. */
async function importing(...args: readonly string[]): Promise<Imported> {
  const { code, stdout, stderr } = await runHere("import", "--data", world.data, "--json", ...args);
  expect([code, stderr, code === 0 ? "" : stdout]).toEqual([0, "", ""]);
  const lines = stdout.trim().split("\n");
  const parsed: unknown[] = lines.map((line) => v.parse(v.pipe(v.string(), v.parseJson()), line));
  const { refused: byCode, ...counts } = v.parse(Counts, parsed.at(-1));
  const refused = parsed.slice(0, -1).map((row) => v.parse(RefusedRow, row));
  expect(Object.values(byCode).reduce((sum, count) => sum + count, 0)).toBe(refused.length);
  return { counts: Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0 && count !== false)), refused };
}

function connect(identity: Identity, host = "app.localhost"): Connection {
  return { port: world.port, root: world.root, identity, host };
}

async function word(identity: Identity): Promise<string> {
  const answer = await send(connect(identity), { path: paths.status });
  return answer.status === 200 ? "200" : refusalOf(answer);
}

function derOf({ cert }: MadeByOther): Bytes {
  const [der] = decodePem("CERTIFICATE", cert);
  if (der === undefined) throw new Error("No certificate.");
  return der;
}

/** A new folder with these files. */
async function folderWith(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const made = await mkdtemp(join(folder, "files-"));
  for (const [name, content] of Object.entries(files)) await writeFile(join(made, name), content);
  return made;
}

let next = 100;
const subject = (cn = `client${next++}`): string => `/C=JP/O=u00000014/CN=${cn}`;

describe("certificates in files", () => {
  test("of every form are taken up, and renew with their Name", async () => {
    const pem = await other.issue({ subject: subject() });
    const der = await other.issue({ subject: subject() });
    const pkcs7 = await other.issue({ subject: subject() });
    const pkcs12 = await other.issue({ subject: subject() });
    await other.openssl("crl2pkcs7", "-nocrl", "-certfile", pkcs7.path, "-outform", "DER", "-out", "made.p7b");
    const keyOf = pkcs12.path.replace(/pem$/, "key");
    await other.openssl(
      ...["pkcs12", "-export", "-in", pkcs12.path, "-inkey", keyOf, "-passout", "pass:geheim", "-out", "made.p12"],
    );
    const made12 = join(other.folder, "made.p12");
    const files = await folderWith({
      "one.pem": `Subject: some text\n${pem.key}${pem.cert}`,
      "two.cer": derOf(der),
      passwords: "wrong\ngeheim\n",
    });
    const { counts, refused } = await importing(
      ...["--password-file", join(files, "passwords"), join(files, "one.pem"), join(files, "two.cer")],
      ...[join(other.folder, "made.p7b"), made12],
    );
    expect([counts, refused]).toEqual([{ files: 4, taken: 4 }, []]);
    for (const each of [pem, der, pkcs7, pkcs12]) {
      const request = await makeRequest({ cn: parseCertificate(derOf(each)).subject.cn, o: "u00000014" });
      const renewed = issuedIn(await enrol(connect(each), request.body));
      expect(renewed.subjectDer).toEqual(parseCertificate(derOf(each)).subjectDer);
    }
  });

  test("renew for the clients in the field, with a key that the service makes", async () => {
    const held = await other.issue({ subject: subject(), kind: "RSA-2048" });
    await importing(held.path);
    const { uri } = offerOf(await send(connect(held), { method: "POST", path: paths.certificate }));
    expect((await send(connect(held), { path: new URL(uri).pathname })).status).toBe(200);
  });

  test("are known when they are imported again, and by a service that runs on", async () => {
    const held = await other.issue({ subject: subject() });
    expect((await importing("--dry-run", held.path)).counts).toEqual({ dryRun: true, files: 1, taken: 1 });
    expect(await word(held)).toBe("403 unknown-serial");
    expect((await importing(held.path)).counts).toEqual({ files: 1, taken: 1 });
    expect((await importing(held.path, held.path)).counts).toEqual({ files: 2, known: 2 });
    expect(await word(held)).toBe("200");
  });

  test.each([
    { name: "RSA-1024 and SHA-1", order: { kind: "RSA-1024", hash: "sha1" } },
    { name: "RSA-4096", order: { kind: "RSA-4096" } },
    { name: "version 1", order: { extensions: "" } },
    { name: "no extended key usage", order: { extensions: "basicConstraints=CA:FALSE" } },
    { name: "an extended key usage for mail", order: { extensions: "extendedKeyUsage=emailProtection" } },
  ] as const)("with $name are taken up, and accepted in handshakes", async ({ order }) => {
    const held = await other.issue({ subject: subject(), ...order });
    expect((await importing(held.path)).counts).toEqual({ files: 1, taken: 1 });
    // What its holder's program accepts itself is not for the service to say.
    expect((await send({ ...connect(held), ciphers: "DEFAULT@SECLEVEL=0" }, { path: paths.status })).status).toBe(200);
  });

  test("of one subject are each taken up, and each renews once", async () => {
    const name = subject();
    const [one, two] = [await other.issue({ subject: name }), await other.issue({ subject: name })];
    expect((await importing(one.path, two.path)).counts).toEqual({ files: 2, taken: 2 });
    const { cn } = parseCertificate(derOf(one)).subject;
    for (const held of [one, two]) {
      const request = await makeRequest({ cn, o: "u00000014" });
      const renewed = issuedIn(await enrol(connect(held), request.body));
      expect(await word({ cert: encodePem("CERTIFICATE", renewed.der), key: request.key })).toBe("200");
      expect(refusalOf(await enrol(connect(held), (await makeRequest({ cn, o: "u00000014" })).body))).toBe("409 already-renewed");
    }
  });

  test("create their tenants, or belong to the one that is named", async () => {
    const [own, named] = [
      await other.issue({ subject: "/C=JP/O=u00000077/CN=client1" }),
      await other.issue({ subject: "/C=JP/CN=client2" }),
    ];
    const { counts, refused } = await importing("--product", "orcamo", own.path, named.path);
    expect([counts, refused.map((row) => row.refused)]).toEqual([{ files: 2, taken: 1, tenantsCreated: 1 }, ["holder-unreadable"]]);
    expect((await findTenant(world.service.store, "u00000077"))?.product).toBe("orcamo");
    expect((await importing("--tenant", "u00000077", named.path)).counts).toEqual({ files: 1, taken: 1 });
    expect((await existingRecord(world.service.store, named.serial)).tenant).toBe("u00000077");
    expect(await word(named)).toBe("200");
  });
});

describe("the index of openssl ca", () => {
  test("says what was revoked, with the certificates in newcerts", async () => {
    await using clinic = await makeOtherAuthority({ name: "/C=JP/O=Clinic/CN=Clinic CA" });
    const [valid, revoked, compromised] = [
      await clinic.issue({ subject: subject() }),
      await clinic.issue({ subject: subject() }),
      await clinic.issue({ subject: subject() }),
    ];
    await clinic.revoke(revoked, "superseded");
    await clinic.revoke(compromised, "keyCompromise");
    await runHere("authority", "adopt", "--data", world.data, clinic.path);
    await world.reload();
    const copy = await folderWith({});
    for (const name of ["index.txt", "newcerts"]) await cp(join(clinic.folder, name), join(copy, name), { recursive: true });
    const { counts, refused } = await importing(copy);
    expect([counts, refused]).toEqual([{ files: 4, taken: 3, known: 3, revoked: 2 }, []]);
    const id = await issuerOf("Clinic CA");
    const states = await Promise.all([valid, revoked, compromised].map(async ({ serial }) => await rowOf(id, serial)));
    expect(states.map((row) => row?.revocationReason)).toEqual([null, "superseded", "key-compromise"]);
    const blocked = await world.service.store.selectFrom("blockedKeys").select("spkiSha256").execute();
    expect(blocked.map(({ spkiSha256 }) => spkiSha256)).toContain(states[2]?.spkiSha256);
    expect((await importing(copy)).counts).toEqual({ files: 4, known: 6 });
  });

  test("alone lists facts, which are bound when the holder presents the certificate", async () => {
    await using lost = await makeOtherAuthority({ name: "/O=Lost/CN=Lost CA" });
    const [held, changed] = [await lost.issue({ subject: subject() }), await lost.issue({ subject: subject() })];
    await runHere("authority", "adopt", "--data", world.data, lost.path);
    await world.reload();
    const id = await issuerOf("Lost CA");
    await mkdir(join(lost.folder, "alone"));
    const index = join(lost.folder, "alone", "index.txt");
    await cp(join(lost.folder, "index.txt"), index);
    const { counts } = await importing("--issuer", id, index);
    expect(counts).toEqual({ files: 1, listed: 2 });
    // As a browser does, with several connections at once.
    expect(await Promise.all([word(held), word(held), word(held)])).toEqual(["200", "200", "200"]);
    expect(new Uint8Array((await rowOf(id, held.serial))?.der ?? [])).toEqual(derOf(held));
    // Another certificate of the same authority with this serial number and another subject.
    const impostor = await lost.issue({ subject: subject(), serial: changed.serial });
    expect(await word(impostor)).toBe("403 unknown-serial");
    expect(await word(changed)).toBe("200");
  });
});

describe("a table", () => {
  test("lists facts; rows that contradict or lack something are named with their lines", async () => {
    const held = await other.issue({ subject: subject("client901") });
    const { notBefore, notAfter } = parseCertificate(derOf(held));
    const id = await issuerOf("Old CA");
    const rows = [
      "serial,issuer,tenant,cn,notBefore,notAfter,state,revokedAt,reason",
      `${held.serial},${id},u00000014,client901,${notBefore.toISOString()},${notAfter.toISOString()},valid,,`,
      `A1B2,Old CA,u00000014,client902,,2027-01-01,revoked,2026-01-01,keyCompromise`,
      `A1B3,Old CA,u00000014,client903,,never,valid,,`,
      `A1B4,Another CA,u00000014,client904,,2027-01-01,valid,,`,
      `A1B5,Old CA,u00000014,"client905`,
    ];
    const { counts, refused } = await importing(join(await folderWith({ "old.csv": `${rows.join("\r\n")}\r\n` }), "old.csv"));
    expect(counts).toEqual({ files: 1, listed: 2, revoked: 1 });
    expect(refused.map((row) => [row.line, row.refused])).toEqual([
      [4, "row-malformed"],
      [5, "issuer-unknown"],
      [6, "row-malformed"],
    ]);
    expect(await word(held)).toBe("200");
  });

  test("has holders who can recover by a code, with the Name of a first certificate", async () => {
    const { stdout } = await runHere("recovery-code", "--data", world.data, "--tenant", "u00000014", "--cn", "client902", "--json");
    const { code } = v.parse(v.pipe(v.string(), v.parseJson(), v.object({ code: v.string() })), stdout);
    const { body } = await makeRequest({ cn: "client902", o: "u00000014" });
    const recovered = issuedIn(await enrolWithCode(recoveryHost(world), "client902", code, body));
    expect(recovered.subjectDer).toEqual(encodeName({ cn: "client902", o: "u00000014" }));
  });
});

describe("an import that is interrupted", () => {
  test("has taken up whole batches, and does the rest when it is repeated", async () => {
    const { authority, certificates } = await makeOtherCertificates(await folderWith({}), "P-256", 1100);
    await runHere("authority", "adopt", "--data", world.data, authority);
    await world.reload();
    const interruption = new AbortController();
    const order = {
      ...{ ...byOperator(world.now), paths: [certificates], dryRun: false, passwords: [], product: "weborca", tenant: "u00000014" },
      ...{ interruption: interruption.signal, refused: () => Promise.reject(new Error("Refused.")) },
    };
    const stop = (): void => interruption.abort(new Error("Stopped."));
    await expect(importFiles(world.service, { ...order, progress: stop })).rejects.toThrow("Stopped.");
    const { signal } = new AbortController();
    const counts = await importFiles(world.service, { ...order, interruption: signal, progress: () => undefined });
    expect([counts.known, counts.taken]).toEqual([500, 600]);
  });
});

describe("a revocation list", () => {
  test("revokes what is known, and what becomes known later", async () => {
    const [known, later] = [await other.issue({ subject: subject() }), await other.issue({ subject: subject() })];
    await importing(known.path);
    await other.revoke(known, "superseded");
    await other.revoke(later, "cessationOfOperation");
    const first = await other.list();
    expect((await importing(first)).counts).toEqual({ files: 1, lists: 1, revoked: 1, revocationsKept: 1 });
    expect(await word(known)).toBe("403 revoked");
    expect((await importing(first)).counts).toEqual({ files: 1, knownLists: 1 });
    expect((await importing(later.path)).counts).toEqual({ files: 1, taken: 1, revoked: 1 });
    expect((await rowOf(await issuerOf("Old CA"), later.serial))?.revocationReason).toBe("cessation-of-operation");
    const second = await other.list();
    await importing(second);
    expect((await importing(first)).refused.map((row) => row.refused)).toEqual(["list-older"]);
  });

  test("of somebody else, of another key under the same name, or of a part is not taken up", async () => {
    await using stranger = await makeOtherAuthority({ name: "/O=Stranger/CN=Stranger CA" });
    await using namesake = await makeOtherAuthority();
    const lists = [await stranger.list(), await namesake.list()];
    expect((await importing(...lists)).refused.map((row) => row.refused)).toEqual(["issuer-unknown", "signature-wrong"]);
    await appendFile(join(other.folder, "ca.cnf"), "[ part ]\nissuingDistributionPoint = critical,onlysomereasons:superseded\n");
    const part = await other.list(["-crlexts", "part"]);
    expect((await importing(part)).refused.map((row) => row.refused)).toEqual(["list-partial"]);
  });
});

test("the audit trail and the tables agree after all of this", async () => {
  expect((await verifyTrail(world.service)).findings).toEqual([]);
});

async function issuerOf(cn: string): Promise<string> {
  const { stdout } = await runHere("authority", "adopt", "--data", world.data, await fileOf(cn), "--json");
  return v.parse(v.pipe(v.string(), v.parseJson(), v.object({ issuer: v.string() })), stdout).issuer;
}

async function fileOf(cn: string): Promise<string> {
  const adopted = world.service.authority.adopted.find(({ certificate }) => Buffer.from(certificate).includes(cn));
  const file = join(folder, `${cn}.pem`);
  await writeFile(file, encodePem("CERTIFICATE", adopted?.certificate ?? new Uint8Array()));
  return file;
}

async function rowOf(issuer: string, serial: string): Promise<CertificateRow | undefined> {
  const rows = world.service.store.selectFrom("certificates").selectAll();
  return await rows.where("issuer", "=", issuer).where("serial", "=", serial).executeTakeFirst();
}
