import { cp, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encodeName } from "../../../src/core/name/name.ts";
import { parseCertificate } from "../../../src/core/x509/certificate.ts";
import { encodePem } from "../../../src/core/x509/pem.ts";
import { consolePaths } from "../../../src/protocol/console/paths.ts";
import { paths } from "../../../src/protocol/paths.ts";
import { createAccount } from "../../../src/server/accounts/accounts.ts";
import { openSession } from "../../../src/server/accounts/sessions/sessions.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { importFiles } from "../../../src/server/import/import-files.ts";
import { verifyTrail } from "../../../src/server/issuance/audit/verify-trail.ts";
import { findTenant } from "../../../src/server/store/tenants.ts";
import { transact } from "../../../src/server/store/transact.ts";
import { makeOtherCertificates } from "../../bench/load/other-certificates.ts";
import { askStatus, enrol, issuedIn, makeRequest, refusalOf } from "../../support/enrolment.ts";
import { offerOf } from "../../support/field-client.ts";
import { derOf, ImportingService } from "../../support/importing-service.ts";
import { makeOtherAuthority } from "../../support/other-authority.ts";
import { runHere } from "../../support/program.ts";
import { existingRecord } from "../../support/records.ts";
import { enrolWithCode, recoveryHost } from "../../support/recovery.ts";
import { send } from "../../support/tls-client.ts";

let at: ImportingService;
beforeAll(async () => {
  at = await ImportingService.start();
});
afterAll(async () => await at[Symbol.asyncDispose]());

