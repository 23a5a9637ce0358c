import { describe, expect, test } from "vitest";
import type { Bytes } from "../../../src/core/bytes.ts";
import { sequence } from "../../../src/core/der/write.ts";
import { readKeyFile } from "../../../src/core/renewal/key-file.ts";
import { exportPrivateKey, generateKeyPair } from "../../../src/core/x509/key-pair.ts";
import { decodePem } from "../../../src/core/x509/pem.ts";
import { newKey, withOpenssl } from "../../support/made-with-openssl.ts";
import { issue } from "../issued.ts";
import { certBag, keyBag, localKeyId, plain } from "../pkcs12/made-safe.ts";
import { sealSafe } from "../pkcs12/seal-safe.ts";
import { refusal } from "../refusal.ts";

const password = "abcd-efgh";
const own = await issue("P-256");
const other = await issue("RSA-2048", { cn: "client29", o: "u00000014" });
const another = await exportPrivateKey(await generateKeyPair("P-256"));

const fileOf = async (...bags: readonly Bytes[]): Promise<Bytes> => await sealSafe(sequence(plain(...bags)), password);

describe("the certificate of a key is the one with its public key", () => {
  test.each([
    [
      "is not named by a localKeyId, and the root comes first",
      [certBag(own.issuer), certBag(own.certificate), keyBag(own.privateKey)],
    ],
    [
      "has a different localKeyId from the key",
      [keyBag(own.privateKey, localKeyId(1)), certBag(own.issuer, localKeyId(2)), certBag(own.certificate, localKeyId(3))],
    ],
    [
      "lacks the key's localKeyId, which the root has",
      [certBag(own.issuer, localKeyId(7)), certBag(own.certificate), keyBag(own.privateKey, localKeyId(7))],
    ],
    [
      "has the key's localKeyId, after the root",
      [certBag(own.issuer), certBag(own.certificate, localKeyId(7)), keyBag(own.privateKey, localKeyId(7))],
    ],
    [
      "comes with another key without a certificate",
      [keyBag(another), keyBag(own.privateKey), certBag(own.issuer), certBag(own.certificate)],
    ],
  ])("if it %s", async (_, bags) => {
    expect(await readKeyFile(await fileOf(...bags), password)).toMatchObject({
      privateKey: own.privateKey,
      certificate: own.certificate,
      chain: [own.issuer],
    });
  });

  test.each(["P-256", "P-384", "P-521", "RSA-1024", "RSA-2048", "RSA-3072", "RSA-4096", "Ed25519"] as const)(
    "for keys of kind %s",
    async (kind) => {
      const { privateKey, certificate, authority } = await made(kind);
      const right = await fileOf(certBag(authority, localKeyId(7)), certBag(certificate), keyBag(privateKey, localKeyId(7)));
      expect((await readKeyFile(right, password)).certificate).toEqual(certificate);
      const { certificate: wrong } = await made(kind);
      const mixed = await fileOf(certBag(wrong, localKeyId(7)), keyBag(privateKey, localKeyId(7)));
      expect(await refusal(() => readKeyFile(mixed, password))).toBe("replacement-key-mismatch");
    },
  );
});

describe("a key that cannot be compared", () => {
  test("has the certificate that the file names, or the only one", async () => {
    const { privateKey, certificate, authority } = await made("secp256k1");
    const named = await fileOf(certBag(authority), certBag(certificate, localKeyId(7)), keyBag(privateKey, localKeyId(7)));
    expect((await readKeyFile(named, password)).certificate).toEqual(certificate);
    const alone = await fileOf(certBag(certificate), keyBag(privateKey));
    expect((await readKeyFile(alone, password)).certificate).toEqual(certificate);
    const unnamed = await fileOf(certBag(authority), certBag(certificate), keyBag(privateKey));
    expect(await refusal(() => readKeyFile(unnamed, password))).toBe("replacement-key-mismatch");
  });
});

test.each([
  ["no key", [certBag(own.certificate)], "pkcs12-malformed"],
  ["no certificate", [keyBag(own.privateKey)], "pkcs12-malformed"],
  ["certificates of other keys", [keyBag(another), certBag(own.certificate), certBag(own.issuer)], "replacement-key-mismatch"],
  ["a key of another kind", [keyBag(other.privateKey), certBag(own.certificate)], "replacement-key-mismatch"],
  ["a malformed key", [keyBag(sequence()), certBag(own.certificate)], "replacement-key-mismatch"],
  ["a malformed certificate", [keyBag(own.privateKey), certBag(sequence())], "certificate-malformed"],
  [
    "two keys with their certificates",
    [keyBag(own.privateKey), certBag(own.certificate), keyBag(other.privateKey), certBag(other.certificate)],
    "pkcs12-unsupported",
  ],
])("a file with %s is refused", async (_, bags, code) => {
  expect(await refusal(async () => await readKeyFile(await fileOf(...bags), password))).toBe(code);
});

/** A key and its certificate by OpenSSL, DER. */
async function made(kind: keyof typeof newKey): Promise<Readonly<Record<"privateKey" | "certificate" | "authority", Bytes>>> {
  await using pem = await withOpenssl({ kind });
  const [privateKey = new Uint8Array()] = decodePem("PRIVATE KEY", pem.key);
  const [certificate = new Uint8Array()] = decodePem("CERTIFICATE", pem.certificate);
  const [authority = new Uint8Array()] = decodePem("CERTIFICATE", pem.authority);
  return { privateKey, certificate, authority };
}
