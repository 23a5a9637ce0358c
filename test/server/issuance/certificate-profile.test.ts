import { execFile } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Bytes } from "../../../src/core/bytes.ts";
import { primitiveContextTag } from "../../../src/core/der/tag.ts";
import { element, oid, sequence } from "../../../src/core/der/write.ts";
import { encodeName } from "../../../src/core/name/name.ts";
import { readExtensions } from "../../../src/core/x509/extensions.ts";
import { encodePem } from "../../../src/core/x509/pem.ts";
import { issuerId } from "../../../src/server/authority/issuer-id.ts";
import { leafExtensions } from "../../../src/server/authority/leaf-extensions.ts";
import { randomSerial } from "../../../src/server/authority/signing/serial.ts";
import { extension, signCertificate } from "../../../src/server/authority/signing/sign-certificate.ts";
import { keyFingerprint } from "../../../src/server/issuance/certifiable-key.ts";
import { CertificateProfile, defaultCertificateProfile } from "../../../src/server/settings/certificate-profile.ts";
import { certificatesOf, enrol, makeRequest } from "../../support/enrolment.ts";
import { numberOf } from "../../support/records.ts";
import { startService, type ThrowawayService } from "../../support/throwaway-service.ts";
import type { Connection } from "../../support/tls-client.ts";

const run = promisify(execFile);

const profile = v.parse(CertificateProfile, {
  crlAddresses: ["http://pki.example.jp/{issuer}.crl", "ldap://ldap.example.jp/cn=ca?certificateRevocationList"],
  issuerAddresses: ["http://pki.example.jp/{issuer}.cer"],
  ocspAddresses: ["http://ocsp.example.jp/"],
  policies: [{ oid: "1.2.392.200250.1.1", cps: "https://pki.example.jp/cps" }, { oid: "2.999.7" }],
  extendedKeyUsage: { purposes: ["1.3.6.1.5.5.7.3.4", "1.3.6.1.4.1.311.20.2.2"], critical: true },
  keyUsage: ["nonRepudiation", "keyAgreement", "dataEncipherment"],
  subjectAltName: "keep",
});

let folder: string;
let world: ThrowawayService;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "koshin-profile-"));
  world = await startService({ settings: { crlUrl: "http://crl.example.jp/crl", certificateProfile: profile } });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

/** A holder whose certificate, by the same authority, has these extensions. */
async function holderWith(extensions: readonly Bytes[]): Promise<Connection> {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const spki = new Uint8Array(publicKey.export({ type: "spki", format: "der" }));
  const { serial, notAfter } = await world.issue("client28", 50);
  const subject = encodeName({ cn: "client28", o: "u00000014" });
  const plan = { serial: randomSerial(), subject, spki, notBefore: new Date(0), notAfter, extensions };
  const der = await signCertificate(world.service.authority, plan);
  await world.service.store
    .updateTable("certificates")
    .set({ der, serial: Buffer.from(plan.serial).toString("hex").toUpperCase(), spkiSha256: keyFingerprint(spki) })
    .where("number", "=", await numberOf(world.service.store, serial))
    .execute();
  const identity = { cert: encodePem("CERTIFICATE", der), key: privateKey.export({ type: "pkcs8", format: "pem" }).toString() };
  return { port: world.port, root: world.root, identity, host: "app.localhost" };
}

async function renew(holder: Connection): Promise<Bytes> {
  const { body } = await makeRequest({ cn: "client28", o: "u00000014" });
  return certificatesOf(await enrol(holder, body))[0].der;
}

const clientOnly = extension("2.5.29.37", sequence(oid("1.3.6.1.5.5.7.3.2")), { critical: false });
const alternative = sequence(element(primitiveContextTag(1), new TextEncoder().encode("clerk@clinic.example")));

describe("the profile of certificates", () => {
  test("adds addresses, policies and usages, as OpenSSL reads them", async () => {
    const file = join(folder, "leaf.pem");
    await writeFile(file, encodePem("CERTIFICATE", await renew(await holderWith([clientOnly]))));
    const { stdout } = await run("openssl", ["x509", "-in", file, "-noout", "-text"]);
    const id = issuerId(world.service.authority);
    for (const expected of [
      `URI:http://crl.example.jp/crl/${id}`,
      `URI:http://pki.example.jp/${id}.crl`,
      "URI:ldap://ldap.example.jp/cn=ca?certificateRevocationList",
      "OCSP - URI:http://ocsp.example.jp/",
      `CA Issuers - URI:http://pki.example.jp/${id}.cer`,
      "Policy: 1.2.392.200250.1.1",
      "CPS: https://pki.example.jp/cps",
      "Policy: 2.999.7",
      "X509v3 Extended Key Usage: critical",
      "TLS Web Client Authentication, E-mail Protection, Microsoft Smartcard Login",
      "Digital Signature, Non Repudiation, Key Agreement",
    ]) {
      expect(stdout).toContain(expected);
    }
    expect(stdout).not.toContain("Subject Alternative Name");
    expect(stdout.match(/CRL Distribution Points/g)).toHaveLength(1);
  });

  test.each([false, true])("keeps the predecessor's subjectAltName octet for octet, critical: %s", async (critical) => {
    const replacement = await renew(await holderWith([clientOnly, extension("2.5.29.17", alternative, { critical })]));
    expect(readExtensions(replacement).get("2.5.29.17")).toEqual({ critical, value: alternative });
  });

  test("gives a key only usages that apply to its kind", () => {
    const usageOf = (kind: "P-256" | "RSA-2048"): string | undefined =>
      leafExtensions(world.service.authority, kind, profile, undefined)
        .map((each) => Buffer.from(each).toString("hex"))
        .find((each) => each.includes("0603551d0f"));
    expect(usageOf("P-256")).toMatch(/030203c8$/);
    expect(usageOf("RSA-2048")).toMatch(/030204f0$/);
  });

  test("is the plain one by default", () => expect(v.parse(CertificateProfile, {})).toEqual(defaultCertificateProfile));

  test.each([
    ["a list at an address of files", { crlAddresses: ["file:///crl"] }],
    ["a list at no address", { crlAddresses: ["pki.example.jp/crl"] }],
    ["an address that is not ASCII", { issuerAddresses: ["http://pki.例え.jp/ca"] }],
    ["a responder by ldap", { ocspAddresses: ["ldap://ocsp.example.jp/"] }],
    ["a policy that is no object identifier", { policies: [{ oid: "1.2.x" }] }],
    ["a policy of an arc that does not exist", { policies: [{ oid: "3.1.2" }] }],
    ["a policy with a leading zero", { policies: [{ oid: "1.2.03" }] }],
    ["a policy twice", { policies: [{ oid: "1.2.3" }, { oid: "1.2.3", cps: "https://pki.example.jp/" }] }],
    ["any purpose, critical", { extendedKeyUsage: { purposes: ["2.5.29.37.0"], critical: true } }],
    ["the right to sign certificates", { keyUsage: ["keyCertSign"] }],
    ["names that nobody had", { subjectAltName: ["dns:clinic.example"] }],
    ["an extension that it does not know", { basicConstraints: "CA:TRUE" }],
  ])("does not accept %s", (_, content) => expect(v.safeParse(CertificateProfile, content).success).toBe(false));
});