describe("certificates in files", () => {
  test("of every form are imported, and renew with their Name", async () => {
    const pem = await at.other.issue({ subject: at.subject() });
    const der = await at.other.issue({ subject: at.subject() });
    const pkcs7 = await at.other.issue({ subject: at.subject() });
    const pkcs12 = await at.other.issue({ subject: at.subject() });
    await at.other.openssl("crl2pkcs7", "-nocrl", "-certfile", pkcs7.path, "-outform", "DER", "-out", "made.p7b");
    const keyOf = pkcs12.path.replace(/pem$/, "key");
    await at.other.openssl(
      ...["pkcs12", "-export", "-in", pkcs12.path, "-inkey", keyOf, "-passout", "pass:geheim", "-out", "made.p12"],
    );
    const made12 = join(at.other.folder, "made.p12");
    const files = await at.folderWith({
      "one.pem": `Subject: some text\n${pem.key}${pem.cert}`,
      "two.cer": derOf(der),
      passwords: "wrong\ngeheim\n",
    });
    const { counts, refused } = await at.imports(
      ...["--password-file", join(files, "passwords"), join(files, "one.pem"), join(files, "two.cer")],
      ...[join(at.other.folder, "made.p7b"), made12],
    );
    expect([counts, refused]).toEqual([{ files: 4, taken: 4, privateKeys: 2 }, []]);
    for (const each of [pem, der, pkcs7, pkcs12]) {
      const request = await makeRequest({ cn: parseCertificate(derOf(each)).subject.cn, o: "u00000014" });
      const renewed = issuedIn(await enrol(at.connect(each), request.body));
      expect(renewed.subjectDer).toEqual(parseCertificate(derOf(each)).subjectDer);
    }
  });

  test("with a serial number that is longer than those of today, negative, or zero, renew, and act at the administrators' site", async () => {
    await using old = await makeOtherAuthority({ name: "/O=Serials/CN=Serials CA" });
    await at.adopt(old);
    const first = await old.issue({ subject: at.subject() });
    const long = await old.issue({ subject: at.subject(), serial: "5A".repeat(64) });
    const numbered = async (serial: string): Promise<typeof first> => {
      const path = join(old.folder, `${serial}.pem`);
      await old.openssl(
        ...["x509", "-req", "-in", first.path.replace(/pem$/, "csr"), "-CA", "ca.pem", "-CAkey", "ca.key", "-days", "50"],
        ...["-set_serial", serial, "-out", path],
      );
      return { ...first, path, cert: await readFile(path, "utf8") };
    };
    const account = { name: "sato", tenant: "u00000014" };
    const { store } = at.world.service;
    await createAccount(store, { ...account, password: "kaoru-no-akikaze", role: "viewer", ...byOperator(at.world.now) });
    for (const held of [long, await numbered("-32527"), await numbered("0")]) {
      await at.imports(held.path);
      const { serial, subject } = parseCertificate(derOf(held));
      const session = { tenant: "u00000014", account: "sato", cn: subject.cn, site: "console", step: "open" } as const;
      const token = await transact(store, async (transaction) => await openSession(transaction, session, at.world.now));
      const headers = { Cookie: `__Host-session=${token}`, "Content-Type": "application/json" };
      const view = {
        method: "POST",
        path: consolePaths.views,
        headers,
        body: JSON.stringify({ name: serial.slice(0, 9), parameters: "" }),
      };
      expect((await send(at.connect(held, "ctrl.localhost"), view)).status).toBe(200);
      expect(await askStatus(at.connect(held))).toMatchObject({ certificate: { serial }, due: true });
      issuedIn(await enrol(at.connect(held), (await makeRequest({ cn: subject.cn, o: "u00000014" })).body));
    }
  });

  test("renew for the clients in the field, with a key that the service makes", async () => {
    const held = await at.other.issue({ subject: at.subject(), kind: "RSA-2048" });
    await at.imports(held.path);
    const { uri } = offerOf(await send(at.connect(held), { method: "POST", path: paths.certificate }));
    expect((await send(at.connect(held), { path: new URL(uri).pathname })).status).toBe(200);
  });

  test("are known when they are imported again, and by a service that runs on", async () => {
    const held = await at.other.issue({ subject: at.subject() });
    expect((await at.imports("--dry-run", held.path)).counts).toEqual({ dryRun: true, files: 1, taken: 1 });
    expect(await at.word(held)).toBe("403 unknown-serial");
    expect((await at.imports(held.path)).counts).toEqual({ files: 1, taken: 1 });
    expect((await at.imports(held.path, held.path)).counts).toEqual({ files: 2, known: 2 });
    expect(await at.word(held)).toBe("200");
  });

  test("of one subject are each imported, and each renews once", async () => {
    const name = at.subject();
    const [one, two] = [await at.other.issue({ subject: name }), await at.other.issue({ subject: name })];
    expect((await at.imports(one.path, two.path)).counts).toEqual({ files: 2, taken: 2 });
    const { cn } = parseCertificate(derOf(one)).subject;
    for (const held of [one, two]) {
      const request = await makeRequest({ cn, o: "u00000014" });
      const renewed = issuedIn(await enrol(at.connect(held), request.body));
      expect(await at.word({ cert: encodePem("CERTIFICATE", renewed.der), key: request.key })).toBe("200");
      expect(refusalOf(await enrol(at.connect(held), (await makeRequest({ cn, o: "u00000014" })).body))).toBe(
        "409 already-renewed",
      );
    }
  });

  test("create their tenants, or belong to the one that is named", async () => {
    const [own, named] = [
      await at.other.issue({ subject: "/C=JP/O=u00000077/CN=client1" }),
      await at.other.issue({ subject: "/C=JP/CN=client2" }),
    ];
    const { counts, refused } = await at.imports("--product", "orcamo", own.path, named.path);
    expect([counts, refused.map((row) => row.refused)]).toEqual([{ files: 2, taken: 1, tenantsCreated: 1 }, ["holder-unreadable"]]);
    expect((await findTenant(at.world.service.store, "u00000077"))?.product).toBe("orcamo");
    expect((await at.imports("--tenant", "u00000077", named.path)).counts).toEqual({ files: 1, taken: 1 });
    expect((await existingRecord(at.world.service.store, named.serial)).tenant).toBe("u00000077");
    expect(await at.word(named)).toBe("200");
  });
});

