import { execFile } from "node:child_process";
import { createHash, X509Certificate } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import type { IncomingHttpHeaders } from "node:http";
import { Agent, request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { toBase64 } from "../../../src/core/base64.ts";
import type { Bytes } from "../../../src/core/bytes.ts";
import { dayInMilliseconds } from "../../../src/core/days.ts";
import { context, integer, nullValue, octetString, oid, sequence } from "../../../src/core/der/write.ts";
import { encodePem } from "../../../src/core/x509/pem.ts";
import { issuerId } from "../../../src/server/authority/issuer-id.ts";
import { publicKeyBits } from "../../../src/server/authority/signing/key-identifier.ts";
import { extension } from "../../../src/server/authority/signing/sign-certificate.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { issueCertificate } from "../../../src/server/issuance/lifecycle/issue.ts";
import { revocationList } from "../../../src/server/issuance/lifecycle/revocation-list.ts";
import { revokeCertificate } from "../../../src/server/issuance/lifecycle/revoke.ts";
import { keepUnknownRevocations } from "../../../src/server/store/certificates/revocation-lists.ts";
import { dataFolder } from "../../../src/server/system/data-folder.ts";
import { refusalOf } from "../../support/enrolment.ts";
import { askByOpenssl, ocspSignerFile } from "../../support/openssl-ocsp.ts";
import { runHere } from "../../support/program.ts";
import { startService, type Holder, type ThrowawayService } from "../../support/throwaway-service.ts";
import { send } from "../../support/tls-client.ts";

const run = promisify(execFile);
const hour = 3_600_000;
const ocsp = { url: "http://pki.example.jp/ocsp", answerHours: 2 };

let world: ThrowawayService;
let folder: string;
beforeAll(async () => {
  world = await startService({ settings: { ocsp } });
  folder = await mkdtemp(join(tmpdir(), "koshin-ocsp-"));
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

function at(name: string): string {
  return join(folder, name);
}

/** What `openssl ocsp` says, asking this service or another one. */
async function opensslSays(options: readonly string[], service: ThrowawayService = world): Promise<string> {
  return await askByOpenssl(folder, service, options);
}

async function fileOf({ cn, cert }: Pick<Holder, "cn" | "cert">): Promise<string> {
  const path = at(`${cn}.pem`);
  await writeFile(path, cert);
  return path;
}

async function revoke({ serial }: Holder, reason: Parameters<typeof revokeCertificate>[2] = "key-compromise"): Promise<void> {
  await revokeCertificate(world.service, { serial }, reason, byOperator(world.now));
}

/** What OpenSSL reads in a list, which it keeps for `verifyWithList`. */
async function textOfList(der: Uint8Array): Promise<string> {
  await writeFile(at("list.pem"), encodePem("X509 CRL", der));
  return (await run("openssl", ["crl", "-in", at("list.pem"), "-noout", "-text"])).stdout.replaceAll(/ +/g, " ");
}

/** Whether `openssl verify -crl_check` accepts a certificate. */
async function verifyWithList(path: string): Promise<boolean> {
  await writeFile(at("root.pem"), world.root);
  await writeFile(at("issuing.pem"), encodePem("CERTIFICATE", world.service.authority.issuing));
  const trusted = ["-CAfile", at("root.pem"), "-untrusted", at("issuing.pem"), "-CRLfile", at("list.pem")];
  // The list is of this service's tomorrow.
  const time = String(Math.floor(world.now.getTime() / 1000) + 14 * 3600);
  return await run("openssl", ["verify", "-crl_check", "-attime", time, ...trusted, path]).then(
    () => true,
    () => false,
  );
}

describe("the responder, asked by openssl ocsp", () => {
  test.each([
    ["with a nonce", []],
    ["without a nonce", ["-no_nonce"]],
    ["by SHA-256", ["-sha256"]],
  ])("says good, revoked and unknown, under the root alone, %s", async (_, how) => {
    const number = how.join("").length;
    const [good, bad] = [await world.issue(`client${1 + number}`, 50), await world.issue(`client${101 + number}`, 50)];
    const asked = [...how, "-cert", await fileOf(good), "-cert", await fileOf(bad), "-serial", "0x1234"];
    const before = await opensslSays(asked);
    expect(before).toContain("Response verify OK");
    expect(before).toContain(`${at(good.cn)}.pem: good`);
    expect(before).toContain(`${at(bad.cn)}.pem: good`);
    expect(before).toContain("0x1234: unknown");
    await revoke(bad);
    const after = await opensslSays(asked);
    expect(after).toContain("Response verify OK");
    expect(after).toContain(`${at(good.cn)}.pem: good`);
    expect(after).toMatch(/\.pem: revoked\n.*\n?.*Reason: keyCompromise\n/s);
    expect(after).not.toContain("WARNING: no nonce in response");
    const moment = /Revocation Time: (.*)\n/.exec(after)?.[1] ?? "";
    expect(Date.parse(moment)).toBe(world.now.getTime());
  });

  test("agrees with the revocation list, also about what only the list knows", async () => {
    const [good, bad] = [await world.issue("client4", 50), await world.issue("client14", 50)];
    await revoke(bad, "unspecified");
    const { store, authority } = world.service;
    const at = { issuer: issuerId(authority), revokedAt: world.now.getTime() };
    await keepUnknownRevocations(store, [{ ...at, serial: "ABCDEF", revocationReason: "certificate-hold" }]);
    const { der } = await revocationList(world.service, authority, new Date(world.now.getTime() + 13 * hour));
    const listed = await textOfList(der);
    const files = [await fileOf(good), await fileOf(bad)];
    const said = await opensslSays(["-cert", files[0] ?? "", "-cert", files[1] ?? "", "-serial", "0xABCDEF"]);
    // Whether the program that reads the list accepts each, too.
    const accepted = await Promise.all(files.map(verifyWithList));
    expect([accepted, listed.includes(`Serial Number: ${bad.serial}`), listed.includes("Serial Number: ABCDEF")]).toEqual([
      [true, false],
      true,
      true,
    ]);
    expect(said).toMatch(/client4\.pem: good\n[^]*client14\.pem: revoked\n(?!.*Reason: unspecified)/);
    expect(said).toMatch(/0xABCDEF: revoked\n[^]*Reason: certificateHold\n/);
    expect(listed).toMatch(/Serial Number: ABCDEF\n[^]*Certificate Hold\n/);
  });

  test("is signed by a delegate: a short-lived certificate for nothing else, with a key of its own", async () => {
    const holder = await world.issue("client5", 50);
    await opensslSays(["-cert", await fileOf(holder), "-respout", at("answer.der")]);
    const { stdout } = await run("openssl", ["ocsp", "-respin", at("answer.der"), "-noverify", "-resp_text"]);
    const pem = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/.exec(stdout)?.[0] ?? "";
    await writeFile(at("signer.pem"), pem);
    const { stdout: text } = await run("openssl", ["x509", "-in", at("signer.pem"), "-noout", "-text"]);
    expect(text).toMatch(/Key Usage: critical\n\s+Digital Signature\n/);
    expect(text).toMatch(/Extended Key Usage: ?\n\s+OCSP Signing\n/);
    expect(text).toContain("OCSP No Check");
    expect(text).not.toContain("CA:TRUE");
    const signer = new X509Certificate(pem);
    const { authority } = world.service;
    expect(signer.verify(authority.publicKey)).toBe(true);
    expect(signer.publicKey.equals(authority.publicKey)).toBe(false);
    expect(signer.validToDate.getTime() - world.now.getTime()).toBe(14 * dayInMilliseconds);
    // Its key is at rest under the passphrase only.
    const file = await readFile(join(dataFolder(world.data).authority.folder, `ocsp-${issuerId(authority)}.pem`), "utf8");
    expect(file.match(/-----BEGIN [^-]*-----/g)).toEqual(["-----BEGIN ENCRYPTED PRIVATE KEY-----", "-----BEGIN CERTIFICATE-----"]);
  });

  test("answers for each authority after a rotation, each by its own delegate", async () => {
    await using rotated = await startService({ settings: { ocsp } });
    const early = await rotated.issue("client1", 50);
    expect((await runHere("rotate", "issuing-ca", "--data", rotated.data)).code).toBe(0);
    await rotated.reload();
    const late = await rotated.issue("client2", 50);
    const { authority } = rotated.service;
    const [earlier] = authority.earlier;
    if (earlier === undefined) throw new Error("The rotation left no earlier authority.");
    expect(await opensslSays(["-cert", await fileOf(late)], rotated)).toMatch(/Response verify OK[^]*client2\.pem: good/);
    await writeFile(at("earlier.pem"), encodePem("CERTIFICATE", earlier.issuing));
    const formerly = ["-issuer", at("earlier.pem"), "-cert", await fileOf(early)];
    expect(await opensslSays(formerly, rotated)).toMatch(/Response verify OK[^]*client1\.pem: good/);
    // No delegate answers for both at once.
    const both = [at("issuing.pem"), at("earlier.pem")].flatMap((issuer) => ["-issuer", issuer, "-serial", "0x1"]);
    expect(await opensslSays(both, rotated)).toContain("unauthorized");
  });
});

/** A request for certificates of the service's authority, which the options distort. */
interface Distorted {
  readonly serials?: readonly string[];
  readonly hash?: string;
  readonly name?: Bytes;
  readonly version?: number;
  /** The value of the nonce's extension. */
  readonly nonce?: Bytes | undefined;
  readonly further?: readonly Bytes[];
}

function requestFor({ serials = ["01"], hash = "sha1", name, version, nonce, further = [] }: Distorted = {}): Bytes {
  const { issuerName, publicKey } = world.service.authority;
  const bits = publicKeyBits(new Uint8Array(publicKey.export({ type: "spki", format: "der" })));
  const hashed = (octets: Bytes): Bytes => octetString(createHash(hash).update(octets).digest());
  const ids = { sha1: "1.3.14.3.2.26", sha256: "2.16.840.1.101.3.4.2.1", sha512: "2.16.840.1.101.3.4.2.3" };
  const algorithm = sequence(oid(new Map(Object.entries(ids)).get(hash) ?? "1.2.3"), nullValue());
  const list = serials.map((serial) =>
    sequence(sequence(algorithm, hashed(name ?? issuerName), hashed(bits), integer(Buffer.from(serial, "hex")))),
  );
  const extensions = [...(nonce === undefined ? [] : [extension("1.3.6.1.5.5.7.48.1.2", nonce, { critical: false })]), ...further];
  return sequence(
    sequence(
      ...(version === undefined ? [] : [context(0, integer(version))]),
      sequence(...list),
      ...(extensions.length === 0 ? [] : [context(2, sequence(...extensions))]),
    ),
  );
}

interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly der: Bytes;
  /** The name of the status of the response. */
  readonly outcome: string;
}

/** Sends a request without a client certificate. */
async function ask(
  asked: { readonly der: Bytes } | { readonly path: string },
  { headers = {}, host = "localhost" }: { readonly headers?: Readonly<Record<string, string>>; readonly host?: string } = {},
): Promise<Answered> {
  const post = "der" in asked;
  return await new Promise((resolve, reject) => {
    const type: Record<string, string> = post ? { "Content-Type": "application/ocsp-request" } : {};
    const outgoing = request(
      {
        ...{ host: "127.0.0.1", servername: host, port: world.port, ca: world.root, agent: new Agent({ maxCachedSessions: 0 }) },
        ...{ method: post ? "POST" : "GET", path: post ? "/ocsp" : asked.path },
        headers: { Host: `${host}:${world.port}`, ...type, ...headers },
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.once("end", () => {
          const der = new Uint8Array(Buffer.concat(chunks));
          resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, der, outcome: outcomeOf(der) });
        });
      },
    );
    outgoing.once("error", reject);
    outgoing.end(post ? asked.der : undefined);
  });
}

