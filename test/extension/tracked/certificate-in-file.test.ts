import { describe, expect, test } from "vitest";
import { fromBase64, toBase64 } from "../../../src/core/base64.ts";
import type { Bytes } from "../../../src/core/bytes.ts";
import { sequence } from "../../../src/core/der/write.ts";
import { type Pace, pagePace } from "../../../src/core/pace.ts";
import { writePkcs12 } from "../../../src/core/pkcs12/write.ts";
import { writeCertsOnly } from "../../../src/core/x509/certs-only.ts";
import { decodePem, encodePem } from "../../../src/core/x509/pem.ts";
import { CertificateFileError } from "../../../src/extension/certificate-file/certificate-file-error.ts";
import { readCertificateFile, readP12File, takesPassword } from "../../../src/extension/certificate-file/certificate-in-file.ts";
import { issue, notAfter } from "../../core/issued.ts";
import { certBag, keyBag, plain } from "../../core/pkcs12/made-safe.ts";
import { sealSafe } from "../../core/pkcs12/seal-safe.ts";
import { withOpenssl } from "../../support/made-with-openssl.ts";

const issued = await issue("P-256");
const facts = { cn: "client28", o: "u00000014", serial: "C0FFEE01", issuer: "Test CA", notAfter, renewable: true };
const bytes = (text: string): Bytes => new TextEncoder().encode(text);
const certificate = encodePem("CERTIFICATE", issued.certificate);
const key = encodePem("PRIVATE KEY", issued.privateKey);
const utf16 = (text: string): Bytes => new Uint8Array(Buffer.from(`\ufeff${text}`, "utf16le"));

