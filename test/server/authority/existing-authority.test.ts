import { X509Certificate } from "node:crypto";
import { existsSync } from "node:fs";
import { appendFile, copyFile, readFile, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dayInMilliseconds } from "../../../src/core/days.ts";
import { parseCertificate } from "../../../src/core/x509/certificate.ts";
import { issuersOf } from "../../../src/core/x509/issuers-of.ts";
import { authorityKeyIdentifier, subjectKeyIdentifier } from "../../../src/core/x509/key-identifiers.ts";
import { encodePem } from "../../../src/core/x509/pem.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { issueCertificate } from "../../../src/server/issuance/lifecycle/issue.ts";
import { revocationList } from "../../../src/server/issuance/lifecycle/revocation-list.ts";
import { revokeCertificate } from "../../../src/server/issuance/lifecycle/revoke.ts";
import { readForeignList, takeRevocationList } from "../../../src/server/issuance/lifecycle/take-revocation-list.ts";
import { serve } from "../../../src/server/serve.ts";
import { checkService } from "../../../src/server/service/check-service.ts";
import { initialise } from "../../../src/server/service/initialise.ts";
import { openService } from "../../../src/server/service/open-service.ts";
import { verifyAudit } from "../../../src/server/store/audit/audit.ts";
import { transact } from "../../../src/server/store/transact.ts";
import { certificatesOf } from "../../support/enrolment.ts";
import { authorityExtensions, OpensslFolder } from "../../support/openssl-authority.ts";
import { runProgram } from "../../support/program.ts";
import { send } from "../../support/tls-client.ts";

let at: OpensslFolder;
beforeAll(async () => {
  at = await OpensslFolder.create();
  await at.make("root");
  await at.make("issuing", { by: "root" });
  await writeFile(at.path("secret"), "correct horse\n");
  await writeFile(at.path("wrong"), "incorrect horse\n");
});
afterAll(async () => await at[Symbol.asyncDispose]());

const pem = (der: Uint8Array): string => encodePem("CERTIFICATE", der);

const secret = ["-passin", "pass:correct horse", "-passout", "pass:correct horse"];

/** Encodes the key of an authority otherwise. */
async function rewrite(...options: readonly string[]): Promise<void> {
  await at.openssl(...options, ...secret);
}

/** `koshin init` with these options, files being in OpenSSL's folder. */
async function init(data: string, options: Readonly<Record<string, string>>): Promise<Awaited<ReturnType<typeof runProgram>>> {
  const named = Object.entries(options).flatMap(([option, file]) => [`--${option}`, at.path(file)]);
  return await runProgram("init", "--data", at.path(data), ...named, "--json");
}