/** OCSPResponseStatus, the first element. */
function outcomeOf(der: Bytes): string {
  const at = (der[1] ?? 0) > 0x80 ? 2 + ((der[1] ?? 0) & 0x7f) : 2;
  const names = ["successful", "malformedRequest", "internalError", "tryLater", "", "sigRequired", "unauthorized"];
  return names[der[at + 2] ?? 4] ?? "";
}

function inPath(der: Bytes): string {
  return `/ocsp/${encodeURIComponent(toBase64(der))}`;
}

describe("an answer by GET", () => {
  test("is the same until something changes, is signed once, and may be cached for half of its validity", async () => {
    const holder = await world.issue("client6", 50);
    const path = inPath(requestFor({ serials: [holder.serial] }));
    const first = await ask({ path });
    expect([first.status, first.outcome, first.headers["content-type"]]).toEqual([200, "successful", "application/ocsp-response"]);
    const start = world.now;
    expect(first.headers).toMatchObject({
      "cache-control": "max-age=3600, public, no-transform, must-revalidate",
      "last-modified": start.toUTCString(),
      expires: new Date(start.getTime() + 2 * hour).toUTCString(),
    });
    const signatures = world.service.ocsp.signatures;
    for (const host of ["localhost", "app.localhost"]) expect((await ask({ path }, { host })).der).toEqual(first.der);
    // By POST and without a nonce it is the same, but caches do not keep it.
    const posted = await ask({ der: requestFor({ serials: [holder.serial] }) });
    expect([posted.der, posted.headers["cache-control"]]).toEqual([first.der, "no-store"]);
    const known = await ask({ path }, { headers: { "If-None-Match": String(first.headers.etag) } });
    expect([known.status, known.der.length]).toEqual([304, 0]);
    expect(world.service.ocsp.signatures).toBe(signatures);

    world.now = new Date(start.getTime() + hour - 1000);
    const later = await ask({ path });
    expect([later.der, later.headers["cache-control"]]).toEqual([first.der, "max-age=1, public, no-transform, must-revalidate"]);
    world.now = new Date(start.getTime() + hour);
    const renewed = await ask({ path });
    expect(renewed.headers["last-modified"]).toBe(world.now.toUTCString());
    await revoke(holder);
    const revoked = await ask({ path });
    expect(revoked.der).not.toEqual(renewed.der);
    expect(world.service.ocsp.signatures).toBe(signatures + 2);
    world.now = start;
  });

  test("is found however its base64 is escaped", async () => {
    const { serial } = await world.issue("client7", 50);
    const encoded = toBase64(requestFor({ serials: [serial], hash: "sha256" }));
    const variants = [encoded, encodeURIComponent(encoded), encoded.replaceAll("=", "%3d"), encoded.replaceAll("/", "%2f")];
    for (const variant of variants) expect((await ask({ path: `/ocsp/${variant}` })).outcome).toBe("successful");
  });

  test("with a nonce, or about an unknown certificate, is not cached", async () => {
    const { serial } = await world.issue("client8", 50);
    const nonce = octetString(new Uint8Array(16));
    for (const asked of [{ serials: [serial], nonce }, { serials: ["BADBAD"] }]) {
      const path = inPath(requestFor(asked));
      const before = world.service.ocsp.signatures;
      for (let turn = 0; turn < 2; turn++) expect((await ask({ path })).headers["cache-control"]).toBe("no-store");
      expect(world.service.ocsp.signatures).toBe(before + 2);
    }
  });
});