/** An empty list of revoked certificates, made with `openssl ca -gencrl`. */
const revoked = encodePem(
  "X509 CRL",
  fromBase64(
    "MIGWMD4wCgYIKoZIzj0EAwIwEjEQMA4GA1UEAwwHU29tZSBDQRcNMjYxMTI5MTk0NzQ3WhcNMjYx" +
      "MTMwMTk0NzQ3WjAKBggqhkjOPQQDAgNIADBFAiBNcgZKnfBxipnmpn5Rw1K9Bc1AWH9XTeSZMQUu" +
      "7Qd6ogIhALJ5kYu4B/BAn7nHCu218rpMzo52HCm+v9t9832oHU1c",
  ),
);

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
    ["DER with a line end behind it", Uint8Array.of(...issued.certificate, 0x0d, 0x0a)],
    ["base64 without PEM's lines", bytes(`${toBase64(issued.certificate)}\n`)],
    ["PEM in UTF-16, as PowerShell writes it", utf16(certificate)],
    ["PEM in UTF-8 with a byte order mark", bytes(`\ufeff${certificate}`)],
    ["PEM with another label", bytes(encodePem("TRUSTED CERTIFICATE", issued.certificate))],
    ["a .p7b file", writeCertsOnly([issued.certificate])],
    ["the same certificate twice", bytes(certificate + certificate)],
  ])("is read from %s", async (_form, file) => {
    expect(await takesPassword(file)).toBe(false);
    expect(await readCertificateFile(file)).toEqual(facts);
  });

  test("is the one of several that is not an authority's", async () => {
    await using made = await withOpenssl();
    const both = made.authority + made.certificate;
    expect(await readCertificateFile(bytes(both))).toMatchObject({ cn: "client7", o: "u00000099", issuer: "Some CA" });
    expect(await refusal(() => readCertificateFile(bytes(made.authority)))).toBe("authorities-only");
  });

  test("is not an authority's that lacks the extension which says so", async () => {
    // Without an X.509 version 3 extension, only what it issued tells.
    expect(await readCertificateFile(bytes(encodePem("CERTIFICATE", issued.issuer) + certificate))).toEqual(facts);
  });

  test.each([
    ["beside its key", key],
    ["alone", ""],
  ])("is found among 140 others in bursts of one, and is stopped between them, %s", async (_, beside) => {
    // Authorities by what they issued; the last octet of the signature tells them apart.
    const others = Array.from({ length: 140 }, (_, last) => encodePem("CERTIFICATE", issued.issuer.with(-1, last)));
    const file = bytes(beside + others.join("") + certificate);
    let bursts = 0;
    const counting: Pace = { expect: () => undefined, advance: () => Promise.resolve(void (bursts += 1)) };
    expect(await takesPassword(file, counting)).toBe(false);
    expect(bursts).toBeGreaterThan(140);
    bursts = 0;
    expect(await readCertificateFile(file, counting)).toEqual(facts);
    expect(bursts).toBeGreaterThan(280);

    const stopped = pagePace({ now: () => 0, signal: AbortSignal.abort() });
    await expect(readCertificateFile(file, stopped)).rejects.toThrow("aborted");
  });

  test("is that of the key beside it, and otherwise no guess", async () => {
    await using made = await withOpenssl();
    const both = certificate + made.certificate;
    expect(await refusal(() => readCertificateFile(bytes(both)))).toBe("several-certificates");
    expect(await readCertificateFile(bytes(both + made.key))).toMatchObject({ cn: "client7" });
    expect(await readCertificateFile(bytes(key + both))).toMatchObject({ cn: "client28" });
    expect(await refusal(() => readCertificateFile(bytes(certificate + made.key)))).toBe("key-without-certificate");
    expect(await refusal(() => readCertificateFile(bytes(both + key + made.key)))).toBe("several-certificates");
  });

  test.each(["RSA-2048", "P-256", "P-384", "P-521"] as const)("is that of a %s key in its traditional form", async (kind) => {
    await using made = await withOpenssl({ kind });
    const traditional = await made.openssl(["pkey", "-in", "own.key", "-traditional"], "traditional.pem");
    expect(new TextDecoder().decode(traditional)).toMatch(/^-----BEGIN (RSA|EC) PRIVATE KEY/);
    const file = (certificates: string): Bytes => Uint8Array.of(...traditional, ...bytes(certificates));
    expect(await readCertificateFile(file(certificate + made.certificate))).toMatchObject({ cn: "client7" });
    expect(await refusal(() => readCertificateFile(file(certificate)))).toBe("key-without-certificate");
    expect(await refusal(() => readCertificateFile(traditional))).toBe("no-certificate-in-file");
  });

  test("is found beside an encrypted key, a request and a list of revoked certificates", async () => {
    await using made = await withOpenssl();
    const locked = await made.openssl(["pkcs8", "-topk8", "-in", "own.key", "-passout", "pass:pw"], "locked.pem");
    const request = await made.openssl(["req", "-new", "-key", "own.key", "-subj", "/CN=client7"], "request.pem");
    for (const beside of [locked, request, bytes(revoked)]) {
      const file = Uint8Array.of(...beside, ...bytes(made.certificate));
      expect(await readCertificateFile(file)).toMatchObject({ cn: "client7" });
      expect(await refusal(() => readCertificateFile(beside))).toBe("no-certificate-in-file");
    }
  });

  test.each([
    ["a text", bytes("hello")],
    ["nothing", new Uint8Array()],
    ["a key alone", bytes(key)],
    ["a truncated certificate", issued.certificate.subarray(0, -1)],
    ["PEM that is not base64", bytes("-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n")],
  ])("is not found in %s", async (_what, file) => {
    expect(await takesPassword(file)).toBe(false);
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
      expect(await takesPassword(file)).toBe(true);
      expect(await readP12File(file, "abcd-efgh")).toEqual(facts);
      expect(await refusal(() => readP12File(file, "abcd-efgi"))).toBe("password-wrong");
      expect(await refusal(() => readP12File(file, "パスワード"))).toBe("password-wrong");
    },
  );

  test("of another program is read: the certificate of its key, whatever precedes it", async () => {
    await using made = await withOpenssl();
    const file = await made.p12(["-passout", "pass:abcd"]);
    expect(await takesPassword(file)).toBe(true);
    expect(await readP12File(file, "abcd")).toMatchObject({ cn: "client7", issuer: "Some CA" });
  });

  test.each([
    ["its certificates under RC2 with 40 bits", ["-legacy"]],
    ["all of it under RC2 with 128 bits", ["-legacy", "-certpbe", "PBE-SHA1-RC2-128", "-keypbe", "PBE-SHA1-RC2-128"]],
  ])("of an older program, with %s, is read with its password, and with no other", async (_, options) => {
    await using made = await withOpenssl();
    const file = await made.p12(["-passout", "pass:abcd", ...options]);
    expect(await takesPassword(file)).toBe(true);
    expect(await readP12File(file, "abcd")).toMatchObject({ cn: "client7", issuer: "Some CA" });
    expect(await refusal(() => readP12File(file, "abce"))).toBe("password-wrong");
  });

  test("without a key is read like a certificate without a password", async () => {
    await using made = await withOpenssl();
    const keyless = await made.p12(["-passout", "pass:abcd", "-nokeys"]);
    expect(await readP12File(keyless, "abcd")).toMatchObject({ cn: "client7" });
  });

  test("that is truncated is damaged, and not a file without a certificate", async () => {
    await using made = await withOpenssl();
    const whole = await made.p12(["-passout", "pass:abcd"]);
    for (const length of [16, 100, whole.length - 1]) {
      expect(await refusal(() => takesPassword(whole.subarray(0, length))), `${length} octets`).toBe("p12-malformed");
    }
  });

  test("tells the certificate of its key from a root that precedes it and outlives it", async () => {
    await using made = await withOpenssl({ authorityDays: 7000 });
    const rootFirst = await made.openssl(
      ["pkcs12", "-export", "-nokeys", "-in", "ca.pem", "-certfile", "own.pem", "-passout", "pass:abcd"],
      "root-first.p12",
    );
    expect((await readP12File(rootFirst, "abcd")).cn).toBe("client7");
    const [privateKey = new Uint8Array()] = decodePem("PRIVATE KEY", made.key);
    const [own = new Uint8Array(), root = new Uint8Array()] = decodePem("CERTIFICATE", made.certificate + made.authority);
    const unnamed = await sealSafe(sequence(plain(certBag(root), certBag(own), keyBag(privateKey))), "abcd");
    expect(await readP12File(unnamed, "abcd")).toMatchObject({ cn: "client7", issuer: "Some CA" });
    const withoutOwn = await sealSafe(sequence(plain(certBag(root), keyBag(privateKey))), "abcd");
    expect(await refusal(() => readP12File(withoutOwn, "abcd"))).toBe("key-without-certificate");
  });

  test("of an authority is told as in any other form", async () => {
    await using made = await withOpenssl();
    const options = ["pkcs12", "-export", "-inkey", "ca.key", "-in", "ca.pem", "-passout", "pass:abcd"];
    expect(await refusal(async () => await readP12File(await made.openssl(options, "ca.p12"), "abcd"))).toBe("authorities-only");
  });

  test("with two keys is read if one has a certificate of its own, and is not guessed otherwise", async () => {
    await using made = await withOpenssl();
    const [privateKey = new Uint8Array()] = decodePem("PRIVATE KEY", made.key);
    const [own = new Uint8Array()] = decodePem("CERTIFICATE", made.certificate);
    const keys = [keyBag(privateKey), keyBag(issued.privateKey)];
    const one = await sealSafe(sequence(plain(...keys, certBag(issued.issuer), certBag(issued.certificate))), "abcd");
    expect(await readP12File(one, "abcd")).toEqual(facts);
    const both = await sealSafe(sequence(plain(...keys, certBag(own), certBag(issued.certificate))), "abcd");
    expect(await refusal(() => readP12File(both, "abcd"))).toBe("several-certificates");
  });

  test.each([
    ["in PEM", (file: Bytes) => bytes(encodePem("PKCS12", file))],
    ["in base64", (file: Bytes) => bytes(toBase64(file))],
    ["in base64 of UTF-16", (file: Bytes) => utf16(toBase64(file))],
    ["with octets behind it", (file: Bytes) => Uint8Array.of(...file, 0, 0, 0x0a)],
  ])("%s is read", async (_form, wrap) => {
    await using made = await withOpenssl();
    const file = wrap(await made.p12(["-passout", "pass:abcd"]));
    expect(await takesPassword(file)).toBe(true);
    expect((await readP12File(file, "abcd")).cn).toBe("client7");
  });

  test.each([
    ["an empty password", ["-passout", "pass:"]],
    ["an empty password, with older ciphers", ["-passout", "pass:", "-legacy"]],
  ])("with %s is opened by entering nothing", async (_, options) => {
    await using made = await withOpenssl();
    expect((await readP12File(await made.p12(options), "")).cn).toBe("client7");
    expect(await refusal(async () => await readP12File(await made.p12(["-passout", "pass:abcd"]), ""))).toBe("password-wrong");
  });

  test.each([
    ["SHA-224", ["-macalg", "sha224"]],
    ["SHA-384", ["-macalg", "sha384"]],
    ["SHA-512", ["-macalg", "sha512"]],
    ["no MAC at all", ["-nomac"]],
    ["no MAC, under older ciphers", ["-nomac", "-legacy"]],
  ])("with a MAC of %s is read with its password, and with no other", async (_, options) => {
    await using made = await withOpenssl();
    const file = await made.p12(["-passout", "pass:abcd", ...options]);
    expect((await readP12File(file, "abcd")).cn).toBe("client7");
    expect(await refusal(() => readP12File(file, "abce"))).toBe("password-wrong");
  });

  test("with an unsupported encryption is reported as such", async () => {
    await using made = await withOpenssl();
    const camellia = await made.p12(["-passout", "pass:abcd", "-certpbe", "camellia-256-cbc", "-keypbe", "camellia-256-cbc"]);
    expect(await refusal(() => readP12File(camellia, "abcd"))).toBe("encryption-unsupported");
  });
});

