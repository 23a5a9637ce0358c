import { execFile } from "node:child_process";
import { createPublicKey, generateKeyPairSync, sign } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { toBase64 } from "../../../src/core/base64.ts";
import { tag } from "../../../src/core/der/tag.ts";
import { bitString, context, element, integer, oid, sequence, setOf } from "../../../src/core/der/write.ts";
import { encodeName } from "../../../src/core/name/name.ts";
import { decodePem } from "../../../src/core/x509/pem.ts";
import { paths } from "../../../src/protocol/paths.ts";
import { Problem } from "../../../src/protocol/problem.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { createRecoveryCode } from "../../../src/server/issuance/recovery/recovery-codes.ts";
import { createTenant } from "../../../src/server/issuance/tenants.ts";
import { enrol, refusalOf } from "../../support/enrolment.ts";
import { enrolWithCode, recoveryHost } from "../../support/recovery.ts";
import { startService, type ThrowawayService } from "../../support/throwaway-service.ts";
import { send, type Connection, type Received } from "../../support/tls-client.ts";

const run = promisify(execFile);

let world: ThrowawayService;
let folder: string;
let used = 1;
beforeAll(async () => {
  world = await startService();
  await createTenant(world.service, { name: "rsa", product: "weborca", keyKind: "RSA-2048", ...byOperator(world.now) });
  folder = await mkdtemp(join(tmpdir(), "koshin-requests-"));
  await openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", "rsa.key");
  await openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "ec.key");
  await openssl("ec", "-in", "ec.key", "-conv_form", "compressed", "-out", "compressed.key");
  await openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384", "-out", "p384.key");
  await writeFile(join(folder, "bare.cnf"), "[req]\ndistinguished_name=dn\n[dn]\n");
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

async function openssl(...options: readonly string[]): Promise<void> {
  await run("openssl", options, { cwd: folder });
}

/** A request created by `openssl req`, in base64. */
async function requestBy(key: string, subject: string | undefined, ...options: readonly string[]): Promise<string> {
  const named = subject === undefined ? [] : ["-subj", subject];
  await openssl("req", "-new", "-config", "bare.cnf", "-key", key, ...named, "-out", "request.pem", ...options);
  const [der = new Uint8Array()] = decodePem("CERTIFICATE REQUEST", await readFile(join(folder, "request.pem"), "utf8"));
  return toBase64(der);
}

/** The service's response to a request of a tenant's holder. */
async function answerTo(
  tenant: string,
  make: (cn: string) => string | Promise<string>,
  by: Pick<Connection, "maxVersion"> = {},
): Promise<Received> {
  const identity = await world.issue(`client${used++}`, 71, { tenant, keyKind: "P-256" });
  const to: Connection = { port: world.port, root: world.root, identity, ...by };
  return await enrol(to, await make(identity.cn));
}

async function wordOn(tenant: string, make: (cn: string) => string | Promise<string>): Promise<string> {
  const answer = await answerTo(tenant, make);
  return answer.status === 200 ? "200" : refusalOf(answer);
}

const problemOf = ({ body }: Received): Problem => v.parse(v.pipe(v.string(), v.parseJson(), Problem), body);

describe("a correctly signed request", () => {
  test.each([
    ["RSASSA-PSS", ["-sha256", "-sigopt", "rsa_padding_mode:pss"]],
    ["SHA-1", ["-sha1"]],
    ["SHA-224", ["-sha224"]],
  ])("with %s is refused", async (_, options) => {
    const word = await wordOn("rsa", (cn) => requestBy("rsa.key", `/O=rsa/CN=${cn}`, ...options));
    expect(word).toBe("400 request-signature-unsupported");
  });

  test("with an ECDSA signature with SHA-1 is refused", async () => {
    const word = await wordOn("u00000014", (cn) => requestBy("ec.key", `/O=u00000014/CN=${cn}`, "-sha1"));
    expect(word).toBe("400 request-signature-unsupported");
  });

  test.each(["-sha256", "-sha384", "-sha512"])("with %s is accepted", async (hash) => {
    await openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "fresh.key");
    expect(await wordOn("u00000014", (cn) => requestBy("fresh.key", `/O=u00000014/CN=${cn}`, hash))).toBe("200");
  });

  test("that names two people is refused", async () => {
    const answer = await answerTo("u00000014", (cn) => requestBy("ec.key", `/O=u00000014/CN=${cn}/CN=client999`));
    expect(refusalOf(answer)).toBe("400 request-subject-wrong");
    expect(problemOf(answer).detail).toContain("one CN");
  });
});

