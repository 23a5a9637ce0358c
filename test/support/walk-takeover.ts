import { execFile } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import * as v from "valibot";
import { afterAll, beforeAll, expect, test } from "vitest";
import { toBase64 } from "../../src/core/base64.ts";
import { isCurve, keyKinds, rsaBits, type KeyKind } from "../../src/core/key-kind.ts";
import { readKeyFile } from "../../src/core/renewal/key-file.ts";
import { subjectIn } from "../../src/core/x509/certificate.ts";
import { exportPrivateKey, generateKeyPair } from "../../src/core/x509/key-pair.ts";
import { decodePem, encodePem } from "../../src/core/x509/pem.ts";
import { createRequest } from "../../src/core/x509/request.ts";
import { verifyTrail } from "../../src/server/issuance/audit/verify-trail.ts";
import type { Beginning } from "../../src/server/service/initialise.ts";
import { defaultProducts } from "../../src/server/settings/products.ts";
import { askStatus, enrol, issuedIn, refusalOf } from "./enrolment.ts";
import { curl, offerOf, writeIdentity } from "./field-client.ts";
import { issueMany, makeOpensslCloud, type OpensslCloud } from "./openssl-cloud.ts";
import type { MadeByOther } from "./other-authority.ts";
import { runHere } from "./program.ts";
import { startService, type ThrowawayService } from "./throwaway-service.ts";
import { send, type Identity } from "./tls-client.ts";

const run = promisify(execFile);

/** How a cloud is taken over. */
interface Takeover {
  /** The key of its authorities. */
  readonly kind: KeyKind;
  /** The keys of a program that renews with one of the same kind. */
  readonly holders: KeyKind;
  /** The number of certificates beside those that are renewed. */
  readonly others?: number;
  /** Makes the data folder of the service. */
  readonly begin: (cloud: OpensslCloud, data: string, beginning: Beginning, owned: AsyncDisposableStack) => Promise<unknown>;
  /** Whether the authority that has issued what exists goes on publishing its lists itself. */
  readonly publishesItself?: boolean;
  /** Whether it also signs what this service issues. */
  readonly signsItself?: boolean;
}

/** Runs `koshin`, and returns its last line of JSON. */
export async function succeeds(...args: readonly string[]): Promise<unknown> {
  const { code, stdout, stderr } = await runHere(...args, "--json");
  expect([code, code === 0 ? "" : stdout + stderr]).toEqual([0, ""]);
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
}

