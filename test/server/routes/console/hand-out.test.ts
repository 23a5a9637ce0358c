import { X509Certificate } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CertificateDetail, IssuedIdentity, RevealedPassword } from "../../../../src/protocol/console/certificates.ts";
import { countHandedOut } from "../../../../src/server/issuance/hand-out/count-handed-out.ts";
import { handOutArchives } from "../../../../src/server/issuance/hand-out/hand-out-archives.ts";
import { Refusal } from "../../../../src/server/issuance/refusal.ts";
import { countAudit, readAudit } from "../../../../src/server/store/audit/audit.ts";
import { destroyKeptKey, findWithKeptKeys } from "../../../../src/server/store/certificates/kept-keys.ts";
import { prepare, temporaryFolder } from "../../../interop/tool.ts";
import { administratorOf, type LoggedInAdministrator } from "../../../support/administrator.ts";
import { contentOf, pathOf, refusalIn } from "../../../support/console-answers.ts";
import { existingRecord } from "../../../support/records.ts";
import { startService, type ThrowawayService } from "../../../support/throwaway-service.ts";
import { send, type Received } from "../../../support/tls-client.ts";

let world: ThrowawayService;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let operator: LoggedInAdministrator;
let viewer: LoggedInAdministrator;
beforeAll(async () => {
  world = await startService();
  folder = await temporaryFolder();
  operator = await administratorOf(world, { account: "sato", role: "operator" });
  viewer = await administratorOf(world, { account: "suzuki", tenant: "u3", role: "viewer" });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await folder.remove();
});

const json = { "Content-Type": "application/json" };
type Named = Pick<IssuedIdentity, "issuer" | "serial">;

/** Issues a certificate whose key the service keeps. */
async function order(cn: string, notes = { remark: "", device: "" }, who = operator): Promise<IssuedIdentity> {
  const body = JSON.stringify({ cn, another: true, ...notes });
  return contentOf(IssuedIdentity, await who.ask({ method: "POST", path: "/api/certificates", headers: json, body }));
}

async function post(path: string, headers = {}): Promise<Received> {
  return await operator.ask({ method: "POST", path, headers });
}

async function reveal(named: Named): Promise<string> {
  return contentOf(RevealedPassword, await post(`${pathOf(named)}/password`)).password;
}

async function postAll(certificates: readonly Named[], headers = {}): Promise<Received> {
  return await operator.ask({
    method: "POST",
    path: "/api/archive",
    headers: { ...json, ...headers },
    body: JSON.stringify({
      selection: { by: "identity", certificates: certificates.map(({ issuer, serial }) => ({ issuer, serial })) },
    }),
  });
}

async function detail(named: Named): Promise<CertificateDetail> {
  return contentOf(CertificateDetail, await operator.ask({ path: pathOf(named) }));
}

async function trail({ issuer, serial }: Named): Promise<string[]> {
  return (await readAudit(world.service.store, `${issuer}/${serial}`)).map(({ actor, action }) => `${actor} ${action}`);
}

let unpacked = 0;

/** Unpacks a zip file by Info-ZIP, which checks it. */
async function unpack({ octets }: Received): Promise<string> {
  const at = join(folder.path, `unpacked${++unpacked}`);
  await mkdir(at);
  await writeFile(`${at}.zip`, octets);
  await prepare("unzip", ["-q", `${at}.zip`, "-d", at]);
  return at;
}

/** The certificate in a .p12 file, which OpenSSL opens with a password in a file. */
async function certificateIn(p12: string, passwordFile: string): Promise<X509Certificate> {
  const opened = await prepare("openssl", ["pkcs12", "-in", p12, "-passin", `file:${passwordFile}`, "-noenc"]);
  return new X509Certificate(opened.text.slice(opened.text.indexOf("-----BEGIN CERTIFICATE")));
}

const actor = "account:sato@u00000014";

describe("before the second factor is given once more", () => {
  test("no secret is handed out, and nothing is recorded", async () => {
    const issued = await order("client10");
    const before = await countAudit(world.service.store);
    for (const what of ["password", "file", "archive"])
      expect(refusalIn(await post(`${pathOf(issued)}/${what}`))).toEqual([403, "second-factor-needed"]);
    expect(refusalIn(await postAll([issued]))).toEqual([403, "second-factor-needed"]);
    expect(await countAudit(world.service.store)).toBe(before);
  });
});

