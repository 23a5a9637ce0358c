import { execFile } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { KeyKind } from "../../../src/core/key-kind.ts";
import { encodeName } from "../../../src/core/name/name.ts";
import { parseCertificate } from "../../../src/core/x509/certificate.ts";
import { exportPublicKey, generateKeyPair } from "../../../src/core/x509/key-pair.ts";
import { encodePem } from "../../../src/core/x509/pem.ts";
import { yearsAfter } from "../../../src/core/years.ts";
import { issueLeaf } from "../../../src/server/authority/leaf.ts";
import { createServerCertificate, inspectServerCertificate } from "../../../src/server/authority/server/server-certificate.ts";
import { serve } from "../../../src/server/serve.ts";
import { initialise } from "../../../src/server/service/initialise.ts";
import { openService, type OpenService } from "../../../src/server/service/open-service.ts";
import { defaultCertificateProfile } from "../../../src/server/settings/certificate-profile.ts";
import { defaultSettings, Settings } from "../../../src/server/settings/settings.ts";
import { dataFolder } from "../../../src/server/system/data-folder.ts";
import { OperatorError } from "../../../src/server/system/operator-error.ts";
import { readPassphrase } from "../../../src/server/system/read-passphrase.ts";

const run = promisify(execFile);
const day = 86_400_000;

let data: string;
let service: OpenService;
const now = new Date(Math.floor(Date.now() / 1000) * 1000);
beforeAll(async () => {
  data = join(await mkdtemp(join(tmpdir(), "koshin-authority-")), "data");
  await initialise(data, { now });
  service = await openService(data);
});
afterAll(async () => {
  await service.close();
  await rm(join(data, ".."), { recursive: true });
});

/** Issues a certificate directly with the authority and writes it to a file. */
async function leafFile(keyKind: KeyKind, crlAddresses: readonly string[] = []): Promise<string> {
  const spki = await exportPublicKey(await generateKeyPair(keyKind));
  const subject = { cn: "client28", o: "u00000014" };
  const leaf = await issueLeaf(service.authority, {
    subject: encodeName(subject),
    spki,
    keyKind,
    now,
    notAfter: yearsAfter(now, 3),
    profile: { ...defaultCertificateProfile, crlAddresses },
  });
  const file = join(data, "..", `${leaf.serial}.pem`);
  await writeFile(file, encodePem("CERTIFICATE", leaf.der));
  return file;
}

async function text(file: string): Promise<string> {
  const { stdout } = await run("openssl", ["x509", "-in", file, "-noout", "-text"]);
  return stdout.replaceAll(/ +/g, " ");
}

/** The code of the OperatorError with which a promise rejects. */
async function failure(act: Promise<unknown>): Promise<string | undefined> {
  return await act.then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof OperatorError) return error.code;
      throw error;
    },
  );
}

describe("the data folder", () => {
  test("is readable by its owner only", async () => {
    const modes = async (folder: string): Promise<number[]> => {
      const names = await readdir(folder);
      return await Promise.all(names.map(async (name) => (await stat(join(folder, name))).mode & 0o777));
    };
    const { mode } = await stat(data);
    expect(mode & 0o777).toBe(0o700);
    expect(new Set(await modes(data))).toEqual(new Set([0o600, 0o700]));
    expect(new Set(await modes(join(data, "authority")))).toEqual(new Set([0o600]));
  });

  test("contains no private key that opens without the passphrase", async () => {
    for (const name of ["root.key", "issuing.key", "server.key"]) {
      expect(await readFile(join(data, "authority", name), "utf8")).toMatch(/^-----BEGIN ENCRYPTED PRIVATE KEY-----/);
    }
  });

  test("never overwrites another one", async () => {
    expect(await failure(initialise(data, { now }))).toBe("data-folder-in-use");
  });

  test("does not open without its passphrase, or with another", async () => {
    const { passphrase } = dataFolder(data);
    const right = await readFile(passphrase);
    await writeFile(passphrase, "another\n");
    expect(await failure(openService(data))).toBe("passphrase-wrong");
    await rm(passphrase);
    expect(await failure(openService(data))).toBe("data-folder-incomplete");
    await writeFile(passphrase, right);
  });

  test("uses the passphrase in the file named by KOSHIN_CA_PASSPHRASE_FILE", async () => {
    const elsewhere = join(data, "..", "secret");
    const other = join(data, "..", "other");
    await writeFile(elsewhere, "of the operator\n");
    process.env["KOSHIN_CA_PASSPHRASE_FILE"] = elsewhere;
    try {
      await initialise(other, { now });
      await (await openService(other)).close();
    } finally {
      delete process.env["KOSHIN_CA_PASSPHRASE_FILE"];
    }
    expect(await readdir(other)).not.toContain("passphrase");
    expect(await failure(openService(other))).toBe("data-folder-incomplete");
  });
});

