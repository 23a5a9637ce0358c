import { createHmac, pbkdf2Sync } from "node:crypto";
import { createSecureContext } from "node:tls";
import { describe, expect, test } from "vitest";
import type { Bytes } from "../../../src/core/bytes.ts";
import { context, integer, nullValue, octetString, oid, sequence } from "../../../src/core/der/write.ts";
import { foreignFormats } from "../../../src/core/foreign-pkcs12/foreign-formats.ts";
import { oids } from "../../../src/core/pkcs12/oids.ts";
import { readPkcs12 } from "../../../src/core/pkcs12/read.ts";
import { issue } from "../issued.ts";
import { certBag, keyBag, plain } from "../pkcs12/made-safe.ts";
import { refusal } from "../refusal.ts";

const password = "pässword";
const { privateKey, certificate } = await issue("P-256");
const safe = sequence(plain(certBag(certificate), keyBag(privateKey)));
const salt = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
const hmacWith = { sha1: "1.2.840.113549.2.7", sha256: "1.2.840.113549.2.9", sha512: "1.2.840.113549.2.11" } as const;

interface Sealing {
  readonly prf?: keyof typeof hmacWith;
  readonly mac?: keyof typeof hmacWith;
  readonly keyLength?: number;
  readonly iterations?: number;
  /** The parameters that are written, if not those that are used. */
  readonly written?: readonly Bytes[];
}

/** A file as in RFC 9879, section 4, whose MAC OpenSSL computes, by way of Node. */
function seal({ prf = "sha256", mac = "sha256", keyLength = 32, iterations = 2048, written }: Sealing = {}): Bytes {
  const key = pbkdf2Sync(password, salt, iterations, keyLength, prf);
  const value = createHmac(mac, key).update(safe).digest();
  const algorithm = (name: keyof typeof hmacWith): Bytes => sequence(oid(hmacWith[name]), nullValue());
  const parameters = written ?? [octetString(salt), integer(iterations), integer(keyLength), algorithm(prf)];
  const kdf = sequence(oid("1.2.840.113549.1.5.12"), sequence(...parameters));
  const pbmac1 = sequence(oid("1.2.840.113549.1.5.14"), sequence(kdf, algorithm(mac)));
  const macData = sequence(sequence(pbmac1, octetString(value)), octetString(new TextEncoder().encode("NOT USED")), integer(1));
  return sequence(integer(3), sequence(oid(oids.data), context(0, octetString(safe))), macData);
}

/** How the OpenSSL in Node, which has PBMAC1 from 3.4 on, opens a file: in its words, or "opens". */
function inOpenssl(file: Bytes, typed = password): string {
  try {
    createSecureContext({ pfx: Buffer.from(file), passphrase: typed });
    return "opens";
  } catch (error) {
    return error instanceof Error ? error.message : "";
  }
}

const open = async (file: Bytes, typed = password) => await readPkcs12(file, typed, { formats: foreignFormats });

describe("a file with PBMAC1", () => {
  test.each([
    { prf: "sha256", mac: "sha256", keyLength: 32 },
    { prf: "sha512", mac: "sha256", keyLength: 32 },
    { prf: "sha512", mac: "sha512", keyLength: 64 },
    { prf: "sha1", mac: "sha256", keyLength: 20 },
    { prf: "sha256", mac: "sha512", keyLength: 20 },
  ] as const)("opens with its password and with no other: $prf, $mac", async (sealing) => {
    const file = seal(sealing);
    expect(await open(file)).toMatchObject({ keys: [{ privateKey }], certificates: [{ der: certificate }] });
    expect(await refusal(() => open(file, "password"))).toBe("pkcs12-wrong-password");
    expect([inOpenssl(file), inOpenssl(file, "password")]).toEqual(["opens", "mac verify failure"]);
  });

  test.each([
    ["without the length of its key", { written: [octetString(salt), integer(2048)] }, "pkcs12-unsupported"],
    ["with an empty key", { written: [octetString(salt), integer(2048), integer(0)] }, "pkcs12-unsupported"],
    ["with a key short enough to be guessed", { keyLength: 19 }, "pkcs12-unsupported"],
    ["with a key of megabytes", { written: [octetString(salt), integer(2048), integer(1 << 24)] }, "pkcs12-unsupported"],
    ["that takes hours", { written: [octetString(salt), integer(0x7fffffff), integer(32)] }, "pkcs12-too-many-iterations"],
    ["with a different salt", { written: [octetString(salt.toReversed()), integer(2048), integer(32)] }, "pkcs12-wrong-password"],
    ["without salt", { written: [octetString(), integer(2048), integer(32)] }, "pkcs12-malformed"],
    [
      "with a different iteration count",
      { iterations: 2049, written: [octetString(salt), integer(2048), integer(32)] },
      "pkcs12-wrong-password",
    ],
  ])("%s is refused", async (_, sealing, code) => {
    expect(await refusal(() => open(seal(sealing)))).toBe(code);
    // OpenSSL would compute for hours, and accepts an empty salt.
    if (code === "pkcs12-wrong-password") expect(inOpenssl(seal(sealing))).toBe("mac verify failure");
    if (code === "pkcs12-unsupported") expect(inOpenssl(seal(sealing))).toBe("parse error");
  });

  test("is not among the formats that are also written", async () => {
    expect(await refusal(() => readPkcs12(seal(), password))).toBe("pkcs12-unsupported");
  });
});
