import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isCurve } from "../../src/core/key-kind.ts";
import { writePkcs12, type Pkcs12Contents } from "../../src/core/pkcs12/write.ts";
import { parseCertificate } from "../../src/core/x509/certificate.ts";
import { keysMatch } from "../../src/core/x509/key-pair.ts";
import { decodePem } from "../../src/core/x509/pem.ts";
import { paths } from "../../src/protocol/paths.ts";
import { byOperator } from "../../src/server/commands/line/by-operator.ts";
import { createTenant } from "../../src/server/issuance/tenants.ts";
import { issue } from "../core/issued.ts";
import { makeRequest } from "../support/enrolment.ts";
import { curl, offerOf, writeIdentity } from "../support/field-client.ts";
import { numberOf } from "../support/records.ts";
import { serverKeyOf } from "../support/server-key.ts";
import { startService } from "../support/throwaway-service.ts";
import { send, type Connection, type Identity } from "../support/tls-client.ts";
import { compileForOldJava, inside, hasOldJava, runOldJava } from "./old-java.ts";
import { hasOldOpenssl, runOldOpenssl } from "./old-openssl.ts";
import { temporaryFolder, type Outcome } from "./tool.ts";

const password = "k7mf-2q9x-hw3d-ppzr-8ya4-tnce";
const folder = await temporaryFolder();
const at = (name: string): string => join(folder.path, name);

const profiles = ["modern", "compatible"] as const;
const kinds = ["P-256", "RSA-2048"] as const;
const written = profiles.flatMap((profile) =>
  kinds.flatMap((kind) => ["here", "with a key of serverkeygen"].map((origin) => ({ name: `${profile} ${kind} ${origin}`, kind }))),
);
/** The files of POST /api/cert have one profile and one kind of key, for the clients that use it. */
const fetched = { name: "compatible RSA-2048 of the certificate API", kind: "RSA-2048" } as const;
const files = [...written, fetched];

/** The certificates of each file, that of its key first. */
const chains = new Map<string, readonly Uint8Array[]>();

beforeAll(async () => {
  await using world = await startService();
  const tenants = { "P-256": "u00000014", "RSA-2048": "u00000015" };
  await createTenant(world.service, {
    name: tenants["RSA-2048"],
    product: "weborca",
    keyKind: "RSA-2048",
    ...byOperator(world.now),
  });
  const connect = (identity: Identity): Connection => ({ port: world.port, root: world.root, identity, host: "localhost" });

  async function write(contents: Pkcs12Contents, name: (profile: string) => string): Promise<void> {
    for (const profile of profiles) {
      await writeFile(at(name(profile)), await writePkcs12(contents, { password, profile }));
      await writeFile(at(`${name(profile)}.password`), `${password}\n`);
      chains.set(name(profile), [contents.certificate, ...contents.chain]);
    }
  }

  for (const kind of kinds) {
    const { privateKey, certificate, issuer } = await issue(kind);
    await write({ privateKey, certificate, chain: [issuer], friendlyName: "client28" }, (profile) => `${profile} ${kind} here`);

    const subject = { cn: "client28", o: tenants[kind] };
    const connection = connect(await world.issue(subject.cn, 50, { tenant: subject.o }));
    const headers = { "Content-Type": "application/pkcs10" };
    const { body } = await makeRequest(subject);
    const made = serverKeyOf(await send(connection, { method: "POST", path: paths.serverKey, headers, body }));
    const contents = { ...made, chain: [world.service.authority.issuing], friendlyName: subject.cn };
    await write(contents, (profile) => `${profile} ${kind} with a key of serverkeygen`);
  }

  const holder = await world.issue("client28", 50);
  const offer = offerOf(await send(connect(holder), { method: "POST", path: "/api/cert" }));
  await writeIdentity(folder.path, holder, world.root);
  const { octets } = await curl(folder.path, offer.uri);
  await writeFile(at(fetched.name), octets);
  await writeFile(at(`${fetched.name}.password`), `${offer.pass}\n`);
  const { authority, store } = world.service;
  const predecessor = await numberOf(store, holder.serial);
  const replacements = store.selectFrom("certificates").select("der").where("predecessor", "=", predecessor);
  const { der } = await replacements.executeTakeFirstOrThrow();
  chains.set(fetched.name, [Uint8Array.from(der), authority.issuing, authority.root]);

  await writeFile(at("wrong"), "wrong-password\n");
  for (const { name } of files) {
    const changed = await readFile(at(name));
    const middle = Math.floor(changed.length / 2);
    changed[middle] = (changed[middle] ?? 0) ^ 1;
    await writeFile(at(`${name}.changed`), changed);
  }
});
afterAll(folder.remove);

