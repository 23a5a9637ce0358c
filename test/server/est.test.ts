import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encodePem } from "../../src/core/pem.ts";
import { startService, type ThrowawayService } from "../support/throwaway-service.ts";

const run = promisify(execFile);

let world: ThrowawayService;
let folder: string;
beforeAll(async () => {
  world = await startService();
  folder = await mkdtemp(join(tmpdir(), "koshin-est-"));
  await writeFile(join(folder, "root.pem"), world.root);
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

/** Runs curl in the folder, trusting the root only. */
async function curl(...options: string[]): Promise<string> {
  return (await run("curl", ["--silent", "--show-error", "--fail", "--cacert", "root.pem", ...options], { cwd: folder })).stdout;
}

/** What OpenSSL reads out of a base64 certs-only answer. */
async function readAnswer(base64: string): Promise<string> {
  await writeFile(join(folder, "answer.pem"), `-----BEGIN PKCS7-----\n${base64.replaceAll(/.{64}/g, "$&\n")}\n-----END PKCS7-----\n`);
  return (await run("openssl", ["pkcs7", "-in", "answer.pem", "-print_certs"], { cwd: folder })).stdout;
}

describe("an EST client that this project did not write", () => {
  test("fetches the authorities without a certificate of its own", async () => {
    const printed = await readAnswer(await curl(`https://localhost:${world.port}/.well-known/est/cacerts`));
    expect(printed.match(/^subject=.*$/gm)).toEqual(["subject=CN = Koshin Issuing CA", "subject=CN = Koshin Root CA"]);
  });

  test("renews with openssl and curl, and uses what it got", async () => {
    const holder = await world.issue("client28", 50);
    await writeFile(join(folder, "old.pem"), holder.cert);
    await writeFile(join(folder, "old.key"), holder.key);
    await run("openssl", ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "new.key"], { cwd: folder });
    const subject = "/O=u00000014/CN=client28";
    await run("openssl", ["req", "-new", "-key", "new.key", "-subj", subject, "-outform", "DER", "-out", "new.csr"], { cwd: folder });
    await writeFile(join(folder, "new.b64"), (await readFile(join(folder, "new.csr"))).toString("base64"));
    const answer = await curl(
      ...["--cert", "old.pem", "--key", "old.key", "--data-binary", "@new.b64"],
      ...["--header", "Content-Type: application/pkcs10"],
      `https://localhost:${world.port}/.well-known/est/simplereenroll`,
    );
    const printed = await readAnswer(answer);
    expect(printed.match(/^subject=.*$/gm)).toEqual(["subject=O = u00000014, CN = client28", "subject=CN = Koshin Issuing CA"]);
    await writeFile(join(folder, "new.pem"), printed);
    await writeFile(join(folder, "issuing.pem"), encodePem("CERTIFICATE", world.service.authority.issuing));
    await run("openssl", ["verify", "-CAfile", "root.pem", "-untrusted", "issuing.pem", "new.pem"], { cwd: folder });
    const page = await curl("--cert", "new.pem", "--key", "new.key", `https://verify.localhost:${world.port}/`);
    expect(page).toContain("client28");
    expect(page).not.toContain(holder.serial);
  });
});
