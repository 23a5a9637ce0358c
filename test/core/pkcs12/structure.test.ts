import { expect, test } from "vitest";
import type { Bytes } from "../../../src/core/bytes.ts";
import { oid, sequence, setOf } from "../../../src/core/der/write.ts";
import { oids } from "../../../src/core/pkcs12/oids.ts";
import { readPkcs12 } from "../../../src/core/pkcs12/read.ts";
import { run } from "../../interop/tool.ts";
import { issue } from "../issued.ts";
import { refusal } from "../refusal.ts";
import { bag, certBag, keyBag, plain } from "./made-safe.ts";
import { sealSafe } from "./seal-safe.ts";

const password = "abcd-efgh";
const { privateKey, certificate } = await issue("P-256");
const nested = (...bags: readonly Bytes[]): Bytes => bag(oids.safeContentsBag, sequence(...bags));
const empty = setOf(sequence(oid(oids.friendlyName), setOf()), sequence(oid(oids.localKeyId), setOf()));

test.each([
  ["nested contents", [nested(certBag(certificate), nested(keyBag(privateKey)))]],
  ["empty nested contents", [nested(), certBag(certificate), keyBag(privateKey)]],
  ["attributes without values", [certBag(certificate, empty), keyBag(privateKey, empty)]],
])("%s are read, as OpenSSL reads them", async (_, bags) => {
  const file = await sealSafe(sequence(plain(...bags)), password);
  expect(await readPkcs12(file, password)).toMatchObject({ keys: [{ privateKey }], certificates: [{ der: certificate }] });
  const opened = await run("openssl", ["pkcs12", "-nodes", "-passin", `pass:${password}`], file);
  expect(opened.status, opened.text).toBe(0);
});

test("excessively nested contents are refused", async () => {
  let inner = keyBag(privateKey);
  for (let depth = 0; depth < 50; depth++) inner = nested(inner);
  const file = await sealSafe(sequence(plain(inner)), password);
  expect(await refusal(() => readPkcs12(file, password))).toBe("pkcs12-malformed");
});