/** Tests what a cloud needs of a service that takes it over, in this order. */
export function walkTakeover({ kind, holders, others = 0, begin, publishesItself = false, signsItself = false }: Takeover): void {
  const everything = new AsyncDisposableStack();
  let cloud: OpensslCloud;
  let world: ThrowawayService;
  let folder: string;
  let held: Readonly<Record<"program" | "machine" | "lost" | "stolen", MadeByOther>>;
  /** What each of them was renewed to. */
  const replacements: Record<string, string> = {};

  beforeAll(async () => {
    cloud = everything.use(await makeOpensslCloud(kind));
    folder = await mkdtemp(join(tmpdir(), "koshin-takeover-"));
    everything.defer(() => rm(folder, { recursive: true }));
    const issue = async (cn: string, its: KeyKind): Promise<MadeByOther> =>
      await cloud.issuing.issue({ subject: `/C=JP/O=u00000014/CN=${cn}`, kind: its });
    held = {
      program: await issue("client1", "RSA-2048"),
      machine: await issue("client2", holders),
      lost: await issue("client3", "P-256"),
      stolen: await issue("client4", "P-256"),
    };
    if (others > 0) await issueMany(cloud.issuing, others);
    // The host for programs has another product than the tenant.
    const furtherKeyKinds = [...keyKinds];
    const { weborca, orcamo } = defaultProducts;
    const products = { weborca: { ...weborca, furtherKeyKinds }, orcamo: { ...orcamo, furtherKeyKinds } };
    const beginning = async (data: string, given: Beginning): Promise<unknown> => await begin(cloud, data, given, everything);
    world = everything.use(await startService({ settings: { products }, begin: beginning }));
    await writeFile(join(folder, "root.pem"), world.root);
    await writeFile(join(folder, "issuing.pem"), encodePem("CERTIFICATE", world.service.authority.issuing));
  });
  afterAll(async () => await everything.disposeAsync());

  const koshin = async (command: string, ...args: readonly string[]): Promise<unknown> =>
    await succeeds(command, "--data", world.data, ...args);

  async function word(identity: Identity): Promise<string> {
    const answer = await send({ port: world.port, root: world.root, identity }, { path: "/api/cert/status" });
    return answer.status === 200 ? "200" : refusalOf(answer);
  }

  test("imports what openssl ca has issued", async () => {
    expect(await word(held.program)).toBe("403 unknown-serial");
    const files = [join(cloud.issuing.folder, "index.txt"), join(cloud.issuing.folder, "newcerts")];
    const taken = 4 + others;
    expect(await koshin("import", ...files)).toMatchObject({ files: 1 + taken, taken, repeated: taken, refused: {} });
    expect(await word(held.program)).toBe("200");
  });

  test("renews for the program in the field, by POST /api/cert with curl", async () => {
    await writeIdentity(folder, held.program, world.root);
    const url = `https://localhost:${world.port}/api/cert`;
    const asked = await curl(folder, url, "-d", "{}", "-H", "Content-Type: application/json");
    const offer = offerOf({ status: asked.status, body: asked.octets.toString() });
    const { octets } = await curl(folder, offer.uri);
    const { privateKey, certificate } = await readKeyFile(new Uint8Array(octets), offer.pass);
    const cert = encodePem("CERTIFICATE", certificate);
    expect(subjectIn(certificate)).toEqual(subjectIn(derOf(held.program.cert)));
    expect(await word({ cert, key: encodePem("PRIVATE KEY", privateKey) })).toBe("200");
    replacements["program"] = cert;
  });

  test("renews for strongSwan by EST", async () => {
    const pki = async (...options: readonly string[]): Promise<Buffer> =>
      (await run("pki", options, { cwd: folder, encoding: "buffer" })).stdout;
    const type = isCurve(holders) ? ["ecdsa", "--size", holders.slice(2)] : ["rsa", "--size", String(rsaBits(holders))];
    await writeFile(join(folder, "new.key"), await pki("--gen", "--type", ...type, "--outform", "pem"));
    const subject = ["--dn", "C=JP, O=u00000014, CN=client2"];
    const request = await pki("--req", "--type", isCurve(holders) ? "ecdsa" : "rsa", "--in", "new.key", ...subject);
    await writeFile(join(folder, "new.csr"), request);
    await writeFile(join(folder, "old.pem"), held.machine.cert);
    await writeFile(join(folder, "old.key"), held.machine.key);
    const cert = await pki(
      ...["--est", "--url", `https://localhost:${world.port}`, "--in", "new.csr", "--cert", "old.pem", "--key", "old.key"],
      ...["--cacert", "root.pem", "--cacert", "issuing.pem", "--outform", "pem"],
    );
    const { serialNumber } = new X509Certificate(cert);
    const identity = { cert: cert.toString(), key: await readFile(join(folder, "new.key"), "utf8") };
    const { certificate } = await askStatus({ port: world.port, root: world.root, identity });
    expect(certificate.serial).toBe(serialNumber);
    replacements["machine"] = cert.toString();
  });

  test("refuses what is revoked, whoever has issued it", async () => {
    // As the browser requests it, for the whole Name.
    const keys = await generateKeyPair("P-256");
    const request = await createRequest(subjectIn(derOf(held.lost.cert)), keys);
    const { der, serial } = issuedIn(await enrol({ port: world.port, root: world.root, identity: held.lost }, toBase64(request)));
    const [cert, key] = [encodePem("CERTIFICATE", der), encodePem("PRIVATE KEY", await exportPrivateKey(keys))];
    replacements["lost"] = cert;
    if (signsItself) {
      const path = join(folder, "lost.pem");
      await writeFile(path, cert);
      await cloud.issuing.revoke({ path });
    }
    await koshin("revoke", "--serial", serial, "--reason", "superseded");
    const told = v.parse(
      v.object({ alsoTell: v.array(v.unknown()) }),
      await koshin("revoke", "--serial", held.stolen.serial, "--reason", "key-compromise"),
    );
    // The operators of an authority whose lists this service does not sign.
    expect(told.alsoTell).toHaveLength(publishesItself ? 1 : 0);
    if (publishesItself) await cloud.issuing.revoke(held.stolen, "keyCompromise");
    expect([await word({ cert, key }), await word(held.stolen), await word(held.machine)]).toEqual([
      "403 revoked",
      "403 revoked",
      "200",
    ]);
  });

  test("is one cloud to OpenSSL: old and new verify under the same root, and nothing that is revoked", async () => {
    const { octets } = await curl(folder, `https://localhost:${world.port}/crl`);
    const lists = [encodePem("X509 CRL", new Uint8Array(octets))];
    if (publishesItself) lists.push(await readFile(await cloud.issuing.list(), "utf8"));
    await writeFile(join(folder, "lists.pem"), lists.join(""));
    const above = [cloud.issuing.certificate, await readFile(join(folder, "issuing.pem"), "utf8")];
    await writeFile(join(folder, "above.pem"), [...new Set(above.map((pem) => new X509Certificate(pem).toString()))].join(""));
    const verify = async (pem: string): Promise<string> => {
      await writeFile(join(folder, "leaf.pem"), pem);
      const options = ["-purpose", "sslclient", "-crl_check", "-CRLfile", "lists.pem", "-untrusted", "above.pem"];
      const { root } = cloud;
      return await run("openssl", ["verify", ...options, "-CAfile", root.path, "leaf.pem"], { cwd: folder }).then(
        () => "OK",
        (error: unknown) => /error 23 at 0 depth lookup: certificate revoked/.exec(String(error))?.[0] ?? String(error),
      );
    };
    const old = [held.program, held.machine, held.lost].map(({ cert }) => cert);
    const renewals = [replacements["program"] ?? "", replacements["machine"] ?? ""];
    for (const pem of [...old, ...renewals]) expect(await verify(pem)).toBe("OK");
    const revoked = "error 23 at 0 depth lookup: certificate revoked";
    for (const pem of [held.stolen.cert, replacements["lost"] ?? ""]) expect(await verify(pem)).toBe(revoked);
  });

  test("has an audit trail that agrees with its tables", async () => {
    expect((await verifyTrail(world.service)).findings).toEqual([]);
  });
}

function derOf(pem: string): Uint8Array {
  const [der = new Uint8Array()] = decodePem("CERTIFICATE", pem);
  return der;
}
