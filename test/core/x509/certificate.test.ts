import { describe, expect, test } from "vitest";
import type { Bytes } from "../../../src/core/bytes.ts";
import { DerReader, enterDer } from "../../../src/core/der/read.ts";
import { bitString, context, integer, oid, sequence } from "../../../src/core/der/write.ts";
import { encodeName } from "../../../src/core/name/name.ts";
import { parseCertificate } from "../../../src/core/x509/certificate.ts";
import { exportPublicKey } from "../../../src/core/x509/key-pair.ts";
import { client28, issue, notAfter, notBefore } from "../issued.ts";
import { refusal } from "../refusal.ts";

const issued = await issue("P-256");

test("a certificate is read", async () => {
  expect(parseCertificate(issued.certificate)).toEqual({
    der: issued.certificate,
    serial: "C0FFEE01",
    issuer: encodeName({ cn: "Test CA", o: "Koshin" }),
    subject: client28,
    subjectDer: encodeName(client28),
    notBefore,
    notAfter,
    spki: await exportPublicKey(issued.keyPair),
  });
});

describe("malformed certificates are rejected:", () => {
  const oids = sequence(oid("1.2.840.10045.4.3.2"));
  const withSerial = (serial: Bytes): Bytes => {
    const signed = new DerReader(enterDer(issued.certificate).next(0x30).content);
    const parts: Bytes[] = [];
    while (signed.more) parts.push(signed.any().der);
    parts[1] = serial;
    return sequence(sequence(...parts), oids, bitString(new Uint8Array(8)));
  };

  test.each([
    ["nothing", new Uint8Array()],
    ["a truncated certificate", issued.certificate.subarray(0, -1)],
    ["a certificate with trailing data", Uint8Array.of(...issued.certificate, 0)],
    ["an empty sequence", sequence()],
    ["an empty serial number", withSerial(Uint8Array.of(0x02, 0x00))],
    ["a serial number that is not an INTEGER", withSerial(context(1))],
  ])("%s", async (_, der) => {
    expect(await refusal(() => parseCertificate(der))).toBe("certificate-malformed");
  });

  test("every proper prefix of a certificate", async () => {
    for (let length = 0; length < issued.certificate.length; length++) {
      expect(await refusal(() => parseCertificate(issued.certificate.slice(0, length)))).toBe("certificate-malformed");
    }
  });

  test("negative serial numbers are read, as OpenSSL reads them", () => {
    expect(parseCertificate(withSerial(Uint8Array.of(0x02, 0x02, 0xff, 0x01))).serial).toBe("-FF");
  });

  test("serial numbers keep inner zero octets and lose the leading one", () => {
    expect(parseCertificate(withSerial(integer(Uint8Array.of(0x80, 0, 0x0a)))).serial).toBe("80000A");
    expect(parseCertificate(withSerial(integer(10))).serial).toBe("0A");
  });
});

test("a certificate with any flipped bit is read or rejected as malformed, without any other error", async () => {
  const der = issued.certificate.slice();
  const codes = new Set<string | undefined>();
  for (let index = 0; index < der.length; index++) {
    for (let bit = 0; bit < 8; bit++) {
      der[index] = (der[index] ?? 0) ^ (1 << bit);
      codes.add(await refusal(() => parseCertificate(der)));
      der[index] = (der[index] ?? 0) ^ (1 << bit);
    }
  }
  expect(codes).toEqual(new Set([undefined, "certificate-malformed"]));
});
