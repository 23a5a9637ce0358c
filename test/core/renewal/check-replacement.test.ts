import { expect, test } from "vitest";
import { sequence } from "../../../src/core/der/write.ts";
import { encodeName } from "../../../src/core/name/name.ts";
import { checkReplacement } from "../../../src/core/renewal/check-replacement.ts";
import { subjectIn } from "../../../src/core/x509/certificate.ts";
import { decodePem } from "../../../src/core/x509/pem.ts";
import { withOpenssl } from "../../support/made-with-openssl.ts";
import { client28, issue, notAfter } from "../issued.ts";
import { refusal } from "../refusal.ts";

const earlier = new Date(notAfter.getTime() - 1000);
const client7 = { cn: "client7", o: "u00000099" };
const issued = await issue("P-256");

test.each(["P-256", "RSA-2048"] as const)(
  "a replacement with a key of kind %s that is valid in every respect is returned",
  async (kind) => {
    const { certificate } = await issue(kind);
    const replacement = checkReplacement(certificate, { subject: client28, notAfter: earlier });
    expect(replacement.der).toEqual(certificate);
    expect(replacement.serial).toBe("C0FFEE01");
  },
);

test.each([
  ["another person", { cn: "client29", o: "u00000014" }],
  ["another tenant", { cn: "client28", o: "u00000015" }],
])("a replacement for %s is refused", async (_, subject) => {
  expect(await refusal(() => checkReplacement(issued.certificate, { subject, notAfter: earlier }))).toBe(
    "replacement-subject-mismatch",
  );
});

test("a replacement with the same CN and O, but another Name, is refused if the Name is known", async () => {
  const name = subjectIn(issued.certificate);
  expect(checkReplacement(issued.certificate, { subject: name, notAfter: earlier }).subjectDer).toEqual(name);
  const longer = encodeName({ cn: "client28", o: "u00000014, JP" });
  expect(await refusal(() => checkReplacement(issued.certificate, { subject: longer, notAfter: earlier }))).toBe(
    "replacement-subject-mismatch",
  );
});

test("if the predecessor's subject is unknown, only the key and the expiry are checked", async () => {
  expect(checkReplacement(issued.certificate, { subject: undefined, notAfter: earlier }).serial).toBe("C0FFEE01");
  expect(await refusal(() => checkReplacement(issued.certificate, { subject: undefined, notAfter }))).toBe("replacement-not-later");
});

test("a replacement that expires at the same time as its predecessor is refused", async () => {
  expect(await refusal(() => checkReplacement(issued.certificate, { subject: client28, notAfter }))).toBe("replacement-not-later");
});

test.each(["P-256", "P-384", "P-521", "RSA-2048", "RSA-3072", "RSA-4096"] as const)(
  "a replacement of kind %s is accepted",
  async (kind) => {
    await using made = await withOpenssl({ kind });
    const [der = new Uint8Array()] = decodePem("CERTIFICATE", made.certificate);
    expect(checkReplacement(der, { subject: client7, notAfter: undefined }).der).toEqual(der);
  },
);

test.each(["RSA-1024", "secp256k1", "Ed25519"] as const)("a replacement of kind %s is refused", async (kind) => {
  await using made = await withOpenssl({ kind });
  const [der = new Uint8Array()] = decodePem("CERTIFICATE", made.certificate);
  expect(await refusal(() => checkReplacement(der, { subject: client7, notAfter: undefined }))).toBe("key-unsupported");
});

test("a malformed certificate is refused", async () => {
  expect(await refusal(() => checkReplacement(sequence(), { subject: client28, notAfter: earlier }))).toBe("certificate-malformed");
});