describe("the authorities", () => {
  test("are a P-256 root and a P-256 issuing authority under it with a path length of 0", async () => {
    const root = await text(join(data, "authority", "root.pem"));
    const issuing = await text(join(data, "authority", "issuing.pem"));
    for (const certificate of [root, issuing]) {
      expect(certificate).toContain("ASN1 OID: prime256v1");
      expect(certificate).toContain("Signature Algorithm: ecdsa-with-SHA256");
      expect(certificate).toContain("X509v3 Key Usage: critical\n Certificate Sign, CRL Sign\n");
    }
    expect(root).toContain("X509v3 Basic Constraints: critical\n CA:TRUE\n");
    expect(issuing).toContain("X509v3 Basic Constraints: critical\n CA:TRUE, pathlen:0\n");
    expect(issuing).toContain("Issuer: CN = Koshin Root CA\n");
  });
});

describe("a client certificate", () => {
  test.each([
    ["P-256", "Digital Signature"],
    ["P-384", "Digital Signature"],
    ["RSA-2048", "Digital Signature, Key Encipherment"],
    ["RSA-3072", "Digital Signature, Key Encipherment"],
  ] as const)("with a %s key is for TLS clients and chains to the root", async (keyKind, usage) => {
    const file = await leafFile(keyKind);
    const authority = join(data, "authority");
    const chain = ["-CAfile", join(authority, "root.pem"), "-untrusted", join(authority, "issuing.pem"), file];
    const { stdout } = await run("openssl", ["verify", "-x509_strict", "-purpose", "sslclient", ...chain]);
    expect(stdout).toBe(`${file}: OK\n`);
    await expect(run("openssl", ["verify", "-x509_strict", "-purpose", "sslserver", ...chain])).rejects.toThrow();
    const printed = await text(file);
    expect(printed).toContain("Subject: O = u00000014, CN = client28\n");
    expect(printed).toContain("X509v3 Basic Constraints: critical\n CA:FALSE\n");
    expect(printed).toContain(`X509v3 Key Usage: critical\n ${usage}\n`);
    expect(printed).toContain("X509v3 Extended Key Usage: \n TLS Web Client Authentication\n");
    expect(printed).not.toContain("CRL Distribution");
  });

  test("names the revocation list's URL, if there is one", async () => {
    expect(await text(await leafFile("P-256", ["http://crl.example.jp/crl"]))).toContain(
      "X509v3 CRL Distribution Points: \n Full Name:\n URI:http://crl.example.jp/crl\n",
    );
  });

  test("has the serial that OpenSSL prints, and its key identifiers link it to its issuer", async () => {
    const file = await leafFile("P-256");
    const certificate = new X509Certificate(await readFile(file));
    expect(parseCertificate(new Uint8Array(certificate.raw)).serial).toBe(certificate.serialNumber);
    const issuing = await text(join(data, "authority", "issuing.pem"));
    const [, issuerKey = "none"] = /Subject Key Identifier: \n ([0-9A-F:]+)/.exec(issuing) ?? [];
    expect(await text(file)).toContain(`X509v3 Authority Key Identifier: \n ${issuerKey}\n`);
  });

  test("never outlives its authority", async () => {
    const spki = await exportPublicKey(await generateKeyPair("P-256"));
    const notAfter = new Date(service.authority.notAfter.getTime() + 1000);
    const subject = { cn: "client28", o: "u00000014" };
    const plan = {
      subject: encodeName(subject),
      spki,
      keyKind: "P-256" as const,
      now,
      notAfter,
      profile: defaultCertificateProfile,
    };
    await expect(issueLeaf(service.authority, plan)).rejects.toThrow(OperatorError);
  });
});