describe("a request that cannot be answered", () => {
  test.each([
    ["no DER", () => new TextEncoder().encode("good?")],
    ["nothing", () => new Uint8Array()],
    ["cut", () => requestFor().subarray(0, -1)],
    ["followed by something", () => Uint8Array.of(...requestFor(), 0)],
    ["for no certificate", () => requestFor({ serials: [] })],
    ["for more certificates than one request may ask for", () => requestFor({ serials: Array.from({ length: 21 }, () => "01") })],
    ["of a later version", () => requestFor({ version: 1 })],
    ["with an empty nonce", () => requestFor({ nonce: octetString() })],
    ["with a nonce of 129 octets", () => requestFor({ nonce: octetString(new Uint8Array(129)) })],
    ["with a nonce that is no octet string", () => requestFor({ nonce: integer(7) })],
    ["with an unknown critical extension", () => requestFor({ further: [extension("1.2.3.4", nullValue(), { critical: true })] })],
    ["for a serial number of 600 octets", () => requestFor({ serials: ["7f".repeat(600)] })],
  ])("is malformed: %s", async (_, make) => {
    const der = make();
    expect((await ask({ der })).outcome).toBe("malformedRequest");
    const got = await ask({ path: inPath(der) });
    if (der.length > 0) expect([got.outcome, got.headers["cache-control"]]).toEqual(["malformedRequest", "no-store"]);
  });

  test("is malformed: an address without base64", async () => {
    for (const path of ["/ocsp/%%%", "/ocsp/a*b", "/ocsp/%E3%81%82"])
      expect((await ask({ path })).outcome).toBe("malformedRequest");
  });

  test.each([
    ["of another issuer", () => requestFor({ name: sequence() })],
    ["by a hash that is not supported", () => requestFor({ hash: "sha512" })],
  ])("is unauthorized: certificates %s", async (_, make) => {
    expect((await ask({ der: make() })).outcome).toBe("unauthorized");
  });

  test.each([1, 16, 32, 128])("is none of those: a nonce of %i octets is repeated", async (length) => {
    const nonce = octetString(new Uint8Array(length).fill(0xa5));
    const { der, outcome } = await ask({ der: requestFor({ nonce }) });
    expect(outcome).toBe("successful");
    expect(Buffer.from(der).includes(Buffer.from(extension("1.3.6.1.5.5.7.48.1.2", nonce, { critical: false })))).toBe(true);
  });

  test("is none of those: 20 certificates, a signature, and extensions that are not critical", async () => {
    const further = [extension("1.2.3.4", nullValue(), { critical: false })];
    const plain = requestFor({ serials: Array.from({ length: 20 }, (_, number) => (16 + number).toString(16)), further });
    expect((await ask({ der: plain })).outcome).toBe("successful");
    const [, body] = [plain.subarray(0, 4), plain.subarray(4)];
    const signed = sequence(body, context(0, sequence(nullValue())));
    expect((await ask({ der: signed })).outcome).toBe("successful");
  });

  test("is refused in HTTP: too large, or of another type", async () => {
    const to = { port: world.port, root: world.root, host: "localhost" };
    const headers = { "Content-Type": "application/ocsp-request" };
    const large = await send(to, { method: "POST", path: "/ocsp", headers, body: new Uint8Array(16_385) });
    const other = await send(to, { method: "POST", path: "/ocsp", headers: { "Content-Type": "text/plain" }, body: "good?" });
    const put = await send(to, { method: "PUT", path: "/ocsp", headers, body: "" });
    expect([large, other, put].map(refusalOf)).toEqual(["413 body-too-large", "415 media-type-wrong", "405 method-not-allowed"]);
  });
});

test("certificates name the responder", async () => {
  const { cert } = await world.issue("client9", 50);
  expect(new X509Certificate(cert).infoAccess).toBe("OCSP - URI:http://pki.example.jp/ocsp");
});

test("without the setting there is no responder, no signer, and no address in certificates", async () => {
  await using plain = await startService();
  const at = { port: plain.port, root: plain.root, host: "localhost" };
  const headers = { "Content-Type": "application/ocsp-request" };
  const posted = await send(at, { method: "POST", path: "/ocsp", headers, body: requestFor() });
  const got = await send(at, { path: inPath(requestFor()) });
  expect([posted, got].map(refusalOf)).toEqual(["404 not-found", "404 not-found"]);
  const { certificate } = await issueCertificate(plain.service, { tenant: "u00000014", cn: "client1", ...byOperator(plain.now) });
  expect(new X509Certificate(certificate).infoAccess).toBeUndefined();
  await expect(readFile(ocspSignerFile(plain))).rejects.toMatchObject({ code: "ENOENT" });
  expect(await (await fetch(`${plain.operations}/metrics`)).text()).not.toContain("ocsp-signer");
});