describe.skipIf(!hasOldOpenssl)("in OpenSSL 1.1.1", () => {
  const open = async (name: string, passwordName: string) =>
    await runOldOpenssl(["pkcs12", "-in", at(name), "-passin", `file:${at(passwordName)}`, "-nodes"]);

  test("has the expected version", async () => {
    expect((await runOldOpenssl(["version"])).text).toMatch(/^OpenSSL 1\.1\.1/);
  });

  test.each(files)("opens the file $name, with key and chain", async ({ name }) => {
    const opened = await open(name, `${name}.password`);
    expect(opened.status, opened.text).toBe(0);
    const certificates = decodePem("CERTIFICATE", opened.text);
    expect(certificates).toEqual(chains.get(name));
    const [own = new Uint8Array()] = certificates;
    const [key = new Uint8Array()] = decodePem("PRIVATE KEY", new TextDecoder().decode(opened.stdout));
    expect(await keysMatch(key, parseCertificate(own).spki)).toBe(true);
  });

  test.each(files)("rejects the file $name with another password, and with a changed byte", async ({ name }) => {
    for (const refused of [await open(name, "wrong"), await open(`${name}.changed`, `${name}.password`)]) {
      expect(refused.status).not.toBe(0);
      expect(refused.text).toMatch(/Mac verify error/);
      expect(refused.text).not.toContain("BEGIN");
    }
  });
});

describe.skipIf(!hasOldJava)("in Java 8", () => {
  /** The output of `OpenFiles` for pairs of file and password, in one Java virtual machine. */
  async function open(pairs: readonly (readonly [string, string])[]): Promise<readonly string[]> {
    const { stdout, text } = await runOldJava("java", folder.path, ["-cp", inside(""), "OpenFiles", ...pairs.flat().map(inside)]);
    const lines = new TextDecoder().decode(stdout).trim().split("\n");
    expect(lines, text).toHaveLength(pairs.length);
    return lines;
  }

  beforeAll(async () => await compileForOldJava("OpenFiles", folder.path));

  test("has the expected version", async () => {
    expect((await runOldJava("java", folder.path, ["-version"])).text).toContain('"1.8.0_');
  });

  test("opens every file as a key store, with key and chain", async () => {
    const said = await open(files.map(({ name }) => [name, `${name}.password`]));
    for (const [index, { name, kind }] of files.entries()) {
      const [algorithm, ...digests] = (said[index] ?? "").split(" ");
      expect(algorithm, said[index]).toBe(isCurve(kind) ? "EC" : "RSA");
      expect(digests).toEqual(chains.get(name)?.map((der) => createHash("sha256").update(der).digest("hex")));
    }
  });

  test("rejects every file with another password, and with a changed byte", async () => {
    const wrong = await open(files.map(({ name }) => [name, "wrong"]));
    expect(new Set(wrong)).toEqual(new Set(["refused: keystore password was incorrect"]));
    const changed = await open(files.map(({ name }) => [`${name}.changed`, `${name}.password`]));
    for (const said of changed) expect(said).toMatch(/^refused: /);
  });

  /** Lists a file with keytool. */
  async function list(name: string, passwordName: string): Promise<Outcome> {
    const store = ["-storetype", "PKCS12", "-keystore", inside(name), "-storepass:file", inside(passwordName)];
    return await runOldJava("keytool", folder.path, ["-list", "-v", ...store]);
  }

  test.each(files)("lists the file $name with keytool", async ({ name }) => {
    const listed = await list(name, `${name}.password`);
    expect(listed.status, listed.text).toBe(0);
    expect(listed.text).toContain("Entry type: PrivateKeyEntry");
    expect(listed.text).toContain(`Certificate chain length: ${chains.get(name)?.length ?? 0}\n`);
  });

  test.each(profiles)("rejects a %s file in keytool with another password, and with a changed byte", async (profile) => {
    const name = `${profile} P-256 here`;
    for (const refused of [await list(name, "wrong"), await list(`${name}.changed`, `${name}.password`)]) {
      expect(refused.status).not.toBe(0);
      expect(refused.text).toContain("keytool error: java.io.IOException");
      expect(refused.text).not.toContain("PrivateKeyEntry");
    }
  });
});
