import { Crypto as PeculiarCrypto } from "@peculiar/webcrypto";
import * as pkijs from "pkijs";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import type { Bytes } from "../../src/core/bytes.ts";
import { decryptTripleDes, encryptTripleDes } from "../../src/core/pkcs12/triple-des.ts";
import { writePkcs12 } from "../../src/core/pkcs12/write.ts";
import { parseCertificate } from "../../src/core/x509/certificate.ts";
import { keysMatch } from "../../src/core/x509/key-pair.ts";
import { issue } from "../core/issued.ts";

const password = "k7mf-2q9x-hw3d-ppzr-8ya4-tnce";
const engine = new pkijs.CryptoEngine({ crypto, name: "node" });

/** A decrypted AuthenticatedSafe of PKI.js. */
const DecryptedSafe = v.object({ safeContents: v.array(v.object({ value: v.instance(pkijs.SafeContents) })) });

/** PKI.js decrypts a key only in a protected method. */
class OpenableKeyBag extends pkijs.PKCS8ShroudedKeyBag {
  async open(secret: ArrayBuffer): Promise<void> {
    await this.parseInternalValues({ password: secret }, engine);
  }
}

/** Opens a file with PKI.js: the private key and the certificates in it. */
async function openWithPkijs(file: Bytes): Promise<{ privateKey: Bytes; certificates: Bytes[] }> {
  const secret = new TextEncoder().encode(password).buffer;
  const pfx = pkijs.PFX.fromBER(file);
  await pfx.parseInternalValues({ password: secret, checkIntegrity: true }, engine);
  const safe = pfx.parsedValue?.authenticatedSafe;
  await safe?.parseInternalValues({ safeContents: [{ password: secret }, {}] }, engine);
  const bags = v
    .parse(DecryptedSafe, safe?.parsedValue)
    .safeContents.flatMap(({ value }) => value.safeBags.map(({ bagValue }) => bagValue));
  const shrouded = bags.find((bag) => bag instanceof pkijs.PKCS8ShroudedKeyBag);
  const key = new OpenableKeyBag({ schema: shrouded?.toSchema() });
  await key.open(secret);
  const certificates = bags.flatMap((bag) =>
    bag instanceof pkijs.CertBag ? [v.parse(v.instance(pkijs.Certificate), bag.parsedValue)] : [],
  );
  return {
    privateKey: new Uint8Array(key.parsedValue?.toSchema().toBER() ?? new ArrayBuffer()),
    certificates: certificates.map((certificate) => new Uint8Array(certificate.toSchema().toBER())),
  };
}

test.each(["P-256", "RSA-2048"] as const)("PKI.js opens a modern file with a key of kind %s", async (kind) => {
  const { privateKey, certificate, issuer } = await issue(kind);
  const contents = { privateKey, certificate, chain: [issuer], friendlyName: "client28" };
  const opened = await openWithPkijs(await writePkcs12(contents, { password, profile: "modern" }));
  expect(opened.certificates).toEqual([certificate, issuer]);
  expect(await keysMatch(opened.privateKey, parseCertificate(certificate).spki)).toBe(true);
});

describe("Triple DES", () => {
  test("agrees with a second implementation in both directions", async () => {
    const { subtle } = new PeculiarCrypto();
    for (let length = 0; length < 40; length++) {
      const [secret, iv, plaintext] = [24, 8, length].map((octets) => crypto.getRandomValues(new Uint8Array(octets)));
      if (!secret || !iv || !plaintext) throw new Error("Expected three arrays.");
      const algorithm = { name: "DES-EDE3-CBC", iv };
      const key = await subtle.importKey("raw", secret, algorithm, false, ["encrypt", "decrypt"]);
      const theirs = new Uint8Array(await subtle.encrypt(algorithm, key, plaintext));
      const ours = encryptTripleDes(secret, iv, plaintext);
      expect(ours).toEqual(theirs);
      expect(new Uint8Array(await subtle.decrypt(algorithm, key, ours))).toEqual(plaintext);
      expect(await decryptTripleDes(secret, iv, theirs)).toEqual(plaintext);
    }
  });
});
