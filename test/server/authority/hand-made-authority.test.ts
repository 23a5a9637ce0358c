import { execFile } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { chmod, copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import * as v from "valibot";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { dayInMilliseconds } from "../../../src/core/days.ts";
import { encodeName } from "../../../src/core/name/name.ts";
import { exportPublicKey, generateKeyPair } from "../../../src/core/x509/key-pair.ts";
import { encodePem } from "../../../src/core/x509/pem.ts";
import { yearsAfter } from "../../../src/core/years.ts";
import { paths } from "../../../src/protocol/paths.ts";
import { Status } from "../../../src/protocol/status.ts";
import { issueLeaf } from "../../../src/server/authority/leaf.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { issueCertificate } from "../../../src/server/issuance/lifecycle/issue.ts";
import { revocationList } from "../../../src/server/issuance/lifecycle/revocation-list.ts";
import { rotateAuthority } from "../../../src/server/issuance/lifecycle/rotate-authority.ts";
import { serve } from "../../../src/server/serve.ts";
import { checkService } from "../../../src/server/service/check-service.ts";
import { initialise } from "../../../src/server/service/initialise.ts";
import { openService } from "../../../src/server/service/open-service.ts";
import { defaultCertificateProfile } from "../../../src/server/settings/certificate-profile.ts";
import { dataFolder } from "../../../src/server/system/data-folder.ts";
import { readPassphrase } from "../../../src/server/system/read-passphrase.ts";
import { certificatesOf, enrol, makeRequest, refusalOf } from "../../support/enrolment.ts";
import { runHere } from "../../support/program.ts";
import { send, type Connection } from "../../support/tls-client.ts";
import { verifiesInOpenssl } from "../../support/verify-chain.ts";

const run = promisify(execFile);

let folder: string;
let data: string;
const now = new Date();
/** OpenSSL's certificates are valid from their creation. */
const tomorrow = new Date(now.getTime() + dayInMilliseconds);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "koshin-hand-made-"));
  data = join(folder, "data");
  await initialise(data, { now });
});
afterEach(async () => await rm(folder, { recursive: true }));

const authority = (name: string): string => join(data, "authority", name);

/** Creates a root and an issuing authority with OpenSSL, as an operator would, and replaces Koshin's with them. */
async function putInAuthority(
  options: readonly string[],
  {
    extensions = "basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign,cRLSign",
    root = "basicConstraints=critical,CA:TRUE",
    days = "5000",
    generation = "",
  } = {},
): Promise<void> {
  const at = (name: string): string => join(folder, name);
  const openssl = async (...args: readonly string[]): Promise<unknown> => await run("openssl", args);
  await openssl(
    "req",
    "-x509",
    "-newkey",
    ...options,
    "-nodes",
    "-keyout",
    at("root.key"),
    "-subj",
    "/O=Clinic/CN=Clinic Root",
    "-addext",
    root,
    "-addext",
    "keyUsage=critical,keyCertSign,cRLSign",
    "-days",
    "7000",
    "-out",
    at("root.pem"),
  );
  await openssl(
    "req",
    "-newkey",
    ...options,
    "-nodes",
    "-keyout",
    at("issuing.key"),
    "-subj",
    "/C=JP/O=Clinic/OU=A+CN=Clinic Issuing",
    "-multivalue-rdn",
    "-out",
    at("issuing.csr"),
  );
  // The key identifier is a SHA-1 here, as in most authorities.
  await writeFile(
    at("ext"),
    `${extensions}\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n[others]\nO=others\n[server]\nCN=localhost\n`,
  );
  await openssl(
    "x509",
    "-req",
    "-in",
    at("issuing.csr"),
    "-CA",
    at("root.pem"),
    "-CAkey",
    at("root.key"),
    "-days",
    days,
    "-extfile",
    at("ext"),
    "-out",
    at("issuing.pem"),
  );
  const place = (name: string): string => authority(name.replace(".", `${generation}.`));
  for (const name of ["root.pem", "issuing.pem"]) {
    await copyFile(at(name), place(name));
    await chmod(place(name), 0o600);
  }
  const passphrase = `file:${join(data, "passphrase")}`;
  for (const name of ["root.key", "issuing.key"]) {
    await openssl(
      "pkcs8",
      "-topk8",
      "-in",
      at(name),
      "-v2",
      "aes-256-cbc",
      "-passout",
      passphrase,
      "-out",
      authority(name.replace(".", `${generation}.`)),
    );
  }
}