test.each([
  ["P-256", true],
  ["P-384", true],
  ["P-521", true],
  ["RSA-2048", true],
  ["RSA-3072", true],
  ["RSA-4096", true],
  ["RSA-1024", false],
  ["secp256k1", false],
  ["Ed25519", false],
] as const)("whether a certificate can be renewed is known beforehand: with a key of kind %s, %s", async (kind, renewable) => {
  await using made = await withOpenssl({ kind });
  expect(await readCertificateFile(bytes(made.certificate))).toMatchObject({ cn: "client7", renewable });
  expect(await readP12File(await made.p12(["-passout", "pass:abcd"]), "abcd")).toMatchObject({ cn: "client7", renewable });
});

describe("the names of a certificate of another authority", () => {
  test.each([
    [
      "several CNs and Os",
      { subject: "/O=Clinic/O=Reception/CN=client7/CN=Taro" },
      { cn: "client7, Taro", o: "Clinic, Reception" },
    ],
    ["an issuer with two CNs", { authority: "/CN=Some CA/CN=2" }, { cn: "client7", issuer: "Some CA, 2" }],
    ["other alphabets", { subject: "/O=医院/CN=山田 太郎" }, { cn: "山田 太郎", o: "医院" }],
  ])("with %s are read", async (_, order, expected) => {
    await using made = await withOpenssl(order);
    expect(await readCertificateFile(bytes(made.certificate))).toMatchObject(expected);
    expect(await readP12File(await made.p12(["-passout", "pass:abcd"]), "abcd")).toMatchObject(expected);
  });

  test("may have a negative serial number", async () => {
    await using made = await withOpenssl();
    const options = ["req", "-x509", "-key", "own.key", "-subj", "/CN=client7", "-set_serial", "-257", "-days", "9"];
    options.push("-addext", "basicConstraints=CA:FALSE");
    const negative = new TextDecoder().decode(await made.openssl(options, "negative.pem"));
    expect(await readCertificateFile(bytes(negative))).toMatchObject({ cn: "client7", serial: "-0101" });
  });
});