describe("an authority that exists", { timeout: 120_000 }, () => {
  test.each([
    [
      "P-256, its key in encrypted PKCS#8",
      async () => {
        await at.make("p256", {
          by: "root",
          extensions: ["basicConstraints=critical,CA:TRUE,pathlen:0", ...authorityExtensions.slice(1)],
        });
        await rewrite("pkcs8", "-topk8", "-in", "p256.key", "-out", "p256.p8");
        return { authority: "p256.pem", "authority-key": "p256.p8", "authority-passphrase-file": "secret", root: "root.pem" };
      },
      ["p256", "root"],
    ],
    [
      "P-384, its key in the traditional form, its certificate in DER",
      async () => {
        await at.make("p384", { key: "P-384", by: "root" });
        await rewrite("ec", "-aes128", "-in", "p384.key", "-out", "p384.ec");
        await at.openssl("x509", "-in", "p384.pem", "-outform", "DER", "-out", "p384.cer");
        return { authority: "p384.cer", "authority-key": "p384.ec", "authority-passphrase-file": "secret", root: "root.pem" };
      },
      ["p384", "root"],
    ],
    [
      "RSA-2048, in a PKCS#12 file with its root",
      async () => {
        await at.make("rsa", { key: "RSA-2048", by: "root" });
        await rewrite("pkcs12", "-export", "-in", "rsa.pem", "-inkey", "rsa.key", "-certfile", "root.pem", "-out", "rsa.p12");
        return { authority: "rsa.p12", "authority-passphrase-file": "secret" };
      },
      ["rsa", "root"],
    ],
    [
      "RSA-4096 under a policy authority, its key in DER, its chain in any order",
      async () => {
        await at.make("policy", { by: "root" });
        await at.make("rsa4096", { key: "RSA-4096", by: "policy" });
        await at.openssl("rsa", "-traditional", "-in", "rsa4096.key", "-outform", "DER", "-out", "rsa4096.der");
        for (const name of ["root.pem", "policy.pem"]) await appendFile(at.path("rsa4096.pem"), await readFile(at.path(name)));
        return { authority: "rsa4096.pem", "authority-key": "rsa4096.der" };
      },
      ["rsa4096", "policy", "root"],
    ],
    [
      "RSA-2048 that is its own root, without a key identifier",
      async () => {
        await at.make("one", { key: "RSA-2048", extensions: [...authorityExtensions.slice(0, 2), "subjectKeyIdentifier=none"] });
        return { authority: "one.pem", "authority-key": "one.key" };
      },
      ["one"],
    ],
  ])("signs: %s", async (_, make, [name = "", ...above]) => {
    const data = `data-${name}`;
    const made = await init(data, await make());
    expect(made).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(made.stdout)).toMatchObject({ serverCertificate: "made", authority: { name: `CN=${name}, O=Clinic` } });
    expect(await checkService(at.path(data), new Date())).toEqual([]);

    const running = await serve({ data: at.path(data), port: 0, log: "silent" });
    const { service, addresses } = running;
    try {
      const chain = await Promise.all(
        [name, ...above].map(async (each) => new Uint8Array(new X509Certificate(await readFile(at.path(`${each}.pem`))).raw)),
      );
      const order = { tenant: "u00000014", createTenant: "weborca", ...byOperator() };
      const [kept, revoked] = [
        await issueCertificate(service, { ...order, cn: "client1" }),
        await issueCertificate(service, { ...order, cn: "client2" }),
      ];
      const issued = parseCertificate(kept.certificate);
      // Above every counter.
      expect(kept.serial).toMatch(/^[4-7][0-9A-F]{31}$/);
      const [authority = new Uint8Array()] = chain;
      expect(issued.issuer).toEqual(parseCertificate(authority).subjectDer);
      const stated = subjectKeyIdentifier(authority);
      if (stated !== undefined) expect(authorityKeyIdentifier(kept.certificate)).toEqual(stated);
      expect(kept.chain).toEqual(chain);
      // What clients of Koshin's own compute from `cacerts`.
      expect(await issuersOf(kept.certificate, chain)).toEqual(chain.slice(0, -1));

      await revokeCertificate(service, { serial: revoked.serial }, "superseded", byOperator());
      await writeFile(at.path("list.der"), (await revocationList(service, service.authority, new Date())).der);
      await at.openssl("crl", "-inform", "DER", "-in", "list.der", "-out", "list.pem");
      await writeFile(at.path("others.pem"), chain.slice(0, -1).map(pem).join(""));
      await writeFile(at.path("anchor.pem"), chain.slice(-1).map(pem).join(""));
      const strictly = stated === undefined ? [] : ["-x509_strict"];
      const verify = async (der: Uint8Array): Promise<string> => {
        await writeFile(at.path("leaf.pem"), pem(der));
        const options = [...strictly, "-purpose", "sslclient", "-crl_check", "-CRLfile", "list.pem"];
        return await at
          .openssl(
            "verify",
            ...options,
            "-CAfile",
            "anchor.pem",
            ...(chain.length > 1 ? ["-untrusted", "others.pem"] : []),
            "leaf.pem",
          )
          .then(
            ({ stdout }) => stdout.trim(),
            (error: { readonly stderr: string }) => error.stderr,
          );
      };
      expect(await verify(kept.certificate)).toBe("leaf.pem: OK");
      expect(await verify(revoked.certificate)).toContain("certificate revoked");

      // The server's own certificate verifies under the root alone, and the client's is accepted.
      const root = pem(chain.at(-1) ?? new Uint8Array());
      const identity = { cert: pem(kept.certificate), key: encodePem("PRIVATE KEY", kept.privateKey) };
      const to = { port: Number(new URL(addresses.app).port), root, identity };
      expect((await send(to, { path: "/api/cert/status" })).status).toBe(200);
      const cas = certificatesOf(await send(to, { path: "/.well-known/est/cacerts" }));
      expect(cas.map(({ der }) => der)).toEqual(chain);
    } finally {
      await running.close();
    }
  });
});

