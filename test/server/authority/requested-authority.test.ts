import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decodePem } from "../../../src/core/x509/pem.ts";
import { policyNameOf } from "../../../src/server/authority/ca-certificate.ts";
import { issuerId } from "../../../src/server/authority/issuer-id.ts";
import { writeRequest } from "../../../src/server/authority/requested/request-authority.ts";
import { readSubject } from "../../../src/server/commands/authority/read-subject.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { acceptAuthority } from "../../../src/server/issuance/lifecycle/accept-authority.ts";
import { issueCertificate } from "../../../src/server/issuance/lifecycle/issue.ts";
import { serve } from "../../../src/server/serve.ts";
import { checkService } from "../../../src/server/service/check-service.ts";
import { initialise } from "../../../src/server/service/initialise.ts";
import { openRecords, openService, readAuthority } from "../../../src/server/service/open-service.ts";
import { readAudit } from "../../../src/server/store/audit/audit.ts";
import { dataFolder } from "../../../src/server/system/data-folder.ts";
import { readPassphrase } from "../../../src/server/system/read-passphrase.ts";
import { OpensslFolder } from "../../support/openssl-authority.ts";
import { runHere } from "../../support/program.ts";
import { verifiesInOpenssl } from "../../support/verify-chain.ts";

let at: OpensslFolder;
let data: string;
beforeAll(async () => {
  at = await OpensslFolder.create();
  data = at.path("data");
  await at.make("root", { key: "RSA-2048" });
  await at.make("policy", { by: "root" });
  await at.make("other");
  await writeFile(
    at.path("ext"),
    "basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\nnameConstraints=critical,excluded;DNS:elsewhere.example\n",
  );
});
afterAll(async () => await at[Symbol.asyncDispose]());

/** The operators of a root sign the request that waits, as they do with OpenSSL. */
async function certify(out: string, by = "root", ...options: readonly string[]): Promise<void> {
  const signer = ["-CA", `${by}.pem`, "-CAkey", `${by}.key`, "-extfile", "ext", "-days", "3000"];
  await at.openssl("x509", "-req", "-in", dataFolder(data).authority.request, "-out", out, ...signer, ...options);
}

async function accept(path: string, root?: string): Promise<unknown> {
  await using records = await openRecords(data);
  const { authority, passphrase } = dataFolder(data);
  const named = root === undefined ? undefined : at.path(root);
  return await acceptAuthority(records, authority, await readPassphrase(passphrase), {
    path: at.path(path),
    root: named,
    ...byOperator(),
  });
}

/** Requests another authority, as `koshin authority request` does. */
async function request(): Promise<void> {
  const { authority, passphrase } = dataFolder(data);
  await writeRequest(authority, await readPassphrase(passphrase), {
    keyKind: "P-384",
    subject: readSubject("/C=JP/O=Clinic/CN=Next CA"),
  });
}

