import { beforeAll, describe, expect, test } from "vitest";
import type { Bytes } from "../../../src/core/bytes.ts";
import { context, integer, oid, sequence, bitString } from "../../../src/core/der/write.ts";
import type { KeyKind } from "../../../src/core/key-kind.ts";
import { encodeName } from "../../../src/core/name/name.ts";
import { exportPublicKey, generateKeyPair } from "../../../src/core/x509/key-pair.ts";
import { createRequest, parseRequest } from "../../../src/core/x509/request.ts";
import { client28 } from "../issued.ts";
import { refusal } from "../refusal.ts";

const kinds: [KeyKind, string][] = [
  ["P-256", "1.2.840.10045.4.3.2"],
  ["RSA-2048", "1.2.840.113549.1.1.11"],
];

describe.each(kinds)("a request with a key of kind %s", (kind, signatureAlgorithm) => {
  let keyPair: CryptoKeyPair;
  let der: Bytes;
  beforeAll(async () => {
    keyPair = await generateKeyPair(kind);
    der = await createRequest(encodeName(client28), keyPair);
  });

  test("contains its subject and its own key", async () => {
    const request = parseRequest(der);
    expect(request).toMatchObject({ subject: client28, keyKind: kind, signatureAlgorithm });
    expect(request.spki).toEqual(await exportPublicKey(keyPair));
  });

  test("is rejected if it is truncated or has trailing data", async () => {
    expect(await refusal(() => parseRequest(der.slice(0, -1)))).toBe("request-malformed");
    expect(await refusal(() => parseRequest(Uint8Array.of(...der, 0)))).toBe("request-malformed");
  });
});

test("a key of another curve creates no request, and is parsed as an unsupported kind", async () => {
  const other = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-521" }, true, ["sign", "verify"]);
  expect(await refusal(() => createRequest(encodeName(client28), other))).toBe("key-unsupported");
  const info = sequence(integer(0), encodeName(client28), await exportPublicKey(other), context(0));
  const der = sequence(info, sequence(oid("1.2.840.10045.4.3.2")), bitString(new Uint8Array(8)));
  expect(parseRequest(der).keyKind).toBeUndefined();
});

test("a key that cannot sign requests is refused", async () => {
  const algorithm = { name: "RSA-PSS", modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1), hash: "SHA-256" };
  const keyPair = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  expect(await refusal(() => createRequest(encodeName(client28), keyPair))).toBe("key-unsupported");
});

test("a later version of requests is refused", async () => {
  const info = sequence(integer(1), encodeName(client28), sequence(), context(0));
  const der = sequence(info, sequence(oid("1.2.840.10045.4.3.2")), bitString(new Uint8Array(8)));
  expect(await refusal(() => parseRequest(der))).toBe("request-malformed");
});