describe("an authority that cannot sign", { timeout: 120_000 }, () => {
  const given = { authority: "issuing.pem", "authority-key": "issuing.key", root: "root.pem" };

  test.each([
    ["whose key is another's", { ...given, "authority-key": "root.key" }, "authority-mismatched"],
    ["under another root", { ...given, root: "stranger.pem" }, "authority-mismatched"],
    ["without its root", { authority: given.authority, "authority-key": given["authority-key"] }, "authority-root-missing"],
    ["under a root that is none", { ...given, root: "issuing.pem" }, "authority-root-missing"],
    [
      "under a root that allows none below it",
      { authority: "below.pem", "authority-key": "below.key", root: "short.pem" },
      "authority-mismatched",
    ],
    ["without CA:TRUE", { authority: "leaf.pem", "authority-key": "leaf.key", root: "root.pem" }, "authority-unsuitable"],
    ["without keyCertSign", { authority: "nocert.pem", "authority-key": "nocert.key", root: "root.pem" }, "authority-unsuitable"],
    ["without cRLSign", { authority: "nocrl.pem", "authority-key": "nocrl.key", root: "root.pem" }, "authority-unsuitable"],
    ["for servers only", { authority: "servers.pem", "authority-key": "servers.key", root: "root.pem" }, "authority-mismatched"],
    ["for other names", { authority: "names.pem", "authority-key": "names.key", root: "root.pem" }, "authority-mismatched"],
    ["with RSA of 1024 bits", { authority: "weak.pem", "authority-key": "weak.key" }, "authority-unsuitable"],
    ["with Ed25519", { authority: "edwards.pem", "authority-key": "edwards.key" }, "authority-unsuitable"],
    [
      "whose passphrase is wrong",
      { ...given, "authority-key": "locked.key", "authority-passphrase-file": "wrong" },
      "authority-passphrase-wrong",
    ],
    ["whose passphrase is missing", { ...given, "authority-key": "locked.key" }, "authority-passphrase-wrong"],
    [
      "in a PKCS#12 file whose passphrase is wrong",
      { authority: "locked.p12", "authority-passphrase-file": "wrong" },
      "authority-passphrase-wrong",
    ],
    ["in a damaged PKCS#12 file", { authority: "cut.p12", "authority-passphrase-file": "secret" }, "authority-file-malformed"],
    ["in a file without a certificate", { ...given, authority: "issuing.key" }, "authority-file-malformed"],
    ["in a file without a key", { ...given, "authority-key": "issuing.pem" }, "authority-file-malformed"],
    ["with a list that another one signed", { ...given, crl: "stranger.crl" }, "list-unusable"],
  ])("is refused, and nothing is written: %s", async (_, options, code) => {
    await prepared();
    const { authority, "authority-key": key, "authority-passphrase-file": passphraseFile, root, crl } = mapped(options);
    const files = { authority: String(authority), key, passphraseFile, root };
    const refused = initialise(at.path("refused"), { now: new Date(), authority: files, revocationList: crl });
    await expect(refused).rejects.toMatchObject({ code });
    expect(existsSync(at.path("refused"))).toBe(false);
  });

  const mapped = (options: Readonly<Record<string, string>>): Readonly<Record<string, string | undefined>> =>
    Object.fromEntries(Object.entries(options).map(([option, file]) => [option, at.path(file)]));

  test("is refused by the command with a code and a sentence", async () => {
    for (const [options, code] of [
      [{ ...given, authority: "nowhere.pem" }, "file-unusable"],
      [{ authority: "issuing.pem" }, "wrong-usage"],
      [{ root: "root.pem", crl: "nothing.crl" }, "wrong-usage"],
    ] as const) {
      const refused = await init("refused", options);
      expect(JSON.parse(refused.stdout)).toEqual({ error: { code, message: expect.stringMatching(/\S/) } });
      expect(existsSync(at.path("refused"))).toBe(false);
    }
  });

  test("is refused once it has expired", async () => {
    const authority = { authority: at.path("issuing.pem"), key: at.path("issuing.key"), root: at.path("root.pem") };
    const later = initialise(at.path("expired"), { now: new Date(Date.now() + 3660 * dayInMilliseconds), authority });
    await expect(later).rejects.toMatchObject({ code: "authority-expired" });
    const earlier = initialise(at.path("expired"), { now: new Date(Date.now() - dayInMilliseconds), authority });
    await expect(earlier).rejects.toMatchObject({ code: "authority-expired" });
  });

  let preparing: Promise<void> | undefined;
  const prepared = async (): Promise<void> => await (preparing ??= prepare());
  async function prepare(): Promise<void> {
    const [constraints, usage] = authorityExtensions;
    await at.make("stranger");
    await at.openssl("pkcs8", "-topk8", "-in", "issuing.key", "-out", "locked.key", ...secret);
    await at.openssl(
      "pkcs12",
      "-export",
      "-in",
      "issuing.pem",
      "-inkey",
      "issuing.key",
      "-certfile",
      "root.pem",
      "-out",
      "locked.p12",
      ...secret,
    );
    await writeFile(at.path("cut.p12"), (await readFile(at.path("locked.p12"))).subarray(0, 300));
    await at.make("short", { extensions: ["basicConstraints=critical,CA:TRUE,pathlen:0", usage] });
    await at.make("below", { by: "short" });
    await at.make("leaf", { by: "root", extensions: ["basicConstraints=CA:FALSE"] });
    await at.make("nocert", { by: "root", extensions: [constraints, "keyUsage=critical,cRLSign"] });
    await at.make("nocrl", { by: "root", extensions: [constraints, "keyUsage=critical,keyCertSign"] });
    await at.make("servers", { by: "root", extensions: [constraints, usage, "extendedKeyUsage=serverAuth"] });
    await at.make("names", { by: "root", extensions: [constraints, usage, "nameConstraints=critical,excluded;dirName:excluded"] });
    await at.make("weak", { key: "RSA-1024" });
    await at.make("edwards", { key: "Ed25519" });
    await at.revocationList("stranger", { serials: [] });
  }
});

