import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createSecureContext } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Bytes } from "../../src/core/bytes.ts";
import { writePkcs12 } from "../../src/core/pkcs12/write.ts";
import { parseCertificate } from "../../src/core/x509/certificate.ts";
import { keysMatch } from "../../src/core/x509/key-pair.ts";
import { decodePem } from "../../src/core/x509/pem.ts";
import { issue, type Issued } from "../core/issued.ts";
import { prepare, run, temporaryFolder } from "./tool.ts";

const password = "k7mf-2q9x-hw3d-ppzr-8ya4-tnce";
const folder = await temporaryFolder();
const passwordFile = join(folder.path, "password");
const wrongPasswordFile = join(folder.path, "wrong-password");

beforeAll(async () => {
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  await writeFile(wrongPasswordFile, "wrong-password\n", { mode: 0o600 });
});
afterAll(folder.remove);

const combinations = (["modern", "compatible"] as const).flatMap((profile) =>
  (["P-256", "RSA-2048"] as const).map((kind) => ({ profile, kind })),
);

describe.each(combinations)("a $profile file with a key of kind $kind", ({ profile, kind }) => {
  const path = join(folder.path, `${profile}-${kind}.p12`);
  let issued: Issued;
  let file: Bytes;
  beforeAll(async () => {
    issued = await issue(kind);
    const { privateKey, certificate, issuer } = issued;
    const contents = { privateKey, certificate, chain: [issuer], friendlyName: "client28" };
    file = await writePkcs12(contents, { password, profile });
    await writeFile(path, file);
  });

  test.each([[[]], [["-legacy"]]])("opens in OpenSSL with %o", async (flags) => {
    const opened = await run("openssl", ["pkcs12", "-in", path, "-passin", `file:${passwordFile}`, "-noenc", ...flags]);
    expect(opened.text).not.toMatch(/error/i);
    expect(opened.status).toBe(0);
    expect(decodePem("CERTIFICATE", opened.text)).toEqual([issued.certificate, issued.issuer]);
    const [key = new Uint8Array()] = decodePem("PRIVATE KEY", new TextDecoder().decode(opened.stdout));
    expect(await keysMatch(key, parseCertificate(issued.certificate).spki)).toBe(true);
    expect(opened.text).toContain("friendlyName: client28");
  });

  test("does not open in OpenSSL with another password", async () => {
    const refused = await run("openssl", ["pkcs12", "-in", path, "-passin", `file:${wrongPasswordFile}`, "-noout"]);
    expect(refused.status).not.toBe(0);
    expect(refused.text).toContain("invalid password");
  });

  test("opens in keytool, with key and certificate chain", async () => {
    const store = join(folder.path, `${profile}-${kind}.jks`);
    const imported = await run("keytool", [
      ...["-importkeystore", "-srckeystore", path, "-srcstoretype", "PKCS12", "-srcstorepass:file", passwordFile],
      ...["-destkeystore", store, "-deststoretype", "JKS", "-deststorepass:file", passwordFile],
    ]);
    expect(imported.status, imported.text).toBe(0);
    expect(imported.text).toContain("Entry for alias client28 successfully imported");
    const listed = await run("keytool", ["-list", "-rfc", "-keystore", store, "-storepass:file", passwordFile]);
    expect(listed.text).toContain("PrivateKeyEntry");
    expect(decodePem("CERTIFICATE", listed.text)).toEqual([issued.certificate, issued.issuer]);
  });

  test("is imported by pk12util into an NSS key store, with key and certificate", async () => {
    const store = join(folder.path, `${profile}-${kind}`);
    await mkdir(store);
    const database = `sql:${store}`;
    await prepare("certutil", ["-N", "-d", database, "--empty-password"]);
    const imported = await run("pk12util", ["-i", path, "-d", database, "-w", passwordFile]);
    expect(imported.status, imported.text).toBe(0);
    expect(imported.text).toContain("PKCS12 IMPORT SUCCESSFUL");
    expect((await run("certutil", ["-L", "-d", database, "-n", "client28", "-r"])).stdout).toEqual(issued.certificate);
    expect((await run("certutil", ["-K", "-d", database])).text).toContain("client28");
  });

  test("opens in certtool", async () => {
    const opened = await run("certtool", ["--p12-info", "--inder", "--infile", path], `${password}\n`);
    // Its exit code is always 0, so its output is checked.
    expect(opened.text).not.toMatch(/error|fail/i);
    expect(decodePem("CERTIFICATE", opened.text)).toEqual([issued.certificate, issued.issuer]);
    expect(opened.text).toContain("(ENCRYPTED PRIVATE KEY)");
    const refused = await run("certtool", ["--p12-info", "--inder", "--infile", path], "wrong\n");
    expect(refused.text).toContain("verification failed");
  });

  test("works as `pfx` in Node's TLS", () => {
    expect(() => createSecureContext({ pfx: Buffer.from(file), passphrase: password })).not.toThrow();
    expect(() => createSecureContext({ pfx: Buffer.from(file), passphrase: "wrong" })).toThrow("mac verify failure");
  });
});
