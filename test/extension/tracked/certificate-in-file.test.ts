import { describe, expect, test } from "vitest";
import type { Bytes } from "../../../src/core/bytes.ts";
import { writePkcs12 } from "../../../src/core/pkcs12/write.ts";
import { encodePem } from "../../../src/core/x509/pem.ts";
import { CertificateFileError } from "../../../src/extension/certificate-file/certificate-file-error.ts";
import { readCertificateFile, readP12File, takesPassword } from "../../../src/extension/certificate-file/certificate-in-file.ts";
import { issue, notAfter } from "../../core/issued.ts";
import { withOpenssl } from "./openssl.ts";

const issued = await issue("P-256");
const facts = { cn: "client28", o: "u00000014", serial: "C0FFEE01", issuer: "Test CA", notAfter };
const bytes = (text: string): Bytes => new TextEncoder().encode(text);
const certificate = encodePem("CERTIFICATE", issued.certificate);
const key = encodePem("PRIVATE KEY", issued.privateKey);

async function refusal(act: () => unknown): Promise<string | undefined> {
  try {
    await act();
    return undefined;
  } catch (error) {
    if (error instanceof CertificateFileError) return error.code;
    throw error;
  }
}

describe("a certificate without a password", () => {
  test.each([
    ["DER", issued.certificate],
    ["PEM", bytes(certificate)],
    ["PEM with Windows' line ends and words around it", bytes(`Bag Attributes\r\n${certificate.replaceAll("\n", "\r\n")}\r\nend`)],
    ["PEM with its key before it", bytes(key + certificate)],
  ])("is read from %s", (_form, file) => {
    expect(takesPassword(file)).toBe(false);
    expect(readCertificateFile(file)).toEqual(facts);
  });

  test("is the first of several that is not an authority's", async () => {
    await using made = await withOpenssl();
    const both = [made.authority, made.certificate, certificate];
    expect(readCertificateFile(bytes(both.join("")))).toMatchObject({ cn: "client7", o: "u00000099", issuer: "Some CA" });
    expect(await refusal(() => readCertificateFile(bytes(made.authority)))).toBe("authorities-only");
  });

  test.each([
    ["a text", bytes("hello")],
    ["nothing", new Uint8Array()],
    ["a key alone", bytes(key)],
    ["a truncated certificate", issued.certificate.subarray(0, -1)],
    ["PEM that is not base64", bytes("-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n")],
  ])("is not found in %s", async (_what, file) => {
    expect(takesPassword(file)).toBe(false);
    expect(await refusal(() => readCertificateFile(file))).toBe("no-certificate-in-file");
  });

  test("is rejected without a name, and in a file that is too large", async () => {
    const { certificate: nameless } = await issue("P-256", { cn: "", o: "u00000014" });
    expect(await refusal(() => readCertificateFile(nameless))).toBe("nameless");
    expect(await refusal(() => takesPassword(new Uint8Array(256 * 1024 + 1)))).toBe("too-large");
  });
});

describe("a .p12 file", () => {
  const contents = {
    privateKey: issued.privateKey,
    certificate: issued.certificate,
    chain: [issued.issuer],
    friendlyName: "client28",
  };

  test.each(["modern", "compatible"] as const)(
    "of the %s profile is read with its password, and with no other",
    async (profile) => {
      const file = await writePkcs12(contents, { password: "abcd-efgh", profile });
      expect(takesPassword(file)).toBe(true);
      expect(await readP12File(file, "abcd-efgh")).toEqual(facts);
      expect(await refusal(() => readP12File(file, "abcd-efgi"))).toBe("password-wrong");
      expect(await refusal(() => readP12File(file, "パスワード"))).toBe("password-wrong");
    },
  );

  test("of another program is read: the certificate of its key, whatever precedes it", async () => {
    await using made = await withOpenssl();
    const file = await made.p12(["-passout", "pass:abcd"]);
    expect(takesPassword(file)).toBe(true);
    expect(await readP12File(file, "abcd")).toMatchObject({ cn: "client7", issuer: "Some CA" });
  });

  test.each([
    ["its certificates under RC2 with 40 bits", ["-legacy"]],
    ["all of it under RC2 with 128 bits", ["-legacy", "-certpbe", "PBE-SHA1-RC2-128", "-keypbe", "PBE-SHA1-RC2-128"]],
  ])("of an older program, with %s, is read with its password, and with no other", async (_, options) => {
    await using made = await withOpenssl();
    const file = await made.p12(["-passout", "pass:abcd", ...options]);
    expect(takesPassword(file)).toBe(true);
    expect(await readP12File(file, "abcd")).toMatchObject({ cn: "client7", issuer: "Some CA" });
    expect(await refusal(() => readP12File(file, "abce"))).toBe("password-wrong");
  });

  test("without a key, and a truncated one, are rejected", async () => {
    await using made = await withOpenssl();
    const keyless = await made.p12(["-passout", "pass:abcd", "-nokeys"]);
    expect(await refusal(() => readP12File(keyless, "abcd"))).toBe("p12-malformed");
    const whole = await made.p12(["-passout", "pass:abcd"]);
    expect(await refusal(() => readP12File(whole.subarray(0, -20), "abcd"))).toBe("p12-malformed");
  });

  test("with an unsupported encryption is reported as such", async () => {
    await using made = await withOpenssl();
    const camellia = await made.p12(["-passout", "pass:abcd", "-certpbe", "camellia-256-cbc", "-keypbe", "camellia-256-cbc"]);
    expect(await refusal(() => readP12File(camellia, "abcd"))).toBe("encryption-unsupported");
  });
});