describe("with it", () => {
  beforeAll(async () => await operator.confirm());

  test("the password is revealed, and recorded with who has seen it", async () => {
    const issued = await order("client11");
    const password = await reveal(issued);
    expect(password.length).toBeGreaterThan(20);
    expect(await reveal(issued)).toBe(password);
    expect(await trail(issued)).toEqual([
      `${actor} issued`,
      `${actor} password-revealed`,
      `${actor} password-shown`,
      `${actor} password-revealed`,
    ]);
    expect((await detail(issued)).stages).toMatchObject({ passwordShownAt: world.now.toISOString(), fetchedAt: null });
  });

  test.each([
    ["by default so that every system opens it", "", "pbeWithSHA1And3-KeyTripleDES-CBC"],
    ["in the modern profile on request", "?profile=modern", "PBES2"],
  ])("the .p12 file is handed out, %s", async (_, query, encryption) => {
    const issued = await order("client12");
    const answer = await post(`${pathOf(issued)}/file${query}`);
    expect(answer.headers).toMatchObject({ "content-type": "application/x-pkcs12", "cache-control": "no-store" });
    const { fileName } = await detail(issued);
    expect(answer.headers["content-disposition"]).toBe(`attachment; filename="${fileName}"; filename*=UTF-8''${fileName}`);
    const [p12, password] = [join(folder.path, "own.p12"), join(folder.path, "own.txt")];
    await writeFile(p12, answer.octets);
    await writeFile(password, await reveal(issued), { mode: 0o600 });
    expect((await certificateIn(p12, password)).serialNumber).toBe(issued.serial);
    expect((await prepare("openssl", ["pkcs12", "-in", p12, "-passin", `file:${password}`, "-info", "-noout"])).text).toContain(
      encryption,
    );
    expect(await trail(issued)).toContain(`${actor} file-handed-out`);
  });

  test("the zip file holds what browsers and programs need, and instructions", async () => {
    const issued = await order("client13");
    const answer = await post(`${pathOf(issued)}/archive`, { "Accept-Language": "ja" });
    const name = (await detail(issued)).fileName.replace(/\.p12$/, "");
    expect(answer.headers["content-disposition"]).toContain(`filename="${name}.zip"`);
    const at = await unpack(answer);
    expect((await readdir(at)).toSorted()).toEqual(
      [`${name}.crt`, `${name}.p12`, `${name}.pem`, `${name}_password.txt`, "README.txt"].toSorted(),
    );
    const passwordFile = join(at, `${name}_password.txt`);
    expect(await readFile(passwordFile, "utf8")).toBe(await reveal(issued));
    expect((await certificateIn(join(at, `${name}.p12`), passwordFile)).serialNumber).toBe(issued.serial);
    const key = await prepare("openssl", ["pkey", "-in", join(at, `${name}.pem`), "-passin", `file:${passwordFile}`, "-pubout"]);
    const certificate = await prepare("openssl", ["x509", "-in", join(at, `${name}.crt`), "-noout", "-pubkey"]);
    expect(key.text).toBe(certificate.text);
    expect(await readFile(join(at, `${name}.pem`), "utf8")).toMatch(/^-----BEGIN ENCRYPTED PRIVATE KEY-----\n/);
    const readme = await readFile(join(at, "README.txt"), "utf8");
    expect(readme).toMatch(/^\ufeffクライアント証明書のインポート\r\n/);
    const moment = world.now.toISOString();
    expect((await detail(issued)).stages).toMatchObject({ fetchedAt: moment, passwordShownAt: moment });
  });

  test("its certificate connects", async () => {
    const issued = await order("client14");
    const at = await unpack(await post(`${pathOf(issued)}/archive`));
    const [crt, pem, password] = await Promise.all(
      [/\.crt$/, /\.pem$/, /password\.txt$/].map(async (form) => {
        const name = (await readdir(at)).find((each) => form.test(each)) ?? "";
        return await readFile(join(at, name), "utf8");
      }),
    );
    await writeFile(join(at, "encrypted.pem"), pem ?? "");
    await writeFile(join(at, "secret"), password ?? "", { mode: 0o600 });
    const reading = ["pkey", "-in", join(at, "encrypted.pem"), "-passin", `file:${join(at, "secret")}`];
    const key = new TextDecoder().decode((await prepare("openssl", reading)).stdout);
    const answer = await send(
      { port: world.port, root: world.root, identity: { cert: crt ?? "", key } },
      { path: "/api/cert/status" },
    );
    expect([answer.status, answer.body]).toEqual([200, expect.stringContaining(issued.serial)]);
  });

  test("the instructions are in the reader's language", async () => {
    const issued = await order("client15");
    for (const [languages, begins] of [
      ["en-US,en;q=0.9,ja;q=0.1", "Importing"],
      ["ja-JP", "クライアント"],
      ["fr", "クライアント"],
      ["ja;q=0.2, en;q=0.7", "Importing"],
    ]) {
      const at = await unpack(await post(`${pathOf(issued)}/archive`, { "Accept-Language": languages }));
      expect((await readFile(join(at, "README.txt"), "utf8")).slice(1)).toMatch(new RegExp(`^${begins}`));
    }
  });

  test("a certificate whose key is elsewhere, or destroyed, has neither file nor password", async () => {
    const holder = await world.issue("client16", 300);
    const destroyed = await order("client17");
    const { number } = await existingRecord(world.service.store, destroyed.serial);
    await destroyKeptKey(world.service.store, number, world.now.getTime());
    expect([(await detail(holder)).key, (await detail(destroyed)).key]).toEqual(["on-device", "destroyed"]);
    for (const named of [holder, destroyed]) {
      for (const what of ["password", "file", "archive"])
        expect(refusalIn(await post(`${pathOf(named)}/${what}`))).toEqual([409, "file-not-kept"]);
    }
  });

  test("a revoked certificate has neither file nor password, and a zip file of several says so", async () => {
    const revoked = await order("client30");
    const { number } = await existingRecord(world.service.store, revoked.serial);
    expect(await detail(revoked)).toMatchObject({ mayBeHandedOut: true });
    await operator.ask({
      ...{ method: "POST", path: `${pathOf(revoked)}/revocation`, headers: json },
      body: JSON.stringify({ reason: "superseded", along: [] }),
    });
    expect(await detail(revoked)).toMatchObject({ state: "revoked", key: "kept", mayBeHandedOut: false });
    for (const what of ["password", "file", "archive"])
      expect(refusalIn(await post(`${pathOf(revoked)}/${what}`))).toEqual([403, "revoked"]);
    const valid = await order("client31");
    const at = await unpack(await postAll([revoked, valid], { "Accept-Language": "en" }));
    expect((await readdir(at)).filter((name) => !name.includes("."))).toHaveLength(1);
    expect(await readFile(join(at, "manifest.csv"), "utf8")).toMatch(/,client30,.*none \(revoked\)/);
    expect((await trail(revoked)).join()).not.toContain("file-handed-out");
    const { number: other } = await existingRecord(world.service.store, valid.serial);
    expect(await countHandedOut(world.service.store, [number, other], { now: world.now })).toBe(1);
  });

  test("several are handed out as one zip file, with a manifest that no spreadsheet computes", async () => {
    const named = [
      await order("client18", { remark: '=HYPERLINK("http://attacker.example","受付")', device: "-1+1" }),
      await order("client19", { remark: "first\nsecond", device: '"quoted", PC' }),
    ];
    const elsewhere = await world.issue("client20", 300);
    const answer = await postAll([...named, elsewhere, ...named], { "Accept-Language": "en" });
    expect(answer.headers["content-disposition"]).toMatch(/filename="certificates_\d{4}-\d\d-\d\d\.zip"/);
    const at = await unpack(answer);
    const folders = await Promise.all(named.map(async (each) => (await detail(each)).fileName.replace(/\.p12$/, "")));
    expect((await readdir(at)).toSorted()).toEqual([...folders, "README.txt", "manifest.csv"].toSorted());
    for (const [index, each] of folders.entries()) {
      const password = join(at, each, `${each}_password.txt`);
      const certificate = await certificateIn(join(at, each, `${each}.p12`), password);
      expect(certificate.serialNumber).toBe(named[index]?.serial);
    }
    const manifest = (await readFile(join(at, "manifest.csv"), "utf8")).split("\r\n");
    expect(manifest).toHaveLength(5);
    expect(manifest[0]).toContain(",expires (Asia/Tokyo),");
    expect(manifest[1]).toMatch(/,\d{4}-\d\d-\d\d \d\d:\d\d,/);
    expect(manifest[1]).toContain(`"'=HYPERLINK(""http://attacker.example"",""受付"")",'-1+1,included`);
    expect(manifest[2]).toContain('"first\nsecond","""quoted"", PC",included');
    expect(manifest[3]).toMatch(/^,client20,.*none \(the key is on the device\)$/);
    for (const each of named) expect((await trail(each)).filter((entry) => entry.endsWith("file-handed-out"))).toHaveLength(1);
    expect(await trail(elsewhere)).not.toContain(`${actor} file-handed-out`);
  });

  test("nothing is handed out if one of several is another tenant's, or does not exist", async () => {
    const own = await order("client21");
    const foreign = await world.issue("client21", 300, { tenant: "u3" });
    const before = await countAudit(world.service.store);
    const refused = [await postAll([own, foreign]), await postAll([own, { issuer: own.issuer, serial: "00".repeat(20) }])];
    expect(refused.map(refusalIn)).toEqual([
      [404, "not-found"],
      [404, "not-found"],
    ]);
    expect(refused[0]?.body).toBe(refused[1]?.body);
    for (const wrong of [[], Array.from({ length: 10_001 }, () => own)])
      expect(refusalIn(await postAll(wrong))).toEqual([400, "request-malformed"]);
    expect(await countAudit(world.service.store)).toBe(before);
  });

  test("the keys of more certificates are found than a query has parameters", async () => {
    const issued = await order("client26");
    const { number } = await existingRecord(world.service.store, issued.serial);
    const many = Array.from({ length: 70_000 }, (_, at) => number + at);
    expect(await findWithKeptKeys(world.service.store, many)).toContain(number);
  });

  test("a zip file breaks off when its administrator may not have it any more, and only what was read is recorded", async () => {
    const named: IssuedIdentity[] = [];
    for (let number = 0; number < 25; number++) named.push(await order(`client${200 + number}`));
    let asked = 0;
    const by = {
      ...{ user: "sato", actor, tenant: "u00000014" },
      requireStill: async () => await (++asked === 1 ? Promise.resolve() : Promise.reject(new Refusal("not-logged-in"))),
    };
    const { service, now } = world;
    const stream = await handOutArchives(
      service,
      { by: "identity", certificates: named },
      { profile: "modern", language: "ja", by, clock: () => now },
    );
    await expect(buffer(stream)).rejects.toMatchObject({ code: "not-logged-in" });
    const trails = await Promise.all(named.map(trail));
    expect(trails.filter((each) => each.includes(`${actor} file-handed-out`))).toHaveLength(20);
  });

  test("a malformed profile is refused", async () => {
    const issued = await order("client22");
    expect(refusalIn(await post(`${pathOf(issued)}/file?profile=weak`))).toEqual([400, "request-malformed"]);
  });

  test("the authority's certificate is had by everybody who looks at the certificate", async () => {
    const holder = await world.issue("client23", 300, { tenant: "u3" });
    const answer = await viewer.ask({ path: `${pathOf(holder)}/authority` });
    expect(answer.headers["content-type"]).toBe("application/pem-certificate-chain");
    const authority = new X509Certificate(answer.body);
    expect(new X509Certificate(holder.cert).verify(authority.publicKey)).toBe(true);
    expect(answer.body.endsWith(world.root)).toBe(true);
  });

  test("a viewer gets no secret, and five minutes later nobody does", async () => {
    const issued = await order("client24");
    await viewer.confirm();
    const holder = await world.issue("client25", 300, { tenant: "u3" });
    const refused = await viewer.ask({ method: "POST", path: `${pathOf(holder)}/password` });
    expect(refusalIn(refused)).toEqual([403, "role-insufficient"]);
    world.now = new Date(world.now.getTime() + 5 * 60_000);
    expect(refusalIn(await post(`${pathOf(issued)}/password`))).toEqual([403, "second-factor-needed"]);
  });
});
