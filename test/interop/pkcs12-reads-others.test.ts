import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Bytes } from "../../src/core/bytes.ts";
import { enterDer } from "../../src/core/der/read.ts";
import { tag } from "../../src/core/der/tag.ts";
import { oid } from "../../src/core/der/write.ts";
import { foreignFormats } from "../../src/core/foreign-pkcs12/foreign-formats.ts";
import type { KeyKind } from "../../src/core/key-kind.ts";
import { decrypt } from "../../src/core/pkcs12/decrypt.ts";
import { ownFormats } from "../../src/core/pkcs12/formats.ts";
import { readKeyFile } from "../../src/core/renewal/key-file.ts";
import { parseCertificate } from "../../src/core/x509/certificate.ts";
import { keysMatch } from "../../src/core/x509/key-pair.ts";
import { encodePem } from "../../src/core/x509/pem.ts";
import { issue, type Issued } from "../core/issued.ts";
import { refusal } from "../core/refusal.ts";
import { inside, hasOldJava, runOldJava } from "./old-java.ts";
import { hasOldOpenssl, runOldOpenssl } from "./old-openssl.ts";
import { prepare, temporaryFolder } from "./tool.ts";

const password = "k7mf-2q9x-hw3d-ppzr-8ya4-tnce";
const folder = await temporaryFolder();
const passwordFile = join(folder.path, "password");

beforeAll(async () => await writeFile(passwordFile, `${password}\n`, { mode: 0o600 }));
afterAll(folder.remove);

/** Checks that a file opens, that key and certificate match, and that a wrong password is reported as such. */
async function expectToOpen(file: Bytes, kind: KeyKind, certificate?: Bytes): Promise<void> {
  const opened = await readKeyFile(file, password, { formats: foreignFormats });
  if (certificate) expect(opened.certificate).toEqual(certificate);
  expect(opened.friendlyName).toBe("client28");
  expect(await keysMatch(opened.privateKey, parseCertificate(opened.certificate).spki)).toBe(true);
  expect(await refusal(() => readKeyFile(file, "wrong", { formats: foreignFormats }))).toBe("pkcs12-wrong-password");
  expect(await refusal(() => readKeyFile(file.slice(0, -1), password, { formats: foreignFormats }))).toBe("pkcs12-truncated");
}

/** The OID of pbeWithSHAAnd40BitRC2-CBC, encoded. */
const rc2With40Bits = oid("1.2.840.113549.1.12.1.6");

const has = (file: Bytes, part: Bytes): boolean => Buffer.from(file).indexOf(part) !== -1;

const read = async (path: string): Promise<Bytes> => Uint8Array.from(await readFile(path));