/** A request that OpenSSL's command cannot create: with any Name, with or without the attributes field. */
function handMade(name: Uint8Array, ...attributes: readonly Uint8Array[]): string {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const spki = createPublicKey(privateKey).export({ type: "spki", format: "der" });
  const info = sequence(integer(0), name, spki, ...attributes);
  return toBase64(sequence(info, sequence(oid("1.2.840.10045.4.3.2")), bitString(sign("sha256", info, privateKey))));
}

test("a request with a subject in UniversalString is accepted", async () => {
  const universal = (text: string): Uint8Array =>
    element(tag.universalString, ...Array.from(text, (character) => Uint8Array.of(0, 0, 0, character.charCodeAt(0))));
  const attribute = (type: string, text: string): Uint8Array => setOf(sequence(oid(type), universal(text)));
  const nameOf = (cn: string): Uint8Array => sequence(attribute("2.5.4.10", "u00000014"), attribute("2.5.4.3", cn));
  expect(await wordOn("u00000014", (cn) => handMade(nameOf(cn), context(0)))).toBe("200");
  expect(await wordOn("u00000014", (cn) => handMade(nameOf(`${cn}0`), context(0)))).toBe("400 request-subject-wrong");
});

test("a request without the attributes field is accepted", async () => {
  expect(await wordOn("u00000014", (cn) => handMade(encodeName({ cn, o: "u00000014" })))).toBe("200");
});

describe("challengePassword (RFC 7030, section 3.5)", () => {
  test.each(["TLSv1.2", "TLSv1.3"] as const)("is ignored in a request over %s, whatever its value", async (maxVersion) => {
    await openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "fresh.key");
    const make = async (cn: string): Promise<string> => {
      const config = `[req]\nprompt=no\ndistinguished_name=dn\nattributes=more\n[dn]\nO=u00000014\nCN=${cn}\n[more]\nchallengePassword=of no connection\n`;
      await writeFile(join(folder, "challenge.cnf"), config);
      return await requestBy("fresh.key", undefined, "-config", "challenge.cnf");
    };
    const answer = await answerTo("u00000014", make, { maxVersion });
    expect((await run("openssl", ["req", "-in", "request.pem", "-noout", "-text"], { cwd: folder })).stdout).toContain(
      "challengePassword",
    );
    expect(answer.status).toBe(200);
  });

  test("is not requested", async () => {
    const identity = await world.issue(`client${used++}`, 71);
    const attributes = await send({ port: world.port, root: world.root, identity }, { path: paths.csrAttributes });
    expect(attributes.status).toBe(200);
    expect(Buffer.from(attributes.body, "base64").includes(Buffer.from(oid("1.2.840.113549.1.9.7")))).toBe(false);
  });
});

describe("the refusal of another kind of key names the allowed kinds", () => {
  test.each([
    ["P-384", "p384.key"],
    ["RSA-2048", "rsa.key"],
    ["P-256 with a compressed point", "compressed.key"],
  ])("%s", async (_, key) => {
    const answer = await answerTo("u00000014", (cn) => requestBy(key, `/O=u00000014/CN=${cn}`));
    expect(refusalOf(answer)).toBe("400 request-key-not-allowed");
    expect(problemOf(answer)).toMatchObject({ keyKinds: ["P-256"] });
    expect(problemOf(answer).detail).toContain("P-256 (a named curve, the point not compressed)");
  });

  test("also to a person with a code, who cannot request a status, and to nobody else", async () => {
    const { cn } = await world.issue(`client${used++}`, -30, { tenant: "rsa" });
    const body = await requestBy("p384.key", `/O=rsa/CN=${cn}`);
    const { code } = await createRecoveryCode(world.service, { tenant: "rsa", cn, ...byOperator(world.now) });
    const answer = await enrolWithCode(recoveryHost(world), cn, code, body);
    expect(refusalOf(answer)).toBe("400 request-key-not-allowed");
    expect(problemOf(answer)).toMatchObject({ keyKinds: ["RSA-2048"] });
    expect(problemOf(answer).detail).toContain("Allowed: RSA-2048.");
    expect(refusalOf(await enrolWithCode(recoveryHost(world), cn, "aaaa-bbbb-cccc-dddd", body))).toBe("401 recovery-code-wrong");
  });
});