/** The outcome for the authority of a check, a start, and a reload of a service that was already running. */
async function judgements(): Promise<readonly string[]> {
  const starting = serve({ data, port: 0, log: "silent" });
  const start = await starting.then(
    async (service) => {
      await service.close();
      return "started";
    },
    (error: unknown) => (error instanceof Error && "code" in error ? String(error.code) : "failed unexpectedly"),
  );
  const check = (await checkService(data, tomorrow)).filter(({ what }) => what === "authority").map(({ sentence }) => sentence);
  return [start, ...check];
}

describe("an authority supplied by the operator in the data folder", () => {
  test.each([
    ["RSA of 2048 bits", ["rsa:2048"]],
    ["P-256", ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"]],
    ["P-384", ["ec", "-pkeyopt", "ec_paramgen_curve:P-384"]],
  ])(
    "signs with %s so that OpenSSL verifies it: certificates, revocation lists, the server's certificate, the next authority",
    async (_, options) => {
      await putInAuthority(options);
      const running = await serve({ data, port: 0, log: "silent" });
      const { service } = running;
      const { root, issuing } = service.authority;
      const spki = await exportPublicKey(await generateKeyPair("P-256"));
      const plan = {
        subject: encodeName({ cn: "client28", o: "u00000014" }),
        spki,
        keyKind: "P-256",
        profile: defaultCertificateProfile,
        notAfter: yearsAfter(now, 3),
        now,
      } as const;
      expect(
        await verifiesInOpenssl(
          { root, untrusted: [issuing], leaf: (await issueLeaf(service.authority, plan)).der },
          "sslclient",
          tomorrow,
        ),
      ).toBe(true);
      // It was Koshin's own, from an authority that no longer exists.
      const server = new X509Certificate(await readFile(authority("server.pem"))).raw;
      expect(await verifiesInOpenssl({ root, untrusted: [issuing], leaf: server }, "sslserver", tomorrow)).toBe(true);
      const list = join(folder, "list.crl");
      await writeFile(list, (await revocationList(service, service.authority, now)).der);
      const crl = await run("openssl", ["crl", "-inform", "DER", "-in", list, "-noout", "-CAfile", authority("issuing.pem")]);
      expect(crl.stderr).toContain("verify OK");
      await running.close();
      expect(await judgements()).toEqual(["started"]);

      await using other = await openService(data);
      await rotateAuthority(other, dataFolder(data).authority, await readPassphrase(join(data, "passphrase")), {
        what: "issuing-ca",
        ...byOperator(now),
      });
      await using rotated = await openService(data);
      expect(rotated.authority.issuerName).toEqual(service.authority.issuerName);
      const leaf = (await issueLeaf(rotated.authority, plan)).der;
      expect(await verifiesInOpenssl({ root, untrusted: [rotated.authority.issuing, issuing], leaf }, "sslclient", tomorrow)).toBe(
        true,
      );
    },
  );

  test.each([
    ["Ed25519", ["ed25519"]],
    ["P-521", ["ec", "-pkeyopt", "ec_paramgen_curve:P-521"]],
    ["RSA of 1024 bits", ["rsa:1024"]],
  ])("with an unsupported key, %s, is rejected in the same way by start and check", async (_, options) => {
    await putInAuthority(options);
    expect(await judgements()).toEqual([
      "authority-unsuitable",
      `${authority("issuing.key")} is a key of an unsupported kind. Use an authority whose key is P-256, P-384, or RSA of 2048 to 4096 bits.`,
    ]);
  });

  test("with a different name from an earlier one makes check note what browser policies need, which is not a fault", async () => {
    await putInAuthority(["ec", "-pkeyopt", "ec_paramgen_curve:P-256"], { generation: "-2-00000000" });
    await (await serve({ data, port: 0, log: "silent" })).close();
    const { code, stdout } = await runHere("check", "--data", data, "--json");
    const names = 'Certificates name "CN=Clinic Issuing, O=Clinic, OU=A" as their issuer, and earlier ones "CN=Koshin Issuing CA".';
    const sentence = `${names} A browser policy that selects only by an earlier name (AutoSelectCertificateForUrls) keeps selecting old certificates, so that no proof succeeds: have administrators add an entry for each issuer whose certificates are in use.`;
    expect([code, JSON.parse(stdout)]).toEqual([0, { good: true, findings: [{ what: "authority", sentence, note: true }] }]);
    expect((await runHere("check", "--data", data)).stdout).toBe(`authority: Note: ${sentence}\n${data} is in order.\n`);
    // Once the earlier one has expired, so have its certificates.
    const end = new X509Certificate(await readFile(authority("issuing.pem"))).validToDate;
    expect((await checkService(data, end)).filter(({ note }) => note)).toEqual([]);
  });

  test("is rejected with another one's key, and a running service continues with the right one", async () => {
    const running = await serve({ data, port: 0, log: "silent" });
    const right = await readFile(authority("issuing.key"));
    await copyFile(authority("root.key"), authority("issuing.key"));
    await expect(running.reload()).rejects.toMatchObject({ code: "authority-mismatched" });
    await running.close();
    expect(await judgements()).toEqual([
      "authority-mismatched",
      `${authority("issuing.key")} is not the key of ${authority("issuing.pem")}. Restore both from one backup.`,
    ]);
    await writeFile(authority("issuing.key"), right);
    expect(await judgements()).toEqual(["started"]);
  });

  test("is rejected if its certificate is not that of an authority, or malformed", async () => {
    await putInAuthority(["rsa:2048"], { extensions: "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature" });
    expect(await judgements()).toEqual([
      "authority-unsuitable",
      expect.stringContaining(`${authority("issuing.pem")} is not a CA certificate`),
    ]);
    await writeFile(authority("issuing.pem"), "none");
    expect(await judgements()).toEqual([
      "authority-unsuitable",
      expect.stringContaining(`${authority("issuing.pem")} is not a CA certificate`),
    ]);
  });

  test("is rejected if no root beside it has signed it", async () => {
    const other = join(folder, "other");
    await initialise(other, { now });
    await copyFile(join(other, "authority", "root.pem"), authority("root.pem"));
    expect(await judgements()).toEqual(["authority-mismatched", expect.stringContaining("it is signed by none of the roots")]);
  });

  test.each([
    ["its root allows no authority below it", { root: "basicConstraints=critical,CA:TRUE,pathlen:0" }],
    [
      "it has an unknown critical extension",
      { extensions: "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n1.2.3.4.5.6=critical,DER:0500" },
    ],
  ])("is rejected if its signatures would not verify anywhere: %s", async (_, options) => {
    await putInAuthority(["ec", "-pkeyopt", "ec_paramgen_curve:P-256"], options);
    expect(await judgements()).toEqual([
      "authority-mismatched",
      expect.stringContaining(`Certificates signed by ${authority("issuing.pem")} do not verify`),
    ]);
  });

  test("issues and renews only what its name constraints permit, name by name", async () => {
    const order = { createTenant: "weborca", cn: "client28", ...byOperator(now) };
    const notAfter = new Date(now.getTime() + 50 * dayInMilliseconds);
    const [kept, forbidden] = await (async () => {
      await using service = await openService(data);
      return [
        await issueCertificate(service, { ...order, tenant: "others", notAfter }),
        await issueCertificate(service, { ...order, tenant: "u00000014", notAfter }),
      ] as const;
    })();
    const constraints = "nameConstraints=critical,permitted;dirName:others,permitted;dirName:server";
    const extensions = `basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n${constraints}`;
    await putInAuthority(["ec", "-pkeyopt", "ec_paramgen_curve:P-256"], { extensions, generation: "-2-00000000" });
    const running = await serve({ data, port: 0, log: "silent" });
    try {
      const { service, addresses } = running;
      const { root, issuing } = service.authority;
      const at = ({ certificate, privateKey }: typeof kept): Connection => ({
        port: Number(new URL(addresses.app).port),
        root: encodePem("CERTIFICATE", root),
        identity: { cert: encodePem("CERTIFICATE", certificate), key: encodePem("PRIVATE KEY", privateKey) },
      });
      const renewed = await enrol(at(kept), (await makeRequest({ cn: "client28", o: "others" })).body);
      const [{ der: leaf }] = certificatesOf(renewed);
      expect(await verifiesInOpenssl({ root, untrusted: [issuing], leaf }, "sslclient", tomorrow)).toBe(true);
      expect(refusalOf(await enrol(at(forbidden), (await makeRequest({ cn: "client28", o: "u00000014" })).body))).toBe(
        "403 name-not-permitted",
      );
      const status = v.parse(v.pipe(v.string(), v.parseJson(), Status), (await send(at(forbidden), { path: paths.status })).body);
      expect([status.refusal?.code, status.pending]).toEqual(["name-not-permitted", null]);
      const refused = issueCertificate(service, { ...order, tenant: "u00000014" });
      await expect(refused).rejects.toMatchObject({ code: "name-not-allowed" });
      await expect(refused).rejects.toThrow("CN=client28,O=u00000014");
    } finally {
      await running.close();
    }
    expect((await checkService(data, tomorrow)).filter(({ note }) => note !== true)).toEqual([]);
  });
});