describe("the index of openssl ca", () => {
  test("says what was revoked, with the certificates in newcerts", async () => {
    await using clinic = await makeOtherAuthority({ name: "/C=JP/O=Clinic/CN=Clinic CA" });
    const [valid, revoked, compromised] = [
      await clinic.issue({ subject: at.subject() }),
      await clinic.issue({ subject: at.subject() }),
      await clinic.issue({ subject: at.subject() }),
    ];
    await clinic.revoke(revoked, "superseded");
    await clinic.revoke(compromised, "keyCompromise");
    const id = await at.adopt(clinic);
    const copy = await at.folderWith({});
    for (const name of ["index.txt", "newcerts"]) await cp(join(clinic.folder, name), join(copy, name), { recursive: true });
    const { counts, refused } = await at.imports(copy);
    expect([counts, refused]).toEqual([{ files: 4, taken: 3, repeated: 3, revoked: 2 }, []]);
    const states = await Promise.all([valid, revoked, compromised].map(async ({ serial }) => await at.rowOf(serial, id)));
    expect(states.map((row) => row?.revocationReason)).toEqual([null, "superseded", "key-compromise"]);
    const blocked = await at.world.service.store.selectFrom("blockedKeys").select("spkiSha256").execute();
    expect(blocked.map(({ spkiSha256 }) => spkiSha256)).toContain(states[2]?.spkiSha256);
    expect((await at.imports(copy)).counts).toEqual({ files: 4, known: 6 });
  });

  test("revokes certificates whose subjects have several attributes in one RDN, slashes, plus signs or backslashes", async () => {
    await using desk = await makeOtherAuthority({ name: "/C=JP/O=Desk/CN=Desk CA" });
    const subjects = ["/O=u00000014/OU=Desk+CN=client801", "/O=u00000014/CN=a\\/b=c\\+d=e", "/O=u00000014/OU=x\\\\/CN=client803"];
    const made = [];
    for (const subject of subjects) made.push(await desk.issue({ subject }));
    for (const each of made) await desk.revoke(each, "superseded");
    const id = await at.adopt(desk);
    const { counts, refused } = await at.imports(join(desk.folder, "newcerts"), join(desk.folder, "index.txt"));
    expect([counts, refused]).toEqual([{ files: 4, taken: 3, repeated: 3, revoked: 3 }, []]);
    for (const { serial } of made) expect((await at.rowOf(serial, id))?.revocationReason).toBe("superseded");
  });

  test("alone lists facts, which are bound when the holder presents the certificate", async () => {
    await using lost = await makeOtherAuthority({ name: "/O=Lost/CN=Lost CA" });
    const [held, changed] = [await lost.issue({ subject: at.subject() }), await lost.issue({ subject: at.subject() })];
    const joined = await lost.issue({ subject: `/C=JP/O=u00000014/OU=Desk+CN=client804` });
    const id = await at.adopt(lost);
    await mkdir(join(lost.folder, "alone"));
    const index = join(lost.folder, "alone", "index.txt");
    await cp(join(lost.folder, "index.txt"), index);
    const { counts } = await at.imports("--issuer", id, index);
    expect(counts).toEqual({ files: 1, listed: 3 });
    expect(await at.word(joined)).toBe("200");
    // As a browser does, with several connections at once.
    expect(await Promise.all([at.word(held), at.word(held), at.word(held)])).toEqual(["200", "200", "200"]);
    expect(new Uint8Array((await at.rowOf(held.serial, id))?.der ?? [])).toEqual(derOf(held));
    // Another certificate of the same authority with this serial number and another subject.
    const impostor = await lost.issue({ subject: at.subject(), serial: changed.serial });
    expect(await at.word(impostor)).toBe("403 unknown-serial");
    expect(await at.word(changed)).toBe("200");
  });
});

test("indexes of two authorities that have issued the same serial numbers are each bound to their own", async () => {
  await using first = await makeOtherAuthority({ name: "/O=Same/CN=First CA" });
  await using second = await makeOtherAuthority({ name: "/O=Same/CN=Second CA" });
  for (const authority of [first, second]) {
    const held = [await authority.issue({ subject: at.subject() }), await authority.issue({ subject: at.subject() })];
    const index = await at.folderWith({ "index.txt": await readFile(join(authority.folder, "index.txt")) });
    expect((await at.imports("--issuer", await at.adopt(authority), index)).counts).toMatchObject({ listed: 2 });
    if (authority === second) for (const each of held) expect(await at.word(each)).toBe("200");
  }
});

