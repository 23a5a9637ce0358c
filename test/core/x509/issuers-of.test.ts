import { expect, test } from "vitest";
import type { Bytes } from "../../../src/core/bytes.ts";
import { encodeTime } from "../../../src/core/der/time.ts";
import { bitString, context, integer, nullValue, oid, sequence } from "../../../src/core/der/write.ts";
import type { KeyKind } from "../../../src/core/key-kind.ts";
import { encodeName } from "../../../src/core/name/name.ts";
import { issuersOf } from "../../../src/core/x509/issuers-of.ts";
import { exportPublicKey, generateKeyPair } from "../../../src/core/x509/key-pair.ts";
import { encodeEcdsaSignature } from "../../../src/core/x509/signature.ts";
import { client28, notAfter, notBefore } from "../issued.ts";
import { refusal } from "../refusal.ts";

interface Authority {
  readonly cn: string;
  readonly keys: CryptoKeyPair;
  readonly kind: KeyKind;
}

async function authority(cn: string, kind: KeyKind = "P-256"): Promise<Authority> {
  return { cn, kind, keys: await generateKeyPair(kind) };
}

const nameOf = (cn: string): Bytes => encodeName({ cn, o: "Koshin" });

/** A certificate with only the fields that determine its issuer. */
async function certify(subject: Bytes, { publicKey }: { readonly publicKey: Bytes }, issuer: Authority): Promise<Bytes> {
  const ec = issuer.kind === "P-256";
  const algorithm = ec ? sequence(oid("1.2.840.10045.4.3.2")) : sequence(oid("1.2.840.113549.1.1.11"), nullValue());
  const validity = sequence(encodeTime(notBefore), encodeTime(notAfter));
  const signed = sequence(context(0, integer(2)), integer(1), algorithm, nameOf(issuer.cn), validity, subject, publicKey);
  const parameters = ec ? { name: "ECDSA", hash: "SHA-256" } : "RSASSA-PKCS1-v1_5";
  const signature = new Uint8Array(await crypto.subtle.sign(parameters, issuer.keys.privateKey, signed));
  return sequence(signed, algorithm, bitString(ec ? encodeEcdsaSignature(signature) : signature));
}

async function authorised(subject: Authority, issuer: Authority): Promise<Bytes> {
  return await certify(nameOf(subject.cn), { publicKey: await exportPublicKey(subject.keys) }, issuer);
}

const [root, first, second, stranger] = await Promise.all([
  authority("Root"),
  authority("Issuing"),
  authority("Issuing 2"),
  authority("Issuing"),
]);
const device = { publicKey: await exportPublicKey((await authority("device")).keys) };
const rootItself = await authorised(root, root);
const [ofFirst, ofSecond, ofStranger] = await Promise.all(
  [first, second, stranger].map(async (each) => await authorised(each, root)),
);
if (ofFirst === undefined || ofSecond === undefined || ofStranger === undefined) throw new Error("The authorities are not there.");
const leaf = await certify(encodeName(client28), device, first);

test("the issuer is found among others, whatever their order, and the root is left out", async () => {
  expect(await issuersOf(leaf, [rootItself, ofSecond, ofFirst])).toEqual([ofFirst]);
  expect(await issuersOf(leaf, [ofFirst, rootItself, ofSecond])).toEqual([ofFirst]);
});

test("after a rotation each certificate has its own issuer", async () => {
  expect(await issuersOf(await certify(encodeName(client28), device, second), [ofSecond, ofFirst, rootItself])).toEqual([ofSecond]);
});

test("of two authorities with the same name, the one that signed is selected", async () => {
  expect(await issuersOf(leaf, [ofStranger, ofFirst, rootItself])).toEqual([ofFirst]);
});

test("a longer chain is returned completely, the nearest issuer first", async () => {
  const below = await authority("Below");
  const ofBelow = await authorised(below, first);
  const lower = await certify(encodeName(client28), device, below);
  expect(await issuersOf(lower, [rootItself, ofFirst, ofBelow])).toEqual([ofBelow, ofFirst]);
  expect(await issuersOf(lower, [ofBelow])).toEqual([ofBelow]);
});

test("a certificate signed by the root itself has no issuers to return", async () => {
  expect(await issuersOf(await certify(encodeName(client28), device, root), [rootItself])).toEqual([]);
});

test("an authority with an RSA key is recognised, too", async () => {
  const rsa = await authority("Issuing", "RSA-2048");
  const ofRsa = await authorised(rsa, root);
  expect(await issuersOf(await certify(encodeName(client28), device, rsa), [ofFirst, ofRsa])).toEqual([ofRsa]);
});

test("two authorities that certify each other are each returned once", async () => {
  const [one, other] = [await authorised(first, second), await authorised(second, first)];
  expect(await issuersOf(leaf, [one, other])).toEqual([one, other]);
});

test.each([
  ["an authority of the same name with another key", [ofStranger]],
  ["another authority", [ofSecond, rootItself]],
  ["the certificate itself", [leaf]],
  ["nothing", []],
])("a certificate is not issued by %s", async (_, authorities) => {
  expect(await refusal(async () => await issuersOf(leaf, authorities))).toBe("response-malformed");
});

test("a malformed certificate is rejected", async () => {
  expect(await refusal(async () => await issuersOf(leaf, [Uint8Array.of(0x30, 0)]))).toBe("certificate-malformed");
  expect(await refusal(async () => await issuersOf(Uint8Array.of(5, 0), [ofFirst]))).toBe("certificate-malformed");
});
