import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { oid, sequence, setOf } from "../../../src/core/der/write.ts";
import { keyKinds, type KeyKind } from "../../../src/core/key-kind.ts";
import { readCsrAttributes, writeCsrAttributes } from "../../../src/core/x509/csr-attributes.ts";
import { refusal } from "../refusal.ts";

const both: readonly KeyKind[] = ["RSA-2048", "P-256"];
const further: readonly KeyKind[] = ["RSA-4096", "P-384"];

describe("CSR attributes", () => {
  test.each([
    [both, ["0800", "prime256v1", "ecdsa-with-SHA256"]],
    [further, ["1000", "secp384r1", "ecdsa-with-SHA384"]],
  ] as const)("name key and signature of %j as OpenSSL reads them", (kinds, [bits, curve, signature]) => {
    const printed = execFileSync("openssl", ["asn1parse", "-inform", "DER"], {
      input: writeCsrAttributes(kinds),
      encoding: "utf8",
    });
    const named = Array.from(printed.matchAll(/(?:OBJECT|INTEGER) +:(.*)$/gm), ([, name]) => name?.trim());
    expect(named).toEqual(["rsaEncryption", bits, "sha256WithRSAEncryption", "id-ecPublicKey", curve, signature]);
  });

  test.each([[both], [["P-256"]], [keyKinds], [[]]] as const)("are read back as %j, in this order", (kinds: readonly KeyKind[]) => {
    expect(readCsrAttributes(writeCsrAttributes(kinds))).toEqual(kinds);
  });

  test("are skipped if unknown: other attributes, other curves, other lists", () => {
    const challengePassword = oid("1.2.840.113549.1.9.7");
    const secp521r1 = sequence(oid("1.2.840.10045.2.1"), setOf(oid("1.3.132.0.35")));
    const extensions = sequence(oid("1.2.840.113549.1.9.14"), setOf(oid("2.5.29.17")));
    const p256 = sequence(oid("1.2.840.10045.2.1"), setOf(oid("1.2.840.10045.3.1.7")));
    expect(readCsrAttributes(sequence(challengePassword, secp521r1, extensions, p256))).toEqual(["P-256"]);
  });

  test("are rejected if malformed", async () => {
    const whole = writeCsrAttributes(both);
    for (const der of [new Uint8Array(), whole.subarray(0, -1), Uint8Array.of(...whole, 0), sequence(sequence())]) {
      expect(await refusal(() => readCsrAttributes(der))).toBe("response-malformed");
    }
  });
});