describe("a folder as openssl ca keeps it", () => {
  test("is counted alike by a dry run and by the import, with its keys, and files that say nothing", async () => {
    await using clinic = await makeOtherAuthority({ name: "/C=JP/O=Clinic/CN=Folder CA" });
    const [held, revoked] = [await clinic.issue({ subject: at.subject() }), await clinic.issue({ subject: at.subject() })];
    await clinic.revoke(revoked);
    const list = await clinic.list();
    await at.adopt(clinic);
    const folder = await at.folderWith({ "client.key": held.key, "index.txt.old": "", "ca.pem": await readFile(clinic.path) });
    await cp(list, join(folder, "list.pem"));
    for (const name of ["index.txt", "index.txt.attr", "newcerts", "serial"]) {
      await cp(join(clinic.folder, name), join(folder, name), { recursive: true });
    }
    await cp(join(clinic.folder, "serial"), join(folder, "crlnumber.old"));
    const expected = { taken: 2, repeated: 2, lists: 1, revoked: 1, privateKeys: 1, bookkeeping: 4 };
    const dry = await at.imports("--dry-run", folder);
    expect(dry.counts).toEqual({ dryRun: true, files: 10, ...expected });
    expect(dry.refused.map(({ refused }) => refused)).toEqual(["authority-known"]);
    const { counts } = await at.imports(folder);
    expect(counts).toEqual({ files: 10, ...expected });
    const { stdout } = await runHere("import", "--data", at.world.data, folder);
    expect(stdout).toContain("1 revocation list imported before");
    expect(stdout).toContain("1 private key: never imported");
  });

  test("may have certificates and an index in any order, as a dry run finds, too", async () => {
    await using lost = await makeOtherAuthority({ name: "/O=Order/CN=Order CA" });
    const held = await lost.issue({ subject: at.subject() });
    const id = await at.adopt(lost);
    const folder = await at.folderWith({ "index.txt": await readFile(join(lost.folder, "index.txt")) });
    const order = ["--issuer", id, join(folder, "index.txt"), held.path, held.path];
    const [dry, done] = [await at.imports("--dry-run", ...order), await at.imports(...order)];
    expect(dry.counts).toEqual({ dryRun: true, files: 3, listed: 1, bound: 1, repeated: 1 });
    expect(done.counts).toEqual({ files: 3, listed: 1, bound: 1, repeated: 1 });
  });

  test("is not touched where a path is misspelt, whichever it is", async () => {
    const held = await at.other.issue({ subject: at.subject() });
    const { code, stderr } = await runHere("import", "--data", at.world.data, held.path, join(at.folder, "nope"));
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/nope: no such file or folder\. Correct the path\. \(file-unusable\)/),
    ]);
    expect(await at.word(held)).toBe("403 unknown-serial");
  });

  test("says of a file with nothing but a request that it has no certificate", async () => {
    const { body } = await makeRequest({ cn: "client1", o: "u00000014" });
    const request = `-----BEGIN CERTIFICATE REQUEST-----\n${Buffer.from(body).toString("base64")}\n-----END CERTIFICATE REQUEST-----\n`;
    expect(await at.refuses(await at.folderWith({ "client.csr": request }))).toEqual(["nothing-found"]);
  });
});