describe("the server's certificate of an authority that may not sign it", { timeout: 120_000 }, () => {
  test.each([
    ["because it is for clients only", "extendedKeyUsage=clientAuth", "extKeyUsage"],
    ["because its names are not permitted", "nameConstraints=critical,permitted;DNS:clinic.example", "constraint"],
  ])("is the operator's: %s", async (_, extension, reason) => {
    await at.make("clients", { by: "root", extensions: [...authorityExtensions, extension] });
    const data = `data-${reason}`;
    const made = await init(data, { authority: "clients.pem", "authority-key": "clients.key", root: "root.pem" });
    expect(JSON.parse(made.stdout)).toMatchObject({ serverCertificate: "missing" });
    await expect(serve({ data: at.path(data), port: 0, log: "silent" })).rejects.toMatchObject({
      code: "server-certificate-unusable",
    });
    const [finding, ...others] = await checkService(at.path(data), new Date());
    expect([finding?.what, others]).toEqual(["server-certificate", []]);
    expect(finding?.sentence).toContain("cannot be made by the service, because its authority may not sign one");
    expect(finding?.sentence).toMatch(new RegExp(reason, "i"));

    await at.make("server", {
      by: "stranger",
      extensions: ["subjectAltName=DNS:localhost,DNS:*.localhost,DNS:*.verify.localhost,IP:127.0.0.1,IP:::1"],
    });
    for (const file of ["server.pem", "server.key"]) await copyFile(at.path(file), at.path(`${data}/authority/${file}`));
    await (await serve({ data: at.path(data), port: 0, log: "silent" })).close();
  });
});

test("the authority's last revocation list is continued under a higher number", { timeout: 120_000 }, async () => {
  await at.make("old", { key: "RSA-2048", by: "root" });
  await at.revocationList("old", {
    number: "1BAD",
    serials: [
      ["01", "keyCompromise"],
      ["02FF", "CACompromise"],
      ["7F00000000000000000000000000000000000001", ""],
    ],
  });
  const made = await init("continued", { authority: "old.pem", "authority-key": "old.key", root: "root.pem", crl: "old.crl" });
  expect(JSON.parse(made.stdout)).toMatchObject({ revocationList: { number: 0x1bad, entries: 3, revoked: 0, overdue: false } });
  await using service = await openService(at.path("continued"));
  const list = await revocationList(service, service.authority, new Date());
  expect(list.number).toBeGreaterThan(0x1bad);
  const entries = async (path: string, form: string): Promise<string[]> => {
    const { stdout } = await at.openssl("crl", "-in", path, "-inform", form, "-noout", "-text");
    return stdout
      .slice(stdout.indexOf("Revoked Certificates:"), stdout.indexOf("Signature Algorithm:", 200))
      .split("Serial Number: ")
      .slice(1)
      .map((entry) => entry.trim())
      .sort();
  };
  await writeFile(at.path("continued.crl"), list.der);
  expect(await entries("continued.crl", "DER")).toEqual(await entries("old.crl", "PEM"));
  expect((await verifyAudit(service.store)).broken).toBeUndefined();

  const act = { ...byOperator() };
  const take = async (path: string): Promise<unknown> => {
    const read = await readForeignList(at.path(path), service.authority, act.now);
    return await transact(service.store, async (transaction) => await takeRevocationList(transaction, read, act));
  };
  await expect(take("old.crl"), "the same list again").resolves.toMatchObject({ entries: 3 });
  // Its own lists are later than those of the program that goes on signing beside it.
  await at.revocationList("old", { number: "1BAE", serials: [["04", "superseded"]] });
  await expect(take("old.crl")).resolves.toMatchObject({ number: 0x1bae, entries: 1 });
  const next = await revocationList(service, service.authority, new Date());
  await writeFile(at.path("continued.crl"), next.der);
  expect(next.number).toBeGreaterThan(list.number);
  expect((await entries("continued.crl", "DER")).length).toBe(4);
  await at.revocationList("old", { number: "1BAD", serials: [] });
  await expect(take("old.crl")).rejects.toMatchObject({ code: "list-outdated" });
});
