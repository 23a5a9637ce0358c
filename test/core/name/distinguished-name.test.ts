import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import type { Bytes } from "../../../src/core/bytes.ts";
import { tag } from "../../../src/core/der/tag.ts";
import { element, oid, sequence, setOf, utf8String } from "../../../src/core/der/write.ts";
import { attributeType } from "../../../src/core/name/attribute-types.ts";
import { formatName, formatOneLine, isOneLineOf, unescapeValue } from "../../../src/core/name/distinguished-name.ts";
import { encodeName } from "../../../src/core/name/name.ts";
import { isSubjectOf, readSubjectText } from "../../../src/core/name/subject-text.ts";
import { subjectIn } from "../../../src/core/x509/certificate.ts";
import { decodePem } from "../../../src/core/x509/pem.ts";

function withSubject(...options: readonly string[]): { readonly pem: string; readonly name: ReturnType<typeof subjectIn> } {
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "/dev/null"];
  const args = ["req", "-x509", ...key, "-utf8", ...options];
  const pem = execFileSync("openssl", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  return { pem, name: subjectIn(decodePem("CERTIFICATE", pem)[0] ?? new Uint8Array()) };
}

test.each([
  "/C=JP/O=u00000014/CN=client28",
  String.raw`/O=a, b+c\/d/OU="x";<y>\\z/CN=# 山田 花子 `,
  "/DC=example/DC=clinic/O=x/OU=one/OU=two/CN=client28/emailAddress=a@b.example",
])("a Name is written as OpenSSL writes it: %s", (subject) => {
  const { pem, name } = withSubject("-subj", subject);
  const options = ["-noout", "-subject", "-nameopt", "esc_2253,utf8,sep_comma_plus,dn_rev,sname"];
  const written = execFileSync("openssl", ["x509", ...options], { input: pem, encoding: "utf8" });
  expect(`subject=${formatName(name)}`).toBe(written.replace(/\n$/, ""));
});

test("several attributes of an RDN are joined, and an unknown type is shown as its OID", () => {
  const attribute = (type: string, value: string): ReturnType<typeof sequence> => sequence(oid(type), utf8String(value));
  const name = sequence(setOf(attribute("1.2.3.4", "x")), setOf(attribute("2.5.4.3", "client28"), attribute("2.5.4.5", "7")));
  expect(formatName(name)).toBe("serialNumber=7+CN=client28,1.2.3.4=x");
});

test("a value that is not text is shown in hexadecimal", () => {
  const name = sequence(setOf(sequence(oid("2.5.4.45"), element(tag.bitString, Uint8Array.of(0, 0xff)))));
  expect(formatName(name)).toBe("2.5.4.45=#030200FF");
});

test("characters that change the direction, or are invisible, are escaped, and read back", () => {
  const cn = "a\u202Eb\u200Bc\n";
  const text = formatName(encodeName({ o: "", cn }));
  expect(text).toBe(String.raw`CN=a\E2\80\AEb\E2\80\8Bc\0A`);
  expect(unescapeValue(text.slice("CN=".length))).toBe(cn);
  expect(unescapeValue(String.raw`a\, b\+c\\41`)).toBe(String.raw`a, b+c\41`);
});

test("types are recognised by their short names in any case, and by OID", () => {
  expect(["ou", "OU", "2.5.4.11"].map(attributeType)).toEqual(Array(3).fill("2.5.4.11"));
  expect(["", "x", "2.5.", "9.9", "2.05"].map(attributeType)).toEqual(Array(5).fill(undefined));
});

test("a Name in one line is as OpenSSL writes it, or wrote it before 2026", () => {
  const attribute = (type: string, text: string): Bytes => sequence(oid(type), utf8String(text));
  const name = sequence(
    setOf(attribute("2.5.4.10", "u1/CN=evil")),
    setOf(attribute("2.5.4.3", "a+OU=b"), attribute("2.5.4.11", "back\\slash")),
  );
  const [escaped, before] = [
    String.raw`/O=u1\/CN=evil/CN=a\+OU=b+OU=back\slash`,
    String.raw`/O=u1/CN=evil/CN=a+OU=b+OU=back\slash`,
  ];
  expect(formatOneLine(name)).toBe(escaped);
  expect([escaped, before, before.replace("u1", "u2")].map((text) => isOneLineOf(text, name))).toEqual([true, true, false]);
  expect(isSubjectOf(readSubjectText(escaped) ?? [], name)).toBe(true);
});
