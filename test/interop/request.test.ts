import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as pkijs from "pkijs";
import { afterAll, describe, expect, test } from "vitest";
import { keyKinds } from "../../src/core/key-kind.ts";
import { encodeName } from "../../src/core/name/name.ts";
import { readCertsOnly, writeCertsOnly } from "../../src/core/x509/certs-only.ts";
import { decodePem, encodePem } from "../../src/core/x509/pem.ts";
import { createRequest } from "../../src/core/x509/request.ts";
import { readRequest, verifyRequest } from "../../src/server/issuance/verify-request.ts";
import { client28, issue } from "../core/issued.ts";
import { prepare, run, temporaryFolder } from "./tool.ts";

const folder = await temporaryFolder();
afterAll(folder.remove);

describe.each(keyKinds)("with a key of kind %s", (kind) => {
  const own = (name: string): string => join(folder.path, `${kind}-${name}`);

  test("a request is accepted by OpenSSL", async () => {
    const { keyPair } = await issue(kind);
    const path = own("request.der");
    await writeFile(path, await createRequest(encodeName(client28), keyPair));
    const verified = await run("openssl", [
      "req",
      "-inform",
      "DER",
      "-in",
      path,
      "-verify",
      "-noout",
      "-subject",
      "-nameopt",
      "RFC2253",
    ]);
    expect(verified.status).toBe(0);
    expect(verified.text).toContain("verify OK");
    expect(verified.text).toContain("subject=CN=client28,O=u00000014");
  });

  test("a request is accepted by PKI.js", async () => {
    const { keyPair } = await issue(kind);
    const request = pkijs.CertificationRequest.fromBER(await createRequest(encodeName(client28), keyPair));
    expect(await request.verify(new pkijs.CryptoEngine({ crypto, name: "node" }))).toBe(true);
  });

  test.each(["sha256", "sha384", "sha512"])("a request that OpenSSL signed with %s is read and verified", async (hash) => {
    const { privateKey } = await issue(kind);
    const key = own("key.pem");
    await writeFile(key, encodePem("PRIVATE KEY", privateKey), { mode: 0o600 });
    const { stdout } = await prepare("openssl", [
      ...["req", "-new", "-key", key, `-${hash}`, "-subj", "/O=u00000014/CN=client28", "-outform", "DER"],
      ...["-addext", "extendedKeyUsage=clientAuth"],
    ]);
    const request = readRequest(stdout);
    expect(request).toMatchObject({ subject: client28, keyKind: kind });
    expect(verifyRequest(request, kind).spki).toEqual(request.spki);
  });
});

describe("certs-only", () => {
  test("is written so that OpenSSL reads it", async () => {
    const { certificate, issuer } = await issue("P-256");
    const path = join(folder.path, "written.p7");
    await writeFile(path, writeCertsOnly([certificate, issuer]));
    const printed = await prepare("openssl", ["pkcs7", "-inform", "DER", "-in", path, "-print_certs"]);
    expect(decodePem("CERTIFICATE", printed.text)).toEqual([certificate, issuer]);
  });

  test("is read as OpenSSL writes it", async () => {
    const { certificate, issuer } = await issue("RSA-2048");
    const path = join(folder.path, "certificates.pem");
    await writeFile(path, encodePem("CERTIFICATE", certificate) + encodePem("CERTIFICATE", issuer));
    const { stdout } = await prepare("openssl", ["crl2pkcs7", "-nocrl", "-certfile", path, "-outform", "DER"]);
    expect(readCertsOnly(stdout)).toEqual([certificate, issuer]);
  });
});
