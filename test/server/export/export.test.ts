import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { decodePem } from "../../../src/core/x509/pem.ts";
import { issuerId } from "../../../src/server/authority/issuer-id.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { indexRow } from "../../../src/server/export/openssl-index.ts";
import { adoptAuthority } from "../../../src/server/issuance/lifecycle/adopt-authority.ts";
import { issueCertificate } from "../../../src/server/issuance/lifecycle/issue.ts";
import { revokeCertificate } from "../../../src/server/issuance/lifecycle/revoke.ts";
import { createTenant } from "../../../src/server/issuance/tenants.ts";
import { initialise } from "../../../src/server/service/initialise.ts";
import { openService } from "../../../src/server/service/open-service.ts";
import { dataFolder } from "../../../src/server/system/data-folder.ts";
import { makeDatabase } from "../../support/database.ts";
import { OpensslFolder } from "../../support/openssl-authority.ts";
import { runHere } from "../../support/program.ts";

const configuration = `[ca]
default_ca = old
[old]
database = index.txt
new_certs_dir = newcerts
crlnumber = crlnumber
rand_serial = yes
unique_subject = no
default_md = sha256
default_crl_days = 30
crl_extensions = list
[list]
authorityKeyIdentifier = keyid
`;

test("openssl ca goes on where the service stops: with its certificates, revocations and numbers", async () => {
  await using at = await OpensslFolder.create();
  await at.make("old", { key: "RSA-2048" });
  await at.make("other");
  await at.revocationList("old", { number: "07", serials: [["7F01", "keyCompromise"]] });
  const database = await makeDatabase();
  onTestFinished(async () => await database?.drop());
  const data = at.path("data");
  const order = { authority: at.path("old.pem"), key: at.path("old.key") };
  await initialise(data, { now: new Date(), database: database?.url, authority: order, revocationList: at.path("old.crl") });
  const issued = await (async () => {
    await using service = await openService(data);
    await createTenant(service, { name: "医療法人 花", product: "weborca", ...byOperator() });
    const first = await issueCertificate(service, { tenant: "医療法人 花", cn: "client1", ...byOperator() });
    const second = await issueCertificate(service, { tenant: "医療法人 花", cn: "client2", ...byOperator() });
    await revokeCertificate(service, second, "superseded", byOperator());
    await adoptAuthority(service, dataFolder(data).authority, at.path("other.pem"), byOperator());
    return { first, second };
  })();

  const { code, stdout, stderr } = await runHere("authority", "export", "--data", data, "--out", at.path("out"), "--json");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  await using service = await openService(data);
  const [own, adopted] = [issuerId(service.authority), ...service.authority.adopted.map(issuerId)];
  expect(JSON.parse(stdout)).toMatchObject({
    authorities: [
      { issuer: own, certificates: 2, revoked: 2, list: true },
      { issuer: adopted, certificates: 0, revoked: 0, list: false },
    ],
  });

  const folder = at.path(join("out", own));
  expect(decodePem("CERTIFICATE", await readFile(join(folder, "newcerts", `${issued.first.serial}.pem`), "utf8"))).toEqual([
    issued.first.certificate,
  ]);
  await writeFile(join(folder, "ca.cnf"), configuration.replaceAll(/= (index.txt|newcerts|crlnumber)$/gm, `= ${folder}/$1`));
  const openssl = async (...options: readonly string[]): Promise<string> => {
    const { stdout: out, stderr: said } = await at.openssl(...options.map((option) => option.replace("@", `${folder}/`)));
    return out + said;
  };
  const ca = ["ca", "-config", "@ca.cnf", "-cert", "@authority.pem", "-keyfile", at.path("old.key")];
  await openssl(...ca, "-updatedb");
  const index = await readFile(join(folder, "index.txt"), "utf8");
  expect(index).toContain(`\t${issued.first.serial}\tunknown\t/O=\\xE5\\x8C`);
  expect(Array.from(index.matchAll(/^([VR])\t.*\t([0-9A-F]+)\tunknown\t/gm), ([, state, serial]) => [serial, state])).toEqual([
    [issued.first.serial, "V"],
    [issued.second.serial, "R"],
    ["7F01", "R"],
  ]);
  await openssl(...ca, "-gencrl", "-out", "@next.pem");
  const next = await openssl("crl", "-in", "@next.pem", "-noout", "-text", "-crlnumber");
  const last = await openssl("crl", "-in", "@list.pem", "-noout", "-text", "-crlnumber");
  const numberOf = (text: string): bigint => BigInt(/crlNumber=(0x[0-9A-F]+)/.exec(text)?.[1] ?? "0");
  expect(numberOf(next)).toBe(numberOf(last) + 1n);
  for (const list of [next, last]) {
    expect(list.match(/Serial Number: .*/g)?.sort()).toEqual(
      [`Serial Number: 7F01`, `Serial Number: ${issued.second.serial}`].sort(),
    );
    expect(list.match(/Key Compromise|Superseded/g)?.sort()).toEqual(["Key Compromise", "Superseded"]);
  }
  // What is there is never overwritten.
  expect((await runHere("authority", "export", "--data", data, "--out", at.path("out"))).code).toBe(1);
});

const now = new Date("2027-01-01T00:00:00Z");
const row = { serial: "0A", subject: "/CN=client1", notAfter: new Date("2030-02-03T04:05:06Z"), revocation: undefined };

test.each([
  ["a valid certificate", row, "V\t300203040506Z\t\t0A\tunknown\t/CN=client1"],
  [
    "one that expires after 2049",
    { ...row, notAfter: new Date("2051-02-03T04:05:06Z") },
    "V\t20510203040506Z\t\t0A\tunknown\t/CN=client1",
  ],
  ["an expired one", { ...row, notAfter: new Date("2026-02-03T04:05:06Z") }, "E\t260203040506Z\t\t0A\tunknown\t/CN=client1"],
  [
    "a revoked one",
    { ...row, revocation: { at: new Date("2026-05-06T07:08:09.123Z"), reason: "key-compromise" as const } },
    "R\t300203040506Z\t260506070809Z,keyCompromise\t0A\tunknown\t/CN=client1",
  ],
  [
    "a revoked one of which nothing else is known",
    { ...row, subject: "/", notAfter: undefined, revocation: { at: now, reason: "privilege-withdrawn" as const } },
    "R\t99991231235959Z\t270101000000Z,unspecified\t0A\tunknown\t/",
  ],
])("the index has %s", (_, certificate, text) => {
  expect(indexRow(certificate, now)).toBe(text);
});
