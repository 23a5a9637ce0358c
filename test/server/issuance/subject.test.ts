import { createPublicKey, generateKeyPairSync, sign } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fromBase64, toBase64 } from "../../../src/core/base64.ts";
import type { Bytes } from "../../../src/core/bytes.ts";
import { tag } from "../../../src/core/der/tag.ts";
import { bitString, context, element, integer, oid, sequence, setOf, utf8String } from "../../../src/core/der/write.ts";
import { formatName } from "../../../src/core/name/distinguished-name.ts";
import { checkReplacement } from "../../../src/core/renewal/check-replacement.ts";
import { encodePem } from "../../../src/core/x509/pem.ts";
import { parseRequest } from "../../../src/core/x509/request.ts";
import { yearsAfter } from "../../../src/core/years.ts";
import { prepareAttempt } from "../../../src/dialog/machine/attempt.ts";
import { issueLeaf } from "../../../src/server/authority/leaf.ts";
import { keyFingerprint } from "../../../src/server/issuance/certifiable-key.ts";
import { defaultCertificateProfile } from "../../../src/server/settings/certificate-profile.ts";
import { askStatus, certificatesOf, enrol, makeRequest, refusalOf } from "../../support/enrolment.ts";
import { numberOf } from "../../support/records.ts";
import { startService, type ThrowawayService } from "../../support/throwaway-service.ts";
import type { Connection } from "../../support/tls-client.ts";

const [c, o, ou, cn, serialNumber] = ["2.5.4.6", "2.5.4.10", "2.5.4.11", "2.5.4.3", "2.5.4.5"];

const attribute = (type: string, value: Bytes): Bytes => sequence(oid(type), value);
const printable = (text: string): Bytes => element(tag.printableString, new TextEncoder().encode(text));
const bmp = (text: string): Bytes =>
  element(tag.bmpString, Uint8Array.from(Array.from(text).flatMap((each) => [0, each.charCodeAt(0)])));
const nameOf = (...rdns: readonly (readonly Bytes[])[]): Bytes => sequence(...rdns.map((rdn) => setOf(...rdn)));

/** As other authorities write them: their own order, string types, further attributes, several in one RDN. */
const names: Readonly<Record<string, Bytes>> = {
  "with a country and a unit": nameOf(
    [attribute(c, printable("JP"))],
    [attribute(o, utf8String("u00000014"))],
    [attribute(ou, utf8String("窓口"))],
    [attribute(cn, printable("client28"))],
  ),
  "with CN before O": nameOf([attribute(cn, utf8String("client28"))], [attribute(o, utf8String("u00000014"))]),
  "in PrintableString and BMPString": nameOf([attribute(o, printable("u00000014"))], [attribute(cn, bmp("client28"))]),
  "with two attributes in one RDN": nameOf(
    [attribute(o, utf8String("u00000014"))],
    [attribute(serialNumber, printable("77")), attribute(cn, utf8String("client28"))],
  ),
};

let world: ThrowawayService;
beforeAll(async () => {
  world = await startService();
});
afterAll(async () => await world[Symbol.asyncDispose]());

/** A holder whose certificate, by the same authority, has a Name. */
async function holderOf(subject: Bytes): Promise<Connection> {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const spki = new Uint8Array(publicKey.export({ type: "spki", format: "der" }));
  const { serial: before } = await world.issue("client28", 50);
  const { service } = world;
  const notAfter = new Date(world.now.getTime() + 50 * 86_400_000);
  const plan = {
    subject,
    spki,
    keyKind: "P-256",
    now: yearsAfter(notAfter, -3),
    notAfter,
    profile: defaultCertificateProfile,
  } as const;
  const { der, serial } = await issueLeaf(service.authority, plan);
  await service.store
    .updateTable("certificates")
    .set({ der, serial, spkiSha256: keyFingerprint(spki) })
    .where("number", "=", await numberOf(service.store, before))
    .execute();
  const identity = { cert: encodePem("CERTIFICATE", der), key: privateKey.export({ type: "pkcs8", format: "pem" }).toString() };
  return { port: world.port, root: world.root, identity, host: "app.localhost" };
}

