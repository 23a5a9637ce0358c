import { beforeAll, describe, expect, test } from "vitest";
import type { Bytes } from "../../../src/core/bytes.ts";
import { context, integer, sequence } from "../../../src/core/der/write.ts";
import type { KeyKind } from "../../../src/core/key-kind.ts";
import { encodeName } from "../../../src/core/name/name.ts";
import { exportPublicKey, generateKeyPair } from "../../../src/core/x509/key-pair.ts";
import { createRequest, type CertificateRequest } from "../../../src/core/x509/request.ts";
import type { RefusalCode } from "../../../src/protocol/console/problem.ts";
import { requireKeyKind } from "../../../src/server/issuance/key-policy.ts";
import { Refusal } from "../../../src/server/issuance/refusal.ts";
import { readRequest, verifyRequest } from "../../../src/server/issuance/verify-request.ts";
import { client28 } from "../../core/issued.ts";

const kinds: [KeyKind, string][] = [
  ["P-256", "1.2.840.10045.4.3.2"],
  ["P-384", "1.2.840.10045.4.3.3"],
  ["RSA-2048", "1.2.840.113549.1.1.11"],
];

function refusal(act: () => unknown): RefusalCode | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

describe.each(kinds)("a request with a key of kind %s", (kind, signatureAlgorithm) => {
  let der: Bytes;
  let request: CertificateRequest;
  beforeAll(async () => {
    der = await createRequest(encodeName(client28), await generateKeyPair(kind));
    request = readRequest(der);
  });
  const verified = (changed: Partial<CertificateRequest>): RefusalCode | undefined =>
    refusal(() => verifyRequest({ ...request, ...changed }, kind));

  test("is signed by its own key, which is returned", () => {
    const key = verifyRequest(request, kind);
    expect(key).toMatchObject({ spki: request.spki, keyKind: kind });
    expect(key.fingerprint).toMatch(/^[0-9A-F]{64}$/);
  });

  test("does not verify with another subject", () => {
    const signed = sequence(integer(0), encodeName({ cn: "client29", o: "u00000014" }), request.spki, context(0));
    expect(verified({ signed })).toBe("request-signature-wrong");
  });

  test("does not verify with another key", async () => {
    expect(verified({ spki: await exportPublicKey(await generateKeyPair(kind)) })).toBe("request-signature-wrong");
  });

  test("does not verify with SHA-1, nor with the other kind's algorithm", () => {
    for (const sha1 of ["1.2.840.113549.1.1.5", "1.2.840.10045.4.1"]) {
      expect(verified({ signatureAlgorithm: sha1 })).toBe("request-signature-unsupported");
    }
    for (const [, other] of kinds.filter(([each]) => each !== kind)) {
      expect(other).not.toBe(signatureAlgorithm);
      expect(verified({ signatureAlgorithm: other })).toBe("request-signature-wrong");
    }
  });

  test("never verifies with a flipped bit", () => {
    const step = Math.ceil(der.length / 300);
    for (let index = 0; index < der.length; index += step) {
      const flipped = der.slice();
      flipped[index] = (flipped[index] ?? 0) ^ (1 << (index % 8));
      const code = refusal(() => {
        const read = readRequest(flipped);
        verifyRequest(read, requireKeyKind(read.keyKind, [kind]));
      });
      expect(code, `octet ${index}`).toBeOneOf([
        "request-malformed",
        "request-subject-wrong",
        "request-signature-wrong",
        "request-signature-unsupported",
        "request-key-not-allowed",
        "request-key-unsafe",
      ]);
    }
  });
});

test("a P-256 signature with overlong integers is invalid", async () => {
  const request = readRequest(await createRequest(encodeName(client28), await generateKeyPair("P-256")));
  const signature = sequence(integer(new Uint8Array(33).fill(1)), integer(1));
  expect(refusal(() => verifyRequest({ ...request, signature }, "P-256"))).toBe("request-signature-wrong");
});

test("a key of an unsupported kind is not allowed", () => {
  expect(refusal(() => requireKeyKind(undefined, ["P-256", "RSA-2048"]))).toBe("request-key-not-allowed");
});
