import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fromBase64 } from "../../../src/core/base64.ts";
import { decodePem, encodePem } from "../../../src/core/x509/pem.ts";
import { readKeyFile } from "../../../src/server/commands/certificates/read-key-file.ts";
import { keyFingerprint } from "../../../src/server/issuance/certifiable-key.ts";
import { OperatorError } from "../../../src/server/system/operator-error.ts";
import { makeRequest } from "../../support/enrolment.ts";
import { runHere, type Ended } from "../../support/program.ts";
import { recordOf } from "../../support/records.ts";
import { startService, type Holder, type ThrowawayService } from "../../support/throwaway-service.ts";

let world: ThrowawayService;
let folder: string;
let holder: Holder;
beforeAll(async () => {
  world = await startService();
  folder = await mkdtemp(join(tmpdir(), "koshin-keys-"));
  holder = await world.issue("client28", 71);
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

async function fileOf(text: string): Promise<string> {
  const path = join(folder, "keys");
  await writeFile(path, text);
  return path;
}

const run = (...args: string[]): Promise<Ended> => runHere("blocked-key", ...args);
const own = (): string => keyFingerprint(createPublicKey(holder.key).export({ type: "spki", format: "der" }));

const Key = v.pipe(
  v.string(),
  v.parseJson(),
  v.strictObject({ sha256: v.string(), blockedAt: v.pipe(v.string(), v.isoTimestamp()), source: v.string() }),
);

describe("koshin blocked-key", () => {
  test("blocks a key with its certificate, lists it and unblocks it", async () => {
    const data = ["--data", world.data, "--json"];
    const added = await run("add", ...data, "--file", await fileOf(holder.key), "--source", "found on a share");
    expect(JSON.parse(added.stdout)).toEqual({
      blocked: 1,
      known: 0,
      revoked: [{ issuer: holder.issuer, serial: holder.serial }],
      alsoTell: [],
    });
    expect((await recordOf(world.service.store, holder.serial))?.revocationReason).toBe("key-compromise");
    const listed = await run("list", ...data);
    expect(JSON.parse(listed.stdout)).toMatchObject({ sha256: own(), source: "found on a share" });
    const table = (await run("list", "--data", world.data)).stdout.split("\n");
    expect(table[0]).toMatch(/^sha256 +blockedAt +source$/);
    expect(table[1]).toMatch(new RegExp(`^${own()}  \\S+Z  found on a share$`));
    const other = "5F".repeat(32);
    await run("add", ...data, "--sha256", other, "--source", "elsewhere");
    const lines = (await run("list", ...data)).stdout.split("\n");
    expect(lines.slice(0, -1).map((line) => v.parse(Key, line).sha256)).toEqual([own(), other].sort());
    expect((await run("remove", ...data, "--sha256", other)).code).toBe(0);
    const removed = await run("remove", ...data, "--sha256", own().toLowerCase());
    expect(JSON.parse(removed.stdout)).toEqual({ removed: own() });
    expect((await run("remove", ...data, "--sha256", own())).code).toBe(1);
    expect(await run("list", ...data)).toEqual({ code: 0, stdout: "", stderr: "koshin: No key is blocked.\n" });
  });

  test("rejects a hash of another length, and a missing source or key, as usage errors", async () => {
    const [data, source] = [
      ["--data", world.data],
      ["--source", "x"],
    ];
    expect((await run("add", ...data, ...source)).code).toBe(2);
    expect((await run("add", ...data, ...source, "--sha256", "AB")).code).toBe(2);
    expect((await run("add", ...data, "--sha256", own())).code).toBe(2);
  });
});

describe("a file with keys", () => {
  const fresh = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const sha256 = keyFingerprint(fresh.publicKey.export({ type: "spki", format: "der" }));

  test.each([
    ["a certificate and its chain", () => holder.cert, () => [own(), keyFingerprint(Buffer.from(issuingSpki()))]],
    ["a private key", () => holder.key, () => [own()]],
    ["a public key", () => fresh.publicKey.export({ type: "spki", format: "pem" }).toString(), () => [sha256]],
    ["an RSA key in PKCS#1", () => fresh.privateKey.export({ type: "pkcs1", format: "pem" }).toString(), () => [sha256]],
    [
      "hashes, with colons, comments and empty lines",
      () => `# leaked\n${sha256.toLowerCase()}\r\n\n${sha256.replaceAll(/..(?=.)/g, "$&:")}\n`,
      () => [sha256, sha256],
    ],
  ])("may contain %s", async (_, text, keys) => {
    expect(await readKeyFile(await fileOf(text()))).toEqual(keys());
  });

  test.each(["NEW CERTIFICATE REQUEST", "CERTIFICATE REQUEST"])("may contain a request as a %s", async (label) => {
    const { body, key } = await makeRequest({ cn: "client1", o: "u00000014" });
    const spki = createPublicKey(key).export({ type: "spki", format: "der" });
    expect(await readKeyFile(await fileOf(encodePem(label, fromBase64(body))))).toEqual([keyFingerprint(spki)]);
  });

  test.each([
    ["a truncated hash", `${sha256.slice(0, 63)}\n`],
    ["nothing", "# none\n"],
    ["a damaged certificate", encodePem("CERTIFICATE", Uint8Array.of(1, 2, 3))],
    [
      "an encrypted key",
      fresh.privateKey.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "x" }).toString(),
    ],
  ])("is rejected with %s", async (_, text) => {
    const refused: unknown = await readKeyFile(await fileOf(text)).catch((error: unknown) => error);
    expect(refused instanceof OperatorError && refused.code).toBe("key-file-malformed");
  });

  function issuingSpki(): Uint8Array {
    const [, issuing = new Uint8Array()] = decodePem("CERTIFICATE", holder.cert);
    return createPublicKey(encodePem("CERTIFICATE", issuing)).export({ type: "spki", format: "der" });
  }
});