/** A request with a Name, in base64. */
function requestFor(subject: Bytes): string {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const spki = createPublicKey(privateKey).export({ type: "spki", format: "der" });
  const info = sequence(integer(0), subject, spki, context(0));
  return toBase64(sequence(info, sequence(oid("1.2.840.10045.4.3.2")), bitString(sign("sha256", info, privateKey))));
}

describe.each(Object.entries(names))("a certificate with a Name %s", (_, name) => {
  test("keeps it octet for octet, for a request with the same Name", async () => {
    const [replacement] = certificatesOf(await enrol(await holderOf(name), requestFor(name)));
    expect(replacement.subjectDer).toEqual(name);
  });

  test("has it in its status, with which a device requests and checks its replacement", async () => {
    const holder = await holderOf(name);
    const { certificate } = await askStatus(holder);
    const { request } = await prepareAttempt(certificate, "P-256");
    expect(parseRequest(request).subjectDer).toEqual(name);
    const [replacement] = certificatesOf(await enrol(holder, toBase64(request)));
    const replaced = { subject: fromBase64(certificate.subject ?? ""), notAfter: new Date(certificate.notAfter) };
    expect(checkReplacement(replacement.der, replaced).serial).toBe(replacement.serial);
  });

  test("keeps it for a request that has only the CN and O", async () => {
    const { body } = await makeRequest({ cn: "client28", o: "u00000014" });
    const [replacement] = certificatesOf(await enrol(await holderOf(name), body));
    expect(replacement.subjectDer).toEqual(name);
  });

  test("is not renewed for a request with another Name", async () => {
    const other = nameOf(
      [attribute(c, printable("JP"))],
      [attribute(o, utf8String("u00000014"))],
      [attribute(cn, printable("client29"))],
    );
    expect(refusalOf(await enrol(await holderOf(name), requestFor(other)))).toBe("400 request-subject-wrong");
  });
});

test("a Name with two CNs is renewed for a request with the same two, and for no other", async () => {
  const two = nameOf(
    [attribute(o, utf8String("u00000014"))],
    [attribute(cn, utf8String("client28"))],
    [attribute(cn, utf8String("x"))],
  );
  const to = await holderOf(two);
  const swapped = nameOf(
    [attribute(o, utf8String("u00000014"))],
    [attribute(cn, utf8String("x"))],
    [attribute(cn, utf8String("client28"))],
  );
  expect(refusalOf(await enrol(to, requestFor(swapped)))).toBe("400 request-subject-wrong");
  const [replacement] = certificatesOf(await enrol(to, requestFor(two)));
  expect(replacement.subjectDer).toEqual(two);
});

test("a request whose Name differs only in case is accepted, and the certificate keeps its own", async () => {
  const [name] = Object.values(names);
  if (name === undefined) throw new Error("No name.");
  const upper = nameOf(
    [attribute(c, printable("jp"))],
    [attribute(o, utf8String("U00000014"))],
    [attribute(ou, utf8String("窓口"))],
    [attribute(cn, printable("CLIENT28"))],
  );
  const [replacement] = certificatesOf(await enrol(await holderOf(name), requestFor(upper)));
  expect(replacement.subjectDer).toEqual(name);
});

test("the tenant is another attribute where the settings say so, in the first certificate and in its renewal", async () => {
  const subjects = {
    tenant: "OU",
    holder: "CN",
    issued: [
      { type: "O", value: "Example Cloud" },
      { type: "OU", value: "{tenant}" },
      { type: "CN", value: "{holder}" },
    ],
  };
  await using cloud = await startService({ settings: { subjects } });
  const holder = await cloud.issue("client28", 50);
  const to = { port: cloud.port, root: cloud.root, identity: holder, host: "app.localhost" };
  const { certificate } = await askStatus(to);
  expect(certificate).toMatchObject({ cn: "client28", o: "u00000014" });
  const { request } = await prepareAttempt(certificate, "P-256");
  const [replacement] = certificatesOf(await enrol(to, toBase64(request)));
  expect(formatName(replacement.subjectDer)).toBe("CN=client28,OU=u00000014,O=Example Cloud");
  // What the clients in the field send: the two names as CN and O.
  const { body } = await makeRequest({ cn: "client28", o: "u00000014" });
  expect(certificatesOf(await enrol(to, body))[0].subjectDer).toEqual(replacement.subjectDer);
});
