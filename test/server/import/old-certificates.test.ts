import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { parseCertificate } from "../../../src/core/x509/certificate.ts";
import { paths } from "../../../src/protocol/paths.ts";
import { run } from "../../interop/tool.ts";
import { enrol, issuedIn, makeRequest } from "../../support/enrolment.ts";
import { curl, offerOf, writeIdentity } from "../../support/field-client.ts";
import { derOf, ImportingService } from "../../support/importing-service.ts";
import { send } from "../../support/tls-client.ts";

let at: ImportingService;
beforeAll(async () => {
  at = await ImportingService.start();
});
afterAll(async () => await at[Symbol.asyncDispose]());

/** For OpenSSL, which by default does not even load such a certificate. */
const ciphers = "DEFAULT@SECLEVEL=0";
/** The same for programs that do not let it be said. */
const configuration = `openssl_conf = all\n[all]\nssl_conf = tls\n[tls]\nsystem_default = level\n[level]\nCipherString = ${ciphers}\n`;

afterEach(() => void vi.unstubAllEnvs());

describe("certificates as old authorities left them", () => {
  test.each([
    { name: "RSA-1024 and SHA-1", order: { kind: "RSA-1024", hash: "sha1" } },
    { name: "RSA-4096", order: { kind: "RSA-4096" } },
    { name: "version 1", order: { extensions: "" } },
    { name: "no extended key usage", order: { extensions: "basicConstraints=CA:FALSE" } },
    { name: "an extended key usage for mail", order: { extensions: "extendedKeyUsage=emailProtection" } },
  ] as const)("with $name are imported, and renew", async ({ order }) => {
    const held = await at.other.issue({ subject: at.subject(), ...order });
    expect((await at.imports(held.path)).counts).toEqual({ files: 1, taken: 1 });
    const to = { ...at.connect(held), ciphers };
    expect((await send(to, { path: paths.status })).status).toBe(200);
    const { subject, subjectDer } = parseCertificate(derOf(held));
    const issued = issuedIn(await enrol(to, (await makeRequest(subject)).body));
    expect(issued.subjectDer).toEqual(subjectDer);
    expect((await send({ ...to, maxVersion: "TLSv1.2" }, { path: paths.status })).status).toBe(200);
  });

  test("are refused by OpenSSL itself where they are too weak for it, and renew for curl that is told to use them", async () => {
    const weak = await at.other.issue({ subject: at.subject(), kind: "RSA-1024", hash: "sha1" });
    await at.imports(weak.path);
    await writeIdentity(at.folder, weak, at.world.root);
    const url = `https://localhost:${at.world.port}${paths.certificate}`;
    const identity = ["--cert", `${at.folder}/own.pem`, "--cacert", `${at.folder}/root.pem`];
    const refused = await run("curl", ["-sS", ...identity, "-d", "{}", "-H", "Content-Type: application/json", url]);
    expect(refused.text).toMatch(/ee key too small|ca md too weak/);
    const files = await at.folderWith({ "openssl.cnf": configuration });
    vi.stubEnv("OPENSSL_CONF", join(files, "openssl.cnf"));
    const asked = await curl(at.folder, url, "-d", "{}", "-H", "Content-Type: application/json");
    const offer = offerOf({ status: asked.status, body: asked.octets.toString() });
    expect(await curl(at.folder, offer.uri)).toMatchObject({ status: 200 });
  });
});
