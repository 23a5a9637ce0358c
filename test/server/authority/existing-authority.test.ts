import { createHash, X509Certificate } from "node:crypto";
import { appendFile, copyFile, readFile, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseCertificate } from "../../../src/core/x509/certificate.ts";
import { issuersOf } from "../../../src/core/x509/issuers-of.ts";
import { authorityKeyIdentifier, subjectKeyIdentifier } from "../../../src/core/x509/key-identifiers.ts";
import { encodePem } from "../../../src/core/x509/pem.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { issueCertificate } from "../../../src/server/issuance/lifecycle/issue.ts";
import { revocationList } from "../../../src/server/issuance/lifecycle/revocation-list.ts";
import { revokeCertificate } from "../../../src/server/issuance/lifecycle/revoke.ts";
import { serve } from "../../../src/server/serve.ts";
import { checkService } from "../../../src/server/service/check-service.ts";
import { defaultSettings } from "../../../src/server/settings/settings.ts";
import { certificatesOf } from "../../support/enrolment.ts";
import { authorityExtensions, OpensslFolder } from "../../support/openssl-authority.ts";
import { runHere } from "../../support/program.ts";
import { send } from "../../support/tls-client.ts";

let at: OpensslFolder;
beforeAll(async () => {
  at = await OpensslFolder.create();
  await at.make("root");
  await at.make("stranger");
  await writeFile(at.path("secret"), "correct horse\n");
});
afterAll(async () => await at[Symbol.asyncDispose]());

const pem = (der: Uint8Array): string => encodePem("CERTIFICATE", der);

const serverNames = [...defaultSettings.serverCertificate.dnsNames, ...defaultSettings.serverCertificate.ipAddresses];

const secret = ["-passin", "pass:correct horse", "-passout", "pass:correct horse"];

/** Encodes the key of an authority otherwise. */
async function rewrite(...options: readonly string[]): Promise<void> {
  await at.openssl(...options, ...secret);
}

/** `koshin init` with these options, files being in OpenSSL's folder. */
async function init(data: string, options: Readonly<Record<string, string>>): Promise<Awaited<ReturnType<typeof runHere>>> {
  const named = Object.entries(options).flatMap(([option, file]) => [`--${option}`, at.path(file)]);
  return await runHere("init", "--data", at.path(data), ...named, "--json");
}

describe("an authority that exists", () => {
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
            (error: unknown) => String(error),
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

describe("an authority with name constraints", () => {
  test.each([
    ["some, by a tenant's name", "permitted;dirName:clinic", { subjects: "some", server: serverNames, notServer: [] }],
    ["none, by another form", "permitted;dirName:cloud", { subjects: "none", server: serverNames, notServer: [] }],
    ["all but one", "excluded;dirName:clinic", { subjects: "some", server: serverNames, notServer: [] }],
    [
      "all, and for servers two",
      "permitted;IP:127.0.0.0/255.0.0.0,permitted;DNS:app.localhost",
      {
        subjects: "all",
        server: ["app.localhost", "127.0.0.1"],
        notServer: serverNames.filter((each) => each !== "app.localhost" && each !== "127.0.0.1"),
      },
    ],
  ])("is taken, and init says which of the configured names it permits: %s", async (_, constraints, names) => {
    const name = `names-${createHash("sha256").update(constraints).digest("hex").slice(0, 8)}`;
    await at.make(name, { by: "root", extensions: [...authorityExtensions, `nameConstraints=critical,${constraints}`] });
    const options = { authority: `${name}.pem`, "authority-key": `${name}.key`, root: "root.pem" };
    const made = await init(`data-${name}`, options);
    expect(JSON.parse(made.stdout)).toMatchObject({ permittedNames: names });
    const said = await runHere(
      "init",
      "--data",
      at.path(`said-${name}`),
      ...Object.entries(options).flatMap(([option, file]) => [`--${option}`, at.path(file)]),
    );
    expect(said.stdout).toMatch(
      /Its name constraints permit (every subject|only some subjects|no subject) of first certificates \(O=\{tenant\}, CN=\{holder\}\)/,
    );
  });
});

describe("the server's certificate of an authority that may not sign it", () => {
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