describe("a table", () => {
  test("lists facts; rows that contradict or lack something are named with their lines", async () => {
    const held = await at.other.issue({ subject: at.subject("client901") });
    const { notBefore, notAfter } = parseCertificate(derOf(held));
    const rows = [
      "serial,issuer,tenant,cn,notBefore,notAfter,state,revokedAt,reason",
      `${held.serial},${at.issuer},u00000014,client901,${notBefore.toISOString()},${notAfter.toISOString()},valid,,`,
      `A1B2,Old CA,u00000014,client902,,2027-01-01,revoked,2026-01-01,keyCompromise`,
      `A1B3,Old CA,u00000014,client903,,never,valid,,`,
      `A1B4,Another CA,u00000014,client904,,2027-01-01,valid,,`,
      `A1B5,Old CA,u00000014,"client905`,
    ];
    const { counts, refused } = await at.imports(join(await at.folderWith({ "old.csv": `${rows.join("\r\n")}\r\n` }), "old.csv"));
    expect(counts).toEqual({ files: 1, listed: 2, revoked: 1 });
    expect(refused.map((row) => [row.line, row.refused])).toEqual([
      [4, "row-malformed"],
      [5, "issuer-unknown"],
      [6, "row-malformed"],
    ]);
    expect(await at.word(held)).toBe("200");
  });

  test("in Shift_JIS, as spreadsheets save it, does not become one of other names", async () => {
    const row = (serial: string): string => `${serial},${at.issuer},`;
    const table = Buffer.concat([
      Buffer.from(`serial,issuer,tenant,cn,notAfter\n${row("A1C1")}`),
      Buffer.from("9066 97c3 8f8a".replaceAll(" ", ""), "hex"),
      Buffer.from(`,client907,2027-01-01\n${row("A1C2")}u00000014,client908,2027-01-01\n`),
    ]);
    const { counts, refused } = await at.imports(join(await at.folderWith({ "sjis.csv": table }), "sjis.csv"));
    expect([counts, refused.map((each) => [each.line, each.refused])]).toEqual([{ files: 1, listed: 1 }, [[2, "row-not-utf8"]]]);
  });

  test("has rows of 64 kilobytes, but none of more than 256", async () => {
    const rows = [60_000, 300_000].map(
      (length, index) => `A1D${index},${at.issuer},u00000014,client909,2027-01-01,${"x".repeat(length)}\n`,
    );
    const table = `serial,issuer,tenant,cn,notAfter,note\n${rows.join("")}`;
    const { counts, refused } = await at.imports(await at.folderWith({ "wide.csv": table }));
    expect([counts, refused.map((each) => each.refused)]).toEqual([{ files: 1, listed: 1 }, ["row-malformed"]]);
  });

  test("has holders who can recover by a code, with the Name of a first certificate", async () => {
    const { stdout } = await runHere(
      "recovery-code",
      "--data",
      at.world.data,
      "--tenant",
      "u00000014",
      "--cn",
      "client902",
      "--json",
    );
    const { code } = v.parse(v.pipe(v.string(), v.parseJson(), v.object({ code: v.string() })), stdout);
    const { body } = await makeRequest({ cn: "client902", o: "u00000014" });
    const recovered = issuedIn(await enrolWithCode(recoveryHost(at.world), "client902", code, body));
    expect(recovered.subjectDer).toEqual(encodeName({ cn: "client902", o: "u00000014" }));
  });
});

describe("an import that is interrupted", () => {
  test("has recorded whole batches, and does the rest when it is repeated", async () => {
    const { authority, certificates } = await makeOtherCertificates(await at.folderWith({}), {
      kind: "P-256",
      count: 1100,
      tenants: 1000,
    });
    await runHere("authority", "adopt", "--data", at.world.data, authority);
    await at.world.reload();
    const interruption = new AbortController();
    const order = {
      ...{
        ...byOperator(at.world.now),
        paths: [certificates],
        dryRun: false,
        passwords: [],
        product: "weborca",
        tenant: "u00000014",
      },
      ...{ interruption: interruption.signal, refused: () => Promise.reject(new Error("Refused.")) },
    };
    // Once the first batch has been recorded, while the next one is verified.
    const stop = (read: number): void => {
      if (read >= 1000) interruption.abort(new Error("Stopped."));
    };
    await expect(importFiles(at.world.service, { ...order, progress: stop })).rejects.toThrow("Stopped.");
    const { signal } = new AbortController();
    const counts = await importFiles(at.world.service, { ...order, interruption: signal, progress: () => undefined });
    expect([counts.known, counts.taken]).toEqual([500, 600]);
  });

  test("stops within a file in which nothing can be imported", async () => {
    const folder = await at.folderWith({ "bad.csv": `serial,notAfter,cn\n${"zz,never,\n".repeat(5000)}` });
    const interruption = new AbortController();
    let refusals = 0;
    const refused = async (): Promise<void> => {
      refusals += 1;
      // As a signal does, which is noticed between two turns of the event loop.
      if (refusals === 1) setImmediate(() => interruption.abort(new Error("Stopped.")));
      await Promise.resolve();
    };
    const order = { paths: [folder], dryRun: false, passwords: [], product: "weborca", progress: () => undefined };
    const importing = importFiles(at.world.service, {
      ...order,
      ...byOperator(at.world.now),
      interruption: interruption.signal,
      refused,
    });
    await expect(importing).rejects.toThrow("Stopped.");
    expect(refusals).toBeLessThan(3000);
  });
});

test("the audit trail and the tables agree after all of this", async () => {
  expect((await verifyTrail(at.world.service)).findings).toEqual([]);
});
