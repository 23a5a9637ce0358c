import { writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { generatePassword } from "../../src/core/password.ts";
import { parseCertificate, subjectIn } from "../../src/core/x509/certificate.ts";
import { decodePem, encodePem } from "../../src/core/x509/pem.ts";
import type { World } from "../../src/demo/world-file.ts";
import { webappAssets } from "../../src/demo/world.ts";
import { createAccount } from "../../src/server/accounts/accounts.ts";
import { byOperator } from "../../src/server/commands/line/by-operator.ts";
import { revocationList } from "../../src/server/issuance/lifecycle/revocation-list.ts";
import { initialise } from "../../src/server/service/initialise.ts";
import { openService } from "../../src/server/service/open-service.ts";
import { demonstrationSettings } from "../../src/server/settings/settings.ts";
import { issueMany, makeOpensslCloud, type OpensslCloud } from "../support/openssl-cloud.ts";
import type { MadeByOther } from "../support/other-authority.ts";
import { replacementOf } from "../support/records.ts";
import { succeeds } from "../support/walk-takeover.ts";
import { Clinic } from "./clinic.ts";
import { Person } from "./person.ts";
import { renewAndProve } from "./renew-and-prove.ts";
import { sharedComputer } from "./shared-computer.ts";

const tenant = "u00000014";
const computer = sharedComputer();
let cloud: OpensslCloud;
let held: MadeByOther;
beforeAll(async () => {
  cloud = await makeOpensslCloud("RSA-2048");
  held = await cloud.issuing.issue({ subject: `/C=JP/O=${tenant}/CN=client28`, kind: "RSA-2048", days: 71 });
  await issueMany(cloud.issuing, 99);
});
afterAll(async () => await cloud[Symbol.asyncDispose]());

/** Takes the cloud over as its operator does: `koshin init --authority`, `koshin import`. */
async function takeOver(data: string): Promise<World> {
  const { root, issuing } = cloud;
  const files = { authority: issuing.path, key: join(issuing.folder, "ca.key"), root: root.path };
  const settings = { ...demonstrationSettings, webapp: { assets: webappAssets } };
  await initialise(data, { now: new Date(), settings, authority: files });
  const paths = [join(issuing.folder, "index.txt"), join(issuing.folder, "newcerts")];
  expect(await succeeds("import", "--data", data, ...paths)).toMatchObject({ taken: 100, repeated: 100, refused: {} });
  const account = { name: "ormaster", tenant, password: generatePassword() };
  await using service = await openService(data);
  await createAccount(service.store, { ...account, ...byOperator() });
  return {
    ...{ complete: true, user: account.name, password: account.password, tenant, otherTenant: "u00010000" },
    certificates: [{ cn: "client28", tenant, serial: held.serial, ...(await writeFileOf(held)) }],
  };
}

/** The .p12 file that the cloud gave to its holder. */
async function writeFileOf({ path, cert }: MadeByOther): Promise<{ p12: string; passwordFile: string; notAfter: string }> {
  const [p12, passwordFile] = [path.replace(/pem$/, "p12"), path.replace(/pem$/, "txt")];
  await writeFile(passwordFile, "geheim\n");
  await cloud.issuing.openssl(
    ...["pkcs12", "-export", "-in", path, "-inkey", path.replace(/pem$/, "key"), "-certfile", cloud.issuing.path],
    ...["-passout", `file:${passwordFile}`, "-out", p12],
  );
  return { p12, passwordFile, notAfter: parseCertificate(derOf(cert)).notAfter.toISOString() };
}

function derOf(pem: string): Uint8Array<ArrayBuffer> {
  const [der = new Uint8Array()] = decodePem("CERTIFICATE", pem);
  return der;
}

describe("a certificate of somebody else's authority, which openssl ca has issued", () => {
  let clinic: Clinic;
  beforeEach(async () => {
    clinic = await Clinic.open({ certificates: ["client28"], extension: true, computer, begin: takeOver });
  });
  afterEach(async () => await clinic[Symbol.asyncDispose]());

  test("is renewed in the browser that holds it, and proved, under the root that everybody knows", async () => {
    const person = new Person(await clinic.logIn());
    await person.reads("クライアント証明書の更新が必要です");
    const { p12, serial } = await renewAndProve(clinic, person);
    expect(basename(p12)).toMatch(/^\d{6}_JP_u00000014_client28\.p12$/);
    const { service } = clinic.service;
    const replacement = await replacementOf(service.store, held.serial);
    expect(replacement?.serial).toBe(serial);
    expect(replacement?.firstUsedAt).not.toBeNull();
    const octets = new Uint8Array(replacement?.der ?? []);
    expect(subjectIn(octets)).toEqual(subjectIn(derOf(held.cert)));

    await succeeds("revoke", "--data", clinic.data, "--serial", held.serial, "--reason", "superseded");
    const { der } = await revocationList(service, service.authority, new Date());
    const files = { "list.pem": encodePem("X509 CRL", new Uint8Array(der)), "new.pem": encodePem("CERTIFICATE", octets) };
    const at = (name: string): string => join(cloud.issuing.folder, name);
    for (const [name, content] of Object.entries(files)) await writeFile(at(name), content);
    const verify = async (path: string, ...options: readonly string[]): Promise<string> =>
      await cloud.issuing
        .openssl("verify", "-CAfile", cloud.root.path, "-untrusted", "ca.pem", ...options, path)
        .catch((error: unknown) => String(error));
    const check = ["-crl_check", "-CRLfile", "list.pem"];
    expect(await verify(held.path)).toContain("OK");
    expect(await verify("new.pem", ...check)).toContain("OK");
    expect(await verify(held.path, ...check)).toContain("certificate revoked");
  });
});