describe("an authority that the operators of a root are asked for", () => {
  test("is what a service may begin with: until it is accepted, everything says what to do", async () => {
    const made = await runHere("init", "--data", data, "--root", at.path("root.pem"), "--json");
    expect(JSON.parse(made.stdout)).toEqual({ data, demo: false, authority: "requested" });
    await expect(serve({ data, port: 0, log: "silent" })).rejects.toMatchObject({ code: "authority-requested" });
    const [finding, ...others] = await checkService(data, new Date());
    expect([finding?.what, others]).toEqual(["authority", []]);
    expect(finding?.sentence).toContain("koshin authority accept");
    // Printed again, and not changed by accident.
    const printed = await runHere("authority", "request", "--data", data);
    expect(printed).toMatchObject({ code: 0, stdout: await readFile(dataFolder(data).authority.request, "utf8") });
    const refused = await runHere("authority", "request", "--data", data, "--key-kind", "RSA-2048", "--json");
    expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code: "request-waiting" } });
    const options = ["--replace", "--key-kind", "RSA-2048", "--subject", "/C=JP/O=Clinic/CN=Clinic Issuing CA"];
    const replaced = await runHere("authority", "request", "--data", data, ...options, "--out", at.path("sent.csr"), "--json");
    expect(JSON.parse(replaced.stdout)).toMatchObject({ changed: true, out: at.path("sent.csr") });
    const { stdout, stderr } = await at.openssl("req", "-in", "sent.csr", "-verify", "-noout", "-text", "-nameopt", "RFC2253");
    expect(`${stdout}${stderr}`).toContain("verify OK");
    expect(stdout).toContain("Subject: CN=Clinic Issuing CA,O=Clinic,C=JP");
    expect(stdout).toMatch(/Public-Key: \(2048 bit\)[^]*CA:TRUE, pathlen:0[^]*Certificate Sign, CRL Sign/);

    await certify("made.pem");
    const accepted = await runHere("authority", "accept", at.path("made.pem"), "--data", data, "--json");
    expect(JSON.parse(accepted.stdout)).toMatchObject({
      ...{ changed: true, generation: 1, issuer: "CN=Clinic Issuing CA, O=Clinic" },
      permittedNames: { subjects: "all", notServer: [] },
    });
    const again = await runHere("authority", "accept", at.path("made.pem"), "--data", data, "--json");
    expect(JSON.parse(again.stdout)).toMatchObject({ changed: false });
    await (await serve({ data, port: 0, log: "silent" })).close();
    expect(await checkService(data, new Date())).toEqual([]);
  });

  test("signs after it is accepted, beside the earlier one, and certificates of both verify", async () => {
    await request();
    await certify("second.pem", "policy");
    await at.openssl(
      "crl2pkcs7",
      "-nocrl",
      "-certfile",
      "second.pem",
      "-certfile",
      "policy.pem",
      "-outform",
      "DER",
      "-out",
      "second.p7b",
    );
    expect(await accept("second.p7b")).toEqual({ generation: 2, resumed: false });
    await using service = await openService(data);
    const { authority, store } = service;
    expect(policyNameOf(authority.issuing)).toBe("CN=Next CA, O=Clinic");
    expect(authority.earlier.map(({ issuing }) => policyNameOf(issuing))).toEqual(["CN=Clinic Issuing CA, O=Clinic"]);
    const entries = await readAudit(store, issuerId(authority));
    expect(entries.map(({ action }) => action)).toEqual(["issuing-authority-rotated"]);
    const order = { tenant: "u00000014", createTenant: "weborca", cn: "client1", ...byOperator() };
    const { certificate: leaf, chain } = await issueCertificate(service, order);
    expect(chain).toHaveLength(3);
    const root = chain.at(-1) ?? leaf;
    expect(await verifiesInOpenssl({ root, untrusted: chain.slice(0, -1), leaf }, "sslclient", new Date())).toBe(true);
    expect(existsSync(dataFolder(data).authority.requestedKey)).toBe(false);
  });

  test("may be under another root, which is then trusted, too", async () => {
    await request();
    await certify("third.pem", "other");
    await expect(accept("third.pem")).rejects.toMatchObject({ code: "authority-mismatched" });
    expect(await accept("third.pem", "other.pem")).toEqual({ generation: 3, resumed: false });
    const { root, otherRoots } = await readAuthority(data);
    const der = async (name: string): Promise<Uint8Array | undefined> =>
      decodePem("CERTIFICATE", await readFile(at.path(name), "utf8"))[0];
    expect([root, ...otherRoots]).toEqual([await der("other.pem"), await der("root.pem")]);
    const findings = (await checkService(data, new Date())).filter(({ what }) => what === "authority");
    expect(findings).toEqual([expect.objectContaining({ note: true })]);
  });

  test("cannot be made by rotation, which names the way", async () => {
    for (const what of ["issuing-ca", "root"]) {
      const refused = await runHere("rotate", what, "--data", data, "--json");
      expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code: "root-foreign" } });
      expect(refused.stdout).toContain("koshin authority request");
    }
    const ending = await checkService(data, new Date(Date.now() + 3000 * 86_400_000 - 3 * 366 * 86_400_000));
    expect(ending.map(({ sentence }) => sentence).join()).toContain("koshin authority request --data");
  });

  test.each([
    ["that is for another key", async () => await at.make("made-up", { by: "root" }), "made-up.pem", "authority-mismatched"],
    [
      "that is no authority's",
      async () => await writeFile(at.path("ext"), "basicConstraints=CA:FALSE\n").then(() => certify("leaf.pem")),
      "leaf.pem",
      "authority-unsuitable",
    ],
    [
      "that would end too soon",
      async () =>
        await writeFile(at.path("ext"), "basicConstraints=critical,CA:TRUE\n").then(() =>
          certify("short.pem", "root", "-days", "900"),
        ),
      "short.pem",
      "authority-expires-first",
    ],
    ["that is none", async () => await writeFile(at.path("none.pem"), "none"), "none.pem", "authority-file-malformed"],
  ])("is not accepted by a certificate %s, and the present one signs on", async (_, make, path, code) => {
    if (!existsSync(dataFolder(data).authority.request)) await request();
    const before = (await readAuthority(data)).issuing;
    await make();
    await expect(accept(path)).rejects.toMatchObject({ code });
    expect((await readAuthority(data)).issuing).toEqual(before);
    expect(existsSync(dataFolder(data).authority.request)).toBe(true);
  });

  test("without a request is not accepted", async () => {
    const bare = at.path("bare");
    await initialise(bare, { now: new Date() });
    const refused = await runHere("authority", "accept", at.path("other.pem"), "--data", bare, "--json");
    expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code: "request-missing" } });
    // Left over from a command that was killed.
    await writeFile(dataFolder(bare).authority.requestedKey, "left over");
    expect(await runHere("authority", "request", "--data", bare, "--replace")).toMatchObject({ code: 0 });
    const wrong = await runHere("authority", "request", "--data", bare, "--replace", "--subject", "CN=x", "--json");
    expect(JSON.parse(wrong.stdout)).toMatchObject({ error: { code: "name-not-allowed" } });
    expect(existsSync(dataFolder(bare).authority.request)).toBe(true);
  });
});