describe("the server's certificate", () => {
  const files = (): ReturnType<typeof dataFolder>["authority"] => dataFolder(data).authority;
  const names = defaultSettings.serverCertificate;

  test("covers every host by name and address, for at most 397 days", async () => {
    const certificate = new X509Certificate(await readFile(files().serverCertificate));
    for (const name of ["localhost", "app.localhost", "ctrl.localhost", "verify.localhost", "recover.localhost"]) {
      expect(certificate.checkHost(name)).toBe(name);
    }
    expect(certificate.subjectAltName).toContain("DNS:*.verify.localhost");
    expect(certificate.checkIP("127.0.0.1")).toBe("127.0.0.1");
    expect(certificate.checkIP("::1")).toBe("::1");
    expect(certificate.validToDate.getTime() - certificate.validFromDate.getTime()).toBeLessThan(398 * day);
    expect(certificate.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
  });

  test.each(["192.0.2.7", "2001:db8::7", "::ffff:192.0.2.7", "2001:db8:1:2:3:4:192.0.2.7", "2001:DB8:0:0:1:2:3:4"])(
    "covers the address %s",
    async (address) => {
      const passphrase = await readPassphrase(dataFolder(data).passphrase);
      const own = { ...files(), serverCertificate: join(data, "address.pem"), serverKey: join(data, "address.key") };
      const { serverCertificate: wanted } = v.parse(Settings, {
        ...defaultSettings,
        serverCertificate: { ...names, ipAddresses: [address] },
      });
      await createServerCertificate(own, passphrase, service.authority, wanted, now);
      expect(new X509Certificate(await readFile(own.serverCertificate)).checkIP(address)).toBe(address);
      expect((await inspectServerCertificate(own, passphrase, service.authority, wanted, now)).faults).toEqual([]);
    },
  );

  test("is stale with fewer than 30 days left, if it is not valid yet, lacks a configured name, or is missing", async () => {
    const { validFromDate, validToDate } = new X509Certificate(await readFile(files().serverCertificate));
    const thirty = new Date(validToDate.getTime() - 30 * day);
    const passphrase = await readPassphrase(dataFolder(data).passphrase);
    const faults = async (at: Date, of = names, from = files()): Promise<string[]> =>
      (await inspectServerCertificate(from, passphrase, service.authority, of, at)).faults.map(({ kind }) => kind);
    expect(await faults(thirty)).toEqual([]);
    expect(await faults(new Date(thirty.getTime() + 1))).toEqual(["ends"]);
    expect(await faults(new Date(validFromDate.getTime() - 1))).toEqual(["begins"]);
    expect(await faults(now, { ...names, dnsNames: [...names.dnsNames, "koshin.example.jp"] })).toEqual(["lacks-names"]);
    expect(await faults(now, names, { ...files(), serverCertificate: join(data, "none") })).toEqual(["missing"]);
  });

  test("is reissued at a start with fewer than 30 days left", async () => {
    const before = await readFile(files().serverCertificate, "utf8");
    await (await serve({ data, port: 0, log: "silent", clock: () => now })).close();
    expect(await readFile(files().serverCertificate, "utf8")).toBe(before);
    const later = new Date(now.getTime() + 370 * day);
    await (await serve({ data, port: 0, log: "silent", clock: () => later })).close();
    const after = new X509Certificate(await readFile(files().serverCertificate));
    expect(after.validToDate.getTime()).toBe(later.getTime() + 397 * day);
  });
});
