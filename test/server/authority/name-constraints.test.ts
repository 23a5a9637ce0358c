import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseCertificate } from "../../../src/core/x509/certificate.ts";
import { readExtensions } from "../../../src/core/x509/extensions.ts";
import { findForbiddenName } from "../../../src/server/authority/names/name-constraints.ts";
import { authorityExtensions, OpensslFolder } from "../../support/openssl-authority.ts";

let at: OpensslFolder;
beforeAll(async () => (at = await OpensslFolder.create()));
afterAll(async () => await at[Symbol.asyncDispose]());

/** A certificate: its subject, and its alternative names as OpenSSL writes them. */
type Leaf = readonly [subject: string, alternative?: string];

/** Whether OpenSSL accepts a certificate below an authority with name constraints, and which name this service finds forbidden. */
async function judged(constraints: string, [subject, alternative]: Leaf): Promise<readonly [boolean, string | undefined]> {
  await at.make("ca", { subject: "/CN=Some CA", extensions: [...authorityExtensions, `nameConstraints=critical,${constraints}`] });
  const names = alternative === undefined ? [] : [`subjectAltName=${alternative}`];
  await at.make("leaf", { by: "ca", subject, extensions: ["basicConstraints=CA:FALSE", ...names] });
  const accepted = await at.openssl("verify", "-CAfile", "ca.pem", "leaf.pem").then(
    () => true,
    () => false,
  );
  const [ca, leaf] = await Promise.all(
    ["ca.pem", "leaf.pem"].map(async (name) => new Uint8Array(new X509Certificate(await readFile(at.path(name))).raw)),
  );
  if (ca === undefined || leaf === undefined) throw new Error("OpenSSL has made both.");
  const certified = { subject: parseCertificate(leaf).subjectDer, alternative: readExtensions(leaf).get("2.5.29.17")?.value };
  return [accepted, findForbiddenName([ca], certified)];
}

const clinic = "/O=u00000014/CN=client28";

describe("name constraints are judged as OpenSSL judges them", () => {
  test.each<[string, Leaf]>([
    ["permitted;dirName:clinic", [clinic]],
    ["permitted;dirName:clinic", ["/O=U00000014/CN=client28"]],
    ["excluded;dirName:clinic", ["/O=u00000015/CN=client28"]],
    ["excluded;dirName:clinic", ["/CN=client28/O=u00000014"]],
    ["permitted;dirName:clinic,permitted;dirName:cloud", ["/C=JP/O=Clinic/CN=client28"]],
    ["permitted;DNS:clinic.example", [clinic]],
    ["permitted;DNS:clinic.example", [clinic, "DNS:pc1.clinic.example,DNS:clinic.example"]],
    ["permitted;DNS:clinic.example", ["/O=u00000014/CN=pc1.CLINIC.example"]],
    ["excluded;DNS:clinic.example", [clinic, "DNS:pc1.otherclinic.example"]],
    ["permitted;email:clinic.example", [clinic, "email:clerk@clinic.example"]],
    ["permitted;email:clerk@clinic.example", [clinic, "email:clerk@CLINIC.example"]],
    ["permitted;email:.clinic.example", [clinic, "email:clerk@mail.clinic.example"]],
    ["permitted;email:clinic.example", ["/O=u00000014/CN=client28/emailAddress=clerk@clinic.example"]],
    ["permitted;URI:.clinic.example", [clinic, "URI:https://pc1.clinic.example:8443/path"]],
    ["permitted;URI:clinic.example", [clinic, "URI:https://clinic.example"]],
    ["permitted;IP:192.168.0.0/255.255.0.0", [clinic, "IP:192.168.7.1"]],
    ["permitted;IP:2001:db8::/ffff:ffff::", [clinic, "IP:2001:db8::7"]],
    ["excluded;IP:192.168.0.0/255.255.0.0", [clinic, "IP:192.169.0.1"]],
  ])("%s permits %s", async (constraints, leaf) => {
    expect(await judged(constraints, leaf)).toEqual([true, undefined]);
  });

  test.each<[string, Leaf, string]>([
    ["permitted;dirName:clinic", ["/O=u00000015/CN=client28"], "CN=client28,O=u00000015"],
    ["permitted;dirName:clinic", ["/CN=client28/O=u00000014"], "O=u00000014,CN=client28"],
    ["permitted;dirName:cloud", ["/C=JP/CN=client28"], "CN=client28,C=JP"],
    ["excluded;dirName:clinic", [clinic], "CN=client28,O=u00000014"],
    ["permitted;dirName:clinic", [clinic, "dirName:cloud"], "O=Clinic,C=JP"],
    ["permitted;DNS:clinic.example", [clinic, "DNS:otherclinic.example"], "otherclinic.example"],
    ["permitted;DNS:clinic.example", ["/O=u00000014/CN=pc1.elsewhere.example"], "pc1.elsewhere.example"],
    ["excluded;DNS:clinic.example", [clinic, "DNS:PC1.clinic.example"], "PC1.clinic.example"],
    ["permitted;email:clinic.example", [clinic, "email:clerk@mail.clinic.example"], "clerk@mail.clinic.example"],
    ["permitted;email:clerk@clinic.example", [clinic, "email:Clerk@clinic.example"], "Clerk@clinic.example"],
    ["permitted;email:clinic.example", ["/O=u00000014/CN=a/emailAddress=clerk@elsewhere.example"], "clerk@elsewhere.example"],
    ["permitted;URI:.clinic.example", [clinic, "URI:https://clinic.example"], "https://clinic.example"],
    ["permitted;URI:clinic.example", [clinic, "URI:urn:clinic"], "urn:clinic"],
    ["permitted;IP:192.168.0.0/255.255.0.0", [clinic, "IP:10.0.0.1"], "10.0.0.1"],
    ["permitted;IP:192.168.0.0/255.255.0.0", [clinic, "IP:::1"], "a name in another form (00000000000000000000000000000001)"],
    ["excluded;IP:192.168.0.0/255.255.0.0", [clinic, "IP:192.168.0.1"], "192.168.0.1"],
    ["permitted;RID:1.2.3", [clinic, "RID:1.2.3"], "a name in another form (2A03)"],
  ])("%s does not permit %s", async (constraints, leaf, name) => {
    expect(await judged(constraints, leaf)).toEqual([false, name]);
  });
});
