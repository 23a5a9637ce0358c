import { beforeAll, describe, expect, test } from "vitest";
import type { Bytes } from "../../../src/core/bytes.ts";
import { sequence } from "../../../src/core/der/write.ts";
import { writePkcs12 } from "../../../src/core/pkcs12/write.ts";
import { checkReplacement } from "../../../src/core/renewal/check-replacement.ts";
import { exportPrivateKey, generateKeyPair } from "../../../src/core/x509/key-pair.ts";
import { client28, issue, notAfter, type Issued } from "../issued.ts";
import { refusal } from "../refusal.ts";

const password = "abcd-efgh";
const predecessor = { subject: client28, notAfter: new Date(notAfter.getTime() - 1000) };

const fileWith = async (parts: { privateKey: Bytes; certificate: Bytes }): Promise<Bytes> =>
  await writePkcs12({ ...parts, chain: [], friendlyName: "client28" }, { password, profile: "modern" });

describe.each(["P-256", "RSA-2048"] as const)("a replacement with a key of kind %s", (kind) => {
  let issued: Issued;
  let file: Bytes;
  beforeAll(async () => {
    issued = await issue(kind);
    file = await fileWith(issued);
  });

  test("that is valid in every respect is returned", async () => {
    const replacement = await checkReplacement({ file, password, predecessor });
    expect(replacement.der).toEqual(issued.certificate);
    expect(replacement.serial).toBe("C0FFEE01");
  });

  test("with another key of the same kind is refused", async () => {
    const privateKey = await exportPrivateKey(await generateKeyPair(kind));
    const mixed = await fileWith({ privateKey, certificate: issued.certificate });
    expect(await refusal(() => checkReplacement({ file: mixed, password, predecessor }))).toBe("replacement-key-mismatch");
  });

  test("with a key of another kind, or a malformed key, is refused", async () => {
    const otherKind = await exportPrivateKey(await generateKeyPair(kind === "P-256" ? "RSA-2048" : "P-256"));
    for (const privateKey of [otherKind, sequence()]) {
      const mixed = await fileWith({ privateKey, certificate: issued.certificate });
      expect(await refusal(() => checkReplacement({ file: mixed, password, predecessor }))).toBe("replacement-key-mismatch");
    }
  });

  test.each([
    ["another person", { cn: "client29", o: "u00000014" }],
    ["another tenant", { cn: "client28", o: "u00000015" }],
  ])("for %s is refused", async (_, subject) => {
    expect(await refusal(() => checkReplacement({ file, password, predecessor: { ...predecessor, subject } }))).toBe(
      "replacement-subject-mismatch",
    );
  });

  test("that expires at the same time as its predecessor is refused", async () => {
    expect(await refusal(() => checkReplacement({ file, password, predecessor: { subject: client28, notAfter } }))).toBe(
      "replacement-not-later",
    );
  });

  test("that does not open with the password is refused", async () => {
    expect(await refusal(() => checkReplacement({ file, password: "abcd-efgi", predecessor }))).toBe("pkcs12-wrong-password");
  });
});

test("a file with a malformed certificate is refused", async () => {
  const { privateKey } = await issue("P-256");
  const file = await fileWith({ privateKey, certificate: sequence() });
  expect(await refusal(() => checkReplacement({ file, password, predecessor }))).toBe("certificate-malformed");
});
