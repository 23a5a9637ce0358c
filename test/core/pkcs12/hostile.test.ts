import { describe, expect, test } from "vitest";
import { concat, type Bytes } from "../../../src/core/bytes.ts";
import { context, element, integer, octetString, oid, sequence } from "../../../src/core/der/write.ts";
import { foreignFormats } from "../../../src/core/foreign-pkcs12/foreign-formats.ts";
import { oids } from "../../../src/core/pkcs12/oids.ts";
import { encryptPbeSha1 } from "../../../src/core/pkcs12/pbe-sha1.ts";
import { readPkcs12, readPkcs12Certificates } from "../../../src/core/pkcs12/read.ts";
import { issue } from "../issued.ts";
import { refusal } from "../refusal.ts";
import { bag, certBag, keyBag, localKeyId, plain } from "./made-safe.ts";
import { sealSafe } from "./seal-safe.ts";

const password = "k7mf";
const { privateKey, certificate } = await issue("P-256");

const sealed = (safe: Bytes): Promise<Bytes> => sealSafe(safe, password);
const shrouded = (algorithm: Bytes, length = 16): Bytes =>
  bag(oids.shroudedKeyBag, sequence(algorithm, octetString(new Uint8Array(length))));
const tripleDes = (...parameters: Bytes[]): Bytes => sequence(oid("1.2.840.113549.1.12.1.3"), sequence(...parameters));
const rc2 = (...parameters: Bytes[]): Bytes => sequence(oid("1.2.840.113549.1.12.1.6"), sequence(...parameters));
const pbes2 = (salt: Bytes, iterations: Bytes, iv: Bytes): Bytes =>
  sequence(
    oid("1.2.840.113549.1.5.13"),
    sequence(sequence(oid("1.2.840.113549.1.5.12"), sequence(salt, iterations)), sequence(oid("2.16.840.1.101.3.4.1.42"), iv)),
  );

const [algorithm, ciphertext] = await encryptPbeSha1({ password, salt: new Uint8Array(8), iterations: 1 }, sequence());
/** An encrypted part without entries. */
const encrypted = sequence(
  oid(oids.encryptedData),
  context(0, sequence(integer(0), sequence(oid(oids.data), algorithm, element(0x80, ciphertext)))),
);

const salt = octetString(new Uint8Array(8));
const iv = octetString(new Uint8Array(16));

test.each([
  ["contents under a public key", [sequence(oid("1.2.840.113549.1.7.3"), context(0, sequence()))], "pkcs12-unsupported"],
  ["an unknown cipher", [plain(shrouded(sequence(oid("1.2.3.4"))), certBag(certificate))], "pkcs12-unsupported"],
  [
    "a key that takes hours to derive",
    [plain(shrouded(tripleDes(salt, integer(0x7fffffff))), certBag(certificate))],
    "pkcs12-too-many-iterations",
  ],
  [
    "a key that takes hours to derive, by PBKDF2",
    [plain(shrouded(pbes2(salt, integer(0x7fffffff), iv)), certBag(certificate))],
    "pkcs12-too-many-iterations",
  ],
  [
    "a key that takes hours to derive, for RC2",
    [plain(shrouded(rc2(salt, integer(0x7fffffff))), certBag(certificate))],
    "pkcs12-too-many-iterations",
  ],
  [
    "a key under RC2 that ends within a block",
    [plain(shrouded(rc2(salt, integer(1)), 12), certBag(certificate))],
    "pkcs12-malformed",
  ],
  ["a key under RC2 without ciphertext", [plain(shrouded(rc2(salt, integer(1)), 0), certBag(certificate))], "pkcs12-malformed"],
  ["a key under RC2 that decrypts to nonsense", [plain(shrouded(rc2(salt, integer(1))), certBag(certificate))], "pkcs12-malformed"],
  ["no iterations", [plain(shrouded(tripleDes(salt, integer(0))), certBag(certificate))], "pkcs12-malformed"],
  [
    "a salt of megabytes",
    [plain(shrouded(tripleDes(octetString(new Uint8Array(4_000_000)), integer(1))), certBag(certificate))],
    "pkcs12-malformed",
  ],
  [
    "seventeen encrypted parts, each of which has a key to derive",
    Array.from({ length: 17 }, () => encrypted),
    "pkcs12-too-many-iterations",
  ],
  ["no salt", [plain(shrouded(tripleDes(octetString(), integer(1))), certBag(certificate))], "pkcs12-malformed"],
  [
    "an IV of the wrong length",
    [plain(shrouded(pbes2(salt, integer(1), octetString())), certBag(certificate))],
    "pkcs12-malformed",
  ],
  ["a key that decrypts to nonsense", [plain(shrouded(pbes2(salt, integer(1), iv)), certBag(certificate))], "pkcs12-malformed"],
  ["an element that is not a ContentInfo", [element(0x04)], "pkcs12-malformed"],
])("a file with %s is refused", async (_, parts, code) => {
  expect(await refusal(async () => await readPkcs12(await sealed(sequence(...parts)), password, { formats: foreignFormats }))).toBe(
    code,
  );
});

test("sixteen encrypted parts are read", async () => {
  const file = await sealed(sequence(...Array.from({ length: 16 }, () => encrypted), plain(certBag(certificate))));
  expect((await readPkcs12(file, password)).certificates).toHaveLength(1);
});

test("a file may have more entries, in one that is nested, than a function takes arguments", async () => {
  const count = 200_000;
  const empty = bag(oids.certBag, sequence(oid("1.2.3")));
  const nested = bag(oids.safeContentsBag, sequence(concat(Array.from({ length: count }, () => empty))));
  expect(await readPkcs12Certificates(await sealed(sequence(plain(nested))), password)).toEqual({ certificates: [], keys: 0 });
});

test("certificates are read although no key beside them can be decrypted", async () => {
  const parts = [plain(shrouded(tripleDes(salt, integer(0x7fffffff))), shrouded(sequence(oid("1.2.3.4"))), certBag(certificate))];
  const { certificates, keys } = await readPkcs12Certificates(await sealed(sequence(...parts)), password);
  expect([certificates.map(({ der }) => der), keys]).toEqual([[certificate], 2]);
});

describe("contents with any one octet changed under a valid MAC", () => {
  test("are read or rejected without any other error", async () => {
    const safe = sequence(plain(certBag(certificate, localKeyId(7)), keyBag(privateKey, localKeyId(7))));
    const codes = new Set<string | undefined>();
    for (let index = 0; index < safe.length; index++) {
      const flipped = await sealed(safe.with(index, (safe[index] ?? 0) ^ (1 << (index % 8))));
      codes.add(await refusal(() => readPkcs12(flipped, password, { formats: foreignFormats })));
    }
    expect(codes).toEqual(new Set([undefined, "pkcs12-malformed", "pkcs12-unsupported"]));
  });
});