describe.each(["P-256", "RSA-2048"] as const)("files with a key of kind %s", (kind) => {
  const own = (name: string): string => join(folder.path, `${kind}-${name}`);
  let issued: Issued;

  /** Writes a file with OpenSSL and these options. */
  async function writtenByOpenssl(...options: string[]): Promise<Bytes> {
    const path = own("openssl.p12");
    await prepare("openssl", [
      ...["pkcs12", "-export", "-inkey", own("key.pem"), "-in", own("certificate.pem"), "-certfile", own("issuer.pem")],
      ...["-name", "client28", "-passout", `file:${passwordFile}`, "-out", path, ...options],
    ]);
    return await read(path);
  }

  beforeAll(async () => {
    issued = await issue(kind);
    await writeFile(own("key.pem"), encodePem("PRIVATE KEY", issued.privateKey), { mode: 0o600 });
    await writeFile(own("certificate.pem"), encodePem("CERTIFICATE", issued.certificate));
    await writeFile(own("issuer.pem"), encodePem("CERTIFICATE", issued.issuer));
  });

  test.each([
    ["with its default options", []],
    ["with Triple DES", ["-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1"]],
    ["with AES-128", ["-keypbe", "AES-128-CBC", "-certpbe", "AES-128-CBC"]],
    ["with AES-192 and HMAC-SHA-1", ["-keypbe", "AES-192-CBC", "-certpbe", "AES-192-CBC", "-macalg", "sha1"]],
    ["with unencrypted certificates", ["-certpbe", "NONE"]],
    ["with an unencrypted key", ["-keypbe", "NONE"]],
    ["with one iteration", ["-iter", "1"]],
    ["with two-key Triple DES", ["-legacy", "-keypbe", "PBE-SHA1-2DES"]],
    ["with HMAC-SHA-224", ["-macalg", "sha224"]],
    ["with HMAC-SHA-384", ["-macalg", "sha384"]],
    ["with HMAC-SHA-512", ["-macalg", "sha512"]],
    ["without a MAC", ["-nomac"]],
    ["with certificates under 40-bit RC2, its former default", ["-legacy"]],
    ["the same with a MAC without an iteration count, which means one", ["-legacy", "-nomaciter"]],
    ["with everything under 40-bit RC2", ["-legacy", "-keypbe", "PBE-SHA1-RC2-40", "-certpbe", "PBE-SHA1-RC2-40"]],
    ["with everything under 128-bit RC2", ["-legacy", "-keypbe", "PBE-SHA1-RC2-128", "-certpbe", "PBE-SHA1-RC2-128"]],
    ["with everything under 40-bit RC4", ["-legacy", "-keypbe", "PBE-SHA1-RC4-40", "-certpbe", "PBE-SHA1-RC4-40"]],
    ["with everything under 128-bit RC4", ["-legacy", "-keypbe", "PBE-SHA1-RC4-128", "-certpbe", "PBE-SHA1-RC4-128"]],
    ["with Triple DES in PBES2", ["-keypbe", "des-ede3-cbc", "-certpbe", "des-ede3-cbc"]],
  ])("from OpenSSL, %s", async (_, options) => {
    const file = await writtenByOpenssl(...options);
    await expectToOpen(file, kind, issued.certificate);
    expect((await readKeyFile(file, password, { formats: foreignFormats })).chain).toEqual([issued.issuer]);
  });

  test.each([
    ["Camellia", ["-keypbe", "camellia-256-cbc"]],
    ["single DES", ["-legacy", "-certpbe", "PBE-MD5-DES"]],
    ["single DES in PBES2", ["-legacy", "-keypbe", "des-cbc"]],
  ])("from OpenSSL with %s are rejected as unsupported", async (_, options) => {
    const file = await writtenByOpenssl(...options);
    expect(await refusal(() => readKeyFile(file, password, { formats: foreignFormats }))).toBe("pkcs12-unsupported");
  });

  test("from OpenSSL with excessive iterations are rejected before key derivation", async () => {
    const file = await writtenByOpenssl("-iter", "1000001");
    expect(await refusal(() => readKeyFile(file, password, { formats: foreignFormats }))).toBe("pkcs12-too-many-iterations");
  });

  test.each(["hmacWithSHA1", "hmacWithSHA256", "hmacWithSHA384", "hmacWithSHA512"])(
    "from OpenSSL, with the key under PBKDF2 with %s",
    async (prf) => {
      const { stdout } = await prepare("openssl", [
        ...["pkcs8", "-topk8", "-in", own("key.pem"), "-outform", "DER", "-passout", `file:${passwordFile}`],
        ...["-v2", "aes-256-cbc", "-v2prf", prf],
      ]);
      const encrypted = enterDer(stdout);
      const algorithm = encrypted.enter();
      const key = await decrypt(algorithm, { password }, encrypted.next(tag.octetString).content, ownFormats);
      expect(await keysMatch(key, parseCertificate(issued.certificate).spki)).toBe(true);
    },
  );

  test.each([
    ["by default", []],
    ["in its legacy format", ["-J-Dkeystore.pkcs12.legacy"]],
  ])("from keytool, %s", async (_, options) => {
    const path = own(`keytool-${String(options.length)}.p12`);
    const algorithm = kind === "P-256" ? ["-keyalg", "EC", "-groupname", "secp256r1"] : ["-keyalg", "RSA", "-keysize", "2048"];
    await prepare("keytool", [
      ...["-genkeypair", ...algorithm, "-alias", "client28", "-dname", "CN=client28,O=u00000014"],
      ...["-keystore", path, "-storetype", "PKCS12", "-storepass:file", passwordFile, ...options],
    ]);
    await expectToOpen(await read(path), kind);
  });

  test.skipIf(!hasOldOpenssl)("from OpenSSL 1.1.1, with certificates under RC2, its default", async () => {
    const path = own("openssl-1.1.1.p12");
    const written = await runOldOpenssl([
      ...["pkcs12", "-export", "-inkey", own("key.pem"), "-in", own("certificate.pem"), "-certfile", own("issuer.pem")],
      ...["-name", "client28", "-passout", `file:${passwordFile}`, "-out", path],
    ]);
    expect(written.status, written.text).toBe(0);
    const file = await read(path);
    expect(has(file, rc2With40Bits)).toBe(true);
    await expectToOpen(file, kind, issued.certificate);
  });

  test.skipIf(!hasOldJava)("from Java 8's keytool, in its default format before 8u301", async () => {
    const algorithm = kind === "P-256" ? ["-keyalg", "EC", "-keysize", "256"] : ["-keyalg", "RSA", "-keysize", "2048"];
    const name = `${kind}-java-8.p12`;
    const written = await runOldJava("keytool", folder.path, [
      ...["-genkeypair", ...algorithm, "-alias", "client28", "-dname", "CN=client28,O=u00000014"],
      ...["-keystore", inside(name), "-storetype", "PKCS12", "-storepass:file", inside("password"), "-J-Dkeystore.pkcs12.legacy"],
    ]);
    expect(written.status, written.text).toBe(0);
    const file = await read(join(folder.path, name));
    expect(has(file, rc2With40Bits)).toBe(true);
    await expectToOpen(file, kind);
  });

  test.each([
    ["by default", []],
    ["with certificates under 40-bit RC2", ["-C", "PKCS #12 V2 PBE With SHA-1 And 40 Bit RC2 CBC"]],
  ])("from pk12util, in indefinite-length BER, %s", async (_, options) => {
    const database = own(`nss-${options.join("-")}`);
    await mkdir(database);
    await prepare("certutil", ["-N", "-d", `sql:${database}`, "--empty-password"]);
    await writtenByOpenssl();
    await prepare("pk12util", ["-i", own("openssl.p12"), "-d", `sql:${database}`, "-w", passwordFile]);
    const path = own("nss.p12");
    await prepare("pk12util", ["-o", path, "-n", "client28", "-d", `sql:${database}`, "-w", passwordFile, ...options]);
    const file = await read(path);
    expect([...file.subarray(0, 2)]).toEqual([0x30, 0x80]);
    await expectToOpen(file, kind, issued.certificate);
  });

  test.each(["aes-256", "aes-128", "3des", "3des-pkcs12", "arcfour", "rc2-40"])("from certtool with %s", async (cipher) => {
    const template = own("certtool.cfg");
    await writeFile(template, `password = "${password}"\npkcs12_key_name = "client28"\n`, { mode: 0o600 });
    const path = own("certtool.p12");
    await prepare("certtool", [
      ...["--to-p12", "--load-privkey", own("key.pem"), "--load-certificate", own("certificate.pem")],
      ...["--template", template, "--pkcs-cipher", cipher, "--outder", "--outfile", path],
    ]);
    await expectToOpen(await read(path), kind, issued.certificate);
  });
});
