import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writePkcs12 } from "../../src/core/pkcs12/write.ts";
import { decodePem } from "../../src/core/x509/pem.ts";
import { paths } from "../../src/protocol/paths.ts";
import { Status } from "../../src/protocol/status.ts";
import { offerOf } from "../support/field-client.ts";
import { numberOf } from "../support/records.ts";
import { startService, type Holder, type ThrowawayService } from "../support/throwaway-service.ts";
import { compileForOldJava, inside, hasOldJava, runOldJava } from "./old-java.ts";
import { hasOldOpenssl, runOldOpenssl } from "./old-openssl.ts";
import { temporaryFolder, type Outcome } from "./tool.ts";

const password = "k7mf-2q9x-hw3d-ppzr-8ya4-tnce";
const folder = await temporaryFolder();
const at = (name: string): string => join(folder.path, name);

let world: ThrowawayService;
beforeAll(async () => {
  world = await startService();
  await writeFile(at("root.pem"), world.root);
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await folder.remove();
});

let used = 1;
const kinds = ["P-256", "RSA-2048"] as const;

/** The serial number of a holder's only replacement, and whether it was used. */
async function replacementOf(holder: Holder): Promise<{ serial: string; isUsed: boolean }> {
  const rows = world.service.store.selectFrom("certificates").select(["serial", "firstUsedAt"]);
  const { serial, firstUsedAt } = await rows
    .where("predecessor", "=", await numberOf(world.service.store, holder.serial))
    .executeTakeFirstOrThrow();
  return { serial, isUsed: firstUsedAt !== null };
}

function statusOf(body: string): Status {
  return v.parse(v.pipe(v.string(), v.parseJson(), Status), body);
}

describe.skipIf(!hasOldJava)("Java 8 over TLS 1.2", () => {
  beforeAll(async () => await compileForOldJava("FetchCertificate", folder.path));

  /** Runs the client with a certificate from a .p12 file. */
  async function renew(holder: Holder, profile: "modern" | "compatible", body: string): Promise<Outcome> {
    const [certificate = new Uint8Array(), ...chain] = decodePem("CERTIFICATE", holder.cert);
    const [privateKey = new Uint8Array()] = decodePem("PRIVATE KEY", holder.key);
    const contents = { certificate, privateKey, chain, friendlyName: holder.cn };
    await writeFile(at("own.p12"), await writePkcs12(contents, { password, profile }));
    await writeFile(at("own.txt"), password);
    const host = `https://localhost:${world.port}`;
    const files = ["own.p12", "own.txt", "root.pem"].map(inside);
    const args = ["-cp", inside(""), "FetchCertificate", `${host}/api/cert`, ...files, body, host + paths.status];
    return await runOldJava("java", folder.path, args);
  }

  test.each([
    { profile: "modern", kind: "P-256", body: "{}" },
    { profile: "modern", kind: "RSA-2048", body: "" },
    { profile: "compatible", kind: "P-256", body: "" },
    { profile: "compatible", kind: "RSA-2048", body: "{}" },
  ] as const)(
    "renews from a $profile file with a key of kind $kind, and connects with the replacement",
    async ({ profile, kind, body }) => {
      const holder = await world.issue(`client${used++}`, 50, { keyKind: kind });
      const { stdout, text } = await renew(holder, profile, body);
      const [serial, algorithm, name, answer = ""] = new TextDecoder().decode(stdout).split("\n");
      expect([algorithm, name], text).toEqual(["RSA", `CN=${holder.cn},O=${holder.tenant}`]);
      const replacement = await replacementOf(holder);
      expect(replacement).toEqual({ serial: statusOf(answer).certificate.serial, isUsed: true });
      expect(replacement.serial).toContain(serial);
    },
  );

  test("is refused if the certificate is not due", async () => {
    const refused = await renew(await world.issue(`client${used++}`, 400), "compatible", "{}");
    expect(refused.status).not.toBe(0);
    expect(refused.text).toContain("POST was answered 403");
  });
});

describe.skipIf(!hasOldOpenssl)("OpenSSL 1.1.1", () => {
  /** Sends one request on a new connection, which the server closes. */
  async function ask(version: string, identity: string, head: string, body = ""): Promise<{ status: number; body: Buffer }> {
    const { stdout, text } = await runOldOpenssl(
      [
        ...["s_client", "-quiet", version, "-connect", `127.0.0.1:${world.port}`, "-servername", "localhost"],
        ...["-CAfile", at("root.pem"), "-verify_return_error", "-verify_hostname", "localhost"],
        ...["-cert", at(identity), "-key", at(identity), "-cert_chain", at(identity)],
      ],
      `${head} HTTP/1.1\r\nHost: localhost:${world.port}\r\nAccept: application/json\r\nConnection: close\r\nContent-Length: ${body.length}\r\n` +
        `Content-Type: application/json\r\n\r\n${body}`,
    );
    const answer = Buffer.from(stdout);
    const end = answer.indexOf("\r\n\r\n");
    const [, status] = /^HTTP\/1\.1 (\d{3}) /.exec(answer.toString("latin1")) ?? [];
    if (status === undefined) throw new Error(text);
    return { status: Number(status), body: answer.subarray(end + 4) };
  }

  const combinations = ["-tls1_2", "-tls1_3"].flatMap((version) => kinds.map((kind) => ({ version, kind })));

  test.each(combinations)(
    "renews with s_client $version and a key of kind $kind, and connects with the replacement",
    async ({ version, kind }) => {
      const holder = await world.issue(`client${used++}`, 50, { keyKind: kind });
      await writeFile(at("own.pem"), holder.cert + holder.key, { mode: 0o600 });
      const posted = await ask(version, "own.pem", "POST /api/cert", "{}");
      const offer = offerOf({ status: posted.status, body: posted.body.toString() });
      const got = await ask(version, "own.pem", `GET ${new URL(offer.uri).pathname}`);
      expect(got.status).toBe(200);
      await writeFile(at("new.p12"), got.body);
      await writeFile(at("new.txt"), offer.pass);
      const opened = await runOldOpenssl([
        "pkcs12",
        "-in",
        at("new.p12"),
        "-passin",
        `file:${at("new.txt")}`,
        "-nodes",
        "-out",
        at("new.pem"),
      ]);
      expect(opened.status, opened.text).toBe(0);
      expect(await readFile(at("new.pem"), "utf8")).toContain(`subject=O = ${holder.tenant}, CN = ${holder.cn}`);

      const { serial } = await replacementOf(holder);
      expect(await replacementOf(holder)).toEqual({ serial, isUsed: false });
      const answer = await ask(version, "new.pem", `GET ${paths.status}`);
      expect(statusOf(answer.body.toString()).certificate.serial).toBe(serial);
      expect(await replacementOf(holder)).toEqual({ serial, isUsed: true });
    },
  );
});
