import { beforeAll, describe, expect, test } from "vitest";
import { toHex, type Bytes } from "../../../src/core/bytes.ts";
import { integer, octetString, sequence } from "../../../src/core/der/write.ts";
import { sha1 } from "../../../src/core/hash/sha1.ts";
import { sha256 } from "../../../src/core/hash/sha256.ts";
import { readPkcs12, type OpenedPkcs12 } from "../../../src/core/pkcs12/read.ts";
import { writePkcs12, type Pkcs12Contents } from "../../../src/core/pkcs12/write.ts";
import { issue } from "../issued.ts";
import { refusal } from "../refusal.ts";
import { safeOf, sealSafe } from "./seal-safe.ts";

const password = "k7mf-2q9x-hw3d-ppzr-8ya4-tnce";

const combinations = (["modern", "compatible"] as const).flatMap((profile) =>
  (["P-256", "RSA-2048"] as const).map((kind) => ({ profile, kind })),
);

describe.each(combinations)("a $profile file with a key of kind $kind", ({ profile, kind }) => {
  let contents: Pkcs12Contents;
  let file: Bytes;
  beforeAll(async () => {
    const { privateKey, certificate, issuer } = await issue(kind);
    contents = { privateKey, certificate, chain: [issuer], friendlyName: "client28 更新" };
    file = await writePkcs12(contents, { password, profile });
  });

  test("opens with its password and contains what was written", async () => {
    const { privateKey, certificate, chain, friendlyName } = contents;
    const localKeyId = toHex(sha1.digest(certificate));
    expect(await readPkcs12(file, password)).toEqual({
      keys: [{ privateKey, friendlyName, localKeyId }],
      certificates: [
        { der: certificate, friendlyName, localKeyId },
        ...chain.map((der) => ({ der, friendlyName: undefined, localKeyId: undefined })),
      ],
    });
  });

  test("does not open with another password", async () => {
    for (const other of ["", "K7MF-2Q9X-HW3D-PPZR-8YA4-TNCE", `${password} `, password.replaceAll("-", "")]) {
      expect(await refusal(() => readPkcs12(file, other))).toBe("pkcs12-wrong-password");
    }
  });

  test("contains no name, key or certificate in plain text", () => {
    const text = Buffer.from(file);
    expect(text.includes("client28")).toBe(false);
    expect(text.includes(Buffer.from(contents.privateKey.subarray(-32)))).toBe(false);
    expect(text.includes(Buffer.from(contents.certificate.subarray(-32)))).toBe(false);
  });

  test("is different each time it is written", async () => {
    expect(await writePkcs12(contents, { password, profile })).not.toEqual(file);
  });

  test("is reported as truncated wherever it is cut off", async () => {
    for (let length = 0; length < file.length; length++) {
      expect(await refusal(() => readPkcs12(file.slice(0, length), password)), `${length} octets`).toBe("pkcs12-truncated");
    }
  });

  test("is rejected with trailing data", async () => {
    expect(await refusal(() => readPkcs12(Uint8Array.of(...file, 0), password))).toBe("pkcs12-malformed");
  });

  test("with any one octet changed is rejected, or has the same contents", async () => {
    const sealed = await sealSafe(safeOf(file), password, { modern: sha256, compatible: sha1 }[profile]);
    const codes = new Map<string, number>();
    for (let index = 0; index < sealed.length; index += 1) {
      const flipped = sealed.with(index, (sealed[index] ?? 0) ^ (1 << (index % 8)));
      let opened: OpenedPkcs12 | undefined;
      const code = await refusal(async () => {
        opened = await readPkcs12(flipped, password);
      });
      if (code === undefined) {
        expect(opened, `octet ${index}`).toMatchObject({
          keys: [{ privateKey: contents.privateKey }],
          certificates: [contents.certificate, ...contents.chain].map((der) => ({ der })),
        });
      }
      codes.set(code ?? "opened", (codes.get(code ?? "opened") ?? 0) + 1);
    }
    const { "pkcs12-wrong-password": byMac = 0, opened = 0, ...others } = Object.fromEntries(codes);
    // The MAC protects nearly all of the file, except a few lengths, tags and identifiers.
    expect(byMac).toBeGreaterThan(sealed.length - 110);
    expect(opened).toBeLessThan(5);
    const structural = ["pkcs12-malformed", "pkcs12-truncated", "pkcs12-unsupported", "pkcs12-too-many-iterations"];
    expect(structural).toEqual(expect.arrayContaining(Object.keys(others)));
  });
});

describe("passwords", () => {
  test.each(["", "パスワード", "tab\there", "é"])("%o is refused: readers would encode it differently", async (other) => {
    const { privateKey, certificate } = await issue("P-256");
    const contents = { privateKey, certificate, chain: [], friendlyName: "x" };
    expect(await refusal(() => writePkcs12(contents, { password: other, profile: "modern" }))).toBe("password-not-ascii");
  });
});

test.each([
  ["a page of HTML", new TextEncoder().encode("<!doctype html><title>502</title>".padEnd(200))],
  ["a certificate", sequence(sequence(), sequence())],
  ["a later version", sequence(integer(4), sequence())],
  ["an octet string", octetString(new Uint8Array(10))],
])("%s is not a .p12 file", async (_, file) => {
  expect(await refusal(() => readPkcs12(file, password))).toBe("pkcs12-malformed");
});
