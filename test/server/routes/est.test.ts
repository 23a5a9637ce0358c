import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readCertsOnly } from "../../../src/core/x509/certs-only.ts";
import { encodePem } from "../../../src/core/x509/pem.ts";
import { paths } from "../../../src/protocol/paths.ts";
import { issuedIn, makeRequest, refusalOf } from "../../support/enrolment.ts";
import { serverKeyOf } from "../../support/server-key.ts";
import { startService, type ThrowawayService } from "../../support/throwaway-service.ts";
import { send, type Connection } from "../../support/tls-client.ts";

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

/** Runs curl in the folder, with the root as its only trust anchor. */
async function curl(...options: string[]): Promise<string> {
  return (await run("curl", ["--silent", "--show-error", "--fail", "--cacert", "root.pem", ...options], { cwd: folder })).stdout;
}

/** OpenSSL's output for a base64 certs-only response. */
async function readAnswer(base64: string): Promise<string> {
  await writeFile(
    join(folder, "answer.pem"),
    `-----BEGIN PKCS7-----\n${base64.replaceAll(/.{64}/g, "$&\n")}\n-----END PKCS7-----\n`,
  );
  return (await run("openssl", ["pkcs7", "-in", "answer.pem", "-print_certs"], { cwd: folder })).stdout;
}

describe("a third-party EST client", () => {
  test("fetches the authorities without a client certificate", async () => {
    const printed = await readAnswer(await curl(`https://localhost:${world.port}/.well-known/est/cacerts`));
    expect(printed.match(/^subject=.*$/gm)).toEqual(["subject=CN = Koshin Issuing CA", "subject=CN = Koshin Root CA"]);
  });

  test("renews with openssl and curl, and uses the new certificate", async () => {
    const holder = await world.issue("client28", 50);
    await writeFile(join(folder, "old.pem"), holder.cert);
    await writeFile(join(folder, "old.key"), holder.key);
    await run("openssl", ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "new.key"], {
      cwd: folder,
    });
    const subject = "/O=u00000014/CN=client28";
    await run("openssl", ["req", "-new", "-key", "new.key", "-subj", subject, "-outform", "DER", "-out", "new.csr"], {
      cwd: folder,
    });
    await writeFile(join(folder, "new.b64"), (await readFile(join(folder, "new.csr"))).toString("base64"));
    const answer = await curl(
      ...["--cert", "old.pem", "--key", "old.key", "--data-binary", "@new.b64"],
      ...["--header", "Content-Type: application/pkcs10"],
      `https://localhost:${world.port}/.well-known/est/simplereenroll`,
    );
    const printed = await readAnswer(answer);
    expect(printed.match(/^subject=.*$/gm)).toEqual(["subject=O = u00000014, CN = client28"]);
    await writeFile(join(folder, "new.pem"), printed);
    await writeFile(join(folder, "issuing.pem"), encodePem("CERTIFICATE", world.service.authority.issuing));
    await run("openssl", ["verify", "-CAfile", "root.pem", "-untrusted", "issuing.pem", "new.pem"], { cwd: folder });
    const page = await curl("--cert", "new.pem", "--key", "new.key", `https://verify.localhost:${world.port}/`);
    expect(page).toContain("client28");
    expect(page).not.toContain(holder.serial);
  });
});

/** A response decoded by OpenSSL's base64 decoder, which libest also uses. */
async function decodedByOpenssl(answer: string): Promise<Buffer> {
  await writeFile(join(folder, "answer"), answer);
  return (await run("openssl", ["base64", "-d", "-in", "answer"], { cwd: folder, encoding: "buffer" })).stdout;
}

describe("base64", () => {
  const libest = { "User-Agent": "libest 3.2.0" };
  const pkcs10 = { "Content-Type": "application/pkcs10" };
  const lines = (text: string, end: string): string => text.replaceAll(/.{1,64}/g, `$&${end}`);
  let client: Connection;
  beforeAll(async () => {
    client = { port: world.port, root: world.root, host: "localhost", identity: await world.issue("client29", 50) };
  });

  test.each([paths.caCertificates, paths.csrAttributes])(
    "of %s has line breaks for libest, which requires them, and none for others",
    async (path) => {
      const [usual, inLines] = [await send(client, { path }), await send(client, { path, headers: libest })];
      expect(usual.body).not.toContain("\n");
      expect(await decodedByOpenssl(usual.body)).toHaveLength(0);
      expect(inLines.body).toMatch(/^([A-Za-z0-9+/=]{1,64}\n)+$/);
      expect(await decodedByOpenssl(inLines.body)).toEqual(Buffer.from(usual.body, "base64"));
    },
  );

  test("of an issued certificate also has line breaks for libest", async () => {
    const { body } = await makeRequest({ cn: "client29", o: "u00000014" });
    const sent = { method: "POST", headers: { ...pkcs10, ...libest } };
    const enrolled = await send(client, { ...sent, path: paths.reenrol, body: lines(body, "\n") });
    expect(readCertsOnly(new Uint8Array(await decodedByOpenssl(enrolled.body)))).toEqual([issuedIn(enrolled).der]);
    const made = await send(client, { ...sent, path: paths.serverKey, body: lines(body, "\n") });
    const [key = "", certificate = ""] = made.body
      .split(/^--koshin--key.*$/m)
      .slice(1, 3)
      .map((part) => part.split("\r\n\r\n")[1] ?? "");
    expect(await decodedByOpenssl(key)).toEqual(Buffer.from(serverKeyOf(made).privateKey));
    expect(readCertsOnly(new Uint8Array(await decodedByOpenssl(certificate)))).toEqual([serverKeyOf(made).certificate]);
  });

  test.each<[string, (text: string) => string]>([
    ["on one line", (text) => text],
    ["on one line with a line break", (text) => `${text}\n`],
    ["in lines", (text) => lines(text, "\n")],
    ["in lines with CRLF", (text) => lines(text, "\r\n")],
    [
      "in OpenSSL's armour",
      (text) => `-----BEGIN CERTIFICATE REQUEST-----\n${lines(text, "\n")}-----END CERTIFICATE REQUEST-----\n`,
    ],
    [
      "in legacy armour",
      (text) => `-----BEGIN NEW CERTIFICATE REQUEST-----\r\n${lines(text, "\r\n")}-----END NEW CERTIFICATE REQUEST-----\r\n`,
    ],
  ])("of a request may be %s", async (_, form) => {
    const { body } = await makeRequest({ cn: "client29", o: "u00000014" });
    const answer = await send(client, { method: "POST", path: paths.reenrol, headers: pkcs10, body: form(body) });
    expect(issuedIn(answer).subject.cn).toBe("client29");
  });

  test.each<[string, (text: string) => string]>([
    ["other armour", (text) => `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n`],
    ["two armours", (text) => `-----BEGIN CERTIFICATE REQUEST-----\n${text}\n-----END CERTIFICATE REQUEST-----\n`.repeat(2)],
    [
      "armour with mismatched labels",
      (text) => `-----BEGIN NEW CERTIFICATE REQUEST-----\n${text}\n-----END CERTIFICATE REQUEST-----\n`,
    ],
  ])("of a request is refused in %s", async (_, form) => {
    const { body } = await makeRequest({ cn: "client29", o: "u00000014" });
    const answer = await send(client, { method: "POST", path: paths.reenrol, headers: pkcs10, body: form(body) });
    expect(refusalOf(answer)).toBe("400 request-malformed");
  });
});
