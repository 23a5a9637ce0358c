import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { toBase64, fromBase64 } from "../../../src/core/base64.ts";
import { bitString, context, integer, oid, sequence } from "../../../src/core/der/write.ts";
import { keyKinds } from "../../../src/core/key-kind.ts";
import { encodeName } from "../../../src/core/name/name.ts";
import { parseCertificate } from "../../../src/core/x509/certificate.ts";
import { exportPublicKey, generateKeyPair } from "../../../src/core/x509/key-pair.ts";
import { decodePem } from "../../../src/core/x509/pem.ts";
import { publicKeyKind } from "../../../src/core/x509/public-key.ts";
import { prepareAttempt } from "../../../src/dialog/machine/attempt.ts";
import { writeReplacementFile } from "../../../src/dialog/machine/replacement-file.ts";
import { paths } from "../../../src/protocol/paths.ts";
import { defaultProducts } from "../../../src/server/settings/products.ts";
import { askStatus, certificatesOf, enrol, makeRequest, refusalOf } from "../../support/enrolment.ts";
import { startService, type Holder, type ThrowawayService } from "../../support/throwaway-service.ts";
import { send, type Connection } from "../../support/tls-client.ts";

let world: ThrowawayService;
let holder: Holder;
let to: Connection;
const subject = { cn: "client28", o: "u00000014" };
beforeAll(async () => {
  world = await startService();
  holder = await world.issue("client28", 71);
  to = { port: world.port, root: world.root, identity: holder };
});
afterAll(async () => await world[Symbol.asyncDispose]());

describe("the request's body", () => {
  test.each([
    ["nothing", ""],
    ["no base64", "§§§"],
    ["base64 of something other than DER", "aGVsbG8="],
    ["PEM", "-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----\n"],
    ["an empty sequence", toBase64(sequence())],
    ["a truncated sequence", toBase64(Uint8Array.of(0x30, 0x82, 0xff, 0xff, 0x02))],
    ["indefinite lengths", toBase64(Uint8Array.of(0x30, 0x80, 0, 0))],
  ])("is refused if it is %s", async (_, body) => {
    expect(refusalOf(await enrol(to, body))).toBe("400 request-malformed");
  });

  test("is refused with trailing bytes", async () => {
    const { body } = await makeRequest(subject);
    const longer = toBase64(Uint8Array.of(...fromBase64(body), 0));
    expect(refusalOf(await enrol(to, longer))).toBe("400 request-malformed");
  });

  test("may have line breaks in its base64, and a Content-Transfer-Encoding (RFC 8951)", async () => {
    const { body } = await makeRequest(subject);
    const headers = { "Content-Type": "application/pkcs10; charset=x", "Content-Transfer-Encoding": "base64" };
    const broken = body.replaceAll(/.{64}/g, "$&\r\n");
    const answer = await send(to, { method: "POST", path: paths.reenrol, headers, body: broken });
    expect(certificatesOf(answer)[0].subject).toEqual(subject);
    expect(answer.headers["content-type"]).toBe("application/pkcs7-mime; smime-type=certs-only");
  });

  test("is refused over its limit, with and without Content-Length, and the connection is closed", async () => {
    const headers = { "Content-Type": "application/pkcs10" };
    const body = "A".repeat(16_385);
    const announced = await send(to, { method: "POST", path: paths.reenrol, headers, body });
    const chunked = { ...headers, "Transfer-Encoding": "chunked" };
    const unannounced = await send(to, { method: "POST", path: paths.reenrol, headers: chunked, body });
    for (const answer of [announced, unannounced]) {
      expect(refusalOf(answer)).toBe("413 body-too-large");
      expect(answer.headers.connection).toBe("close");
    }
  });

  test.each(["text/plain", "application/x-www-form-urlencoded", "application/json"])("is refused as %s", async (type) => {
    const { body } = await makeRequest(subject);
    const sent = { method: "POST", path: paths.reenrol, headers: { "Content-Type": type }, body };
    const answer = await send(to, sent);
    expect(refusalOf(answer)).toBe("415 media-type-wrong");
    expect(answer.body).toContain(`The request has the Content-Type ${type}. Send it with Content-Type: application/pkcs10.`);
    expect(answer.headers.accept).toBe("application/pkcs10");
  });

  test("is refused without a media type, with a message, which contains only a part of a long one", async () => {
    const { body } = await makeRequest(subject);
    const without = await send(to, { method: "POST", path: paths.reenrol, body });
    expect(refusalOf(without)).toBe("415 media-type-wrong");
    expect(without.body).toContain("The request has no Content-Type. Send it with Content-Type: application/pkcs10.");
    const long = await send(to, {
      method: "POST",
      path: paths.reenrol,
      headers: { "Content-Type": `text/${"x".repeat(4000)}` },
      body,
    });
    expect(refusalOf(long)).toBe("415 media-type-wrong");
    expect(long.body.length).toBeLessThan(500);
  });
});

describe("the request's signature", () => {
  test("is refused with one flipped bit", async () => {
    const der = fromBase64((await makeRequest(subject)).body);
    const last = der.length - 1;
    der[last] = (der[last] ?? 0) ^ 1;
    expect(refusalOf(await enrol(to, toBase64(der)))).toBe("400 request-signature-wrong");
  });

  test("is refused if it was made with another key", async () => {
    const info = sequence(integer(0), encodeName(subject), await exportPublicKey(await generateKeyPair("P-256")), context(0));
    const other = await generateKeyPair("P-256");
    const raw = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, other.privateKey, info);
    const bytes = new Uint8Array(raw);
    const signature = sequence(integer(bytes.subarray(0, 32)), integer(bytes.subarray(32)));
    const request = sequence(info, sequence(oid("1.2.840.10045.4.3.2")), bitString(signature));
    expect(refusalOf(await enrol(to, toBase64(request)))).toBe("400 request-signature-wrong");
  });

  test("is refused with SHA-1", async () => {
    const info = sequence(integer(0), encodeName(subject), await exportPublicKey(await generateKeyPair("P-256")), context(0));
    const request = sequence(info, sequence(oid("1.2.840.10045.4.1")), bitString(sequence(integer(1), integer(1))));
    expect(refusalOf(await enrol(to, toBase64(request)))).toBe("400 request-signature-unsupported");
  });
});

describe("the request's subject", () => {
  test.each([
    { cn: "client29", o: "u00000014" },
    { cn: "client28", o: "u00000015" },
    { cn: "client28", o: "" },
  ])("is refused if it is $cn of $o", async (other) => {
    expect(refusalOf(await enrol(to, (await makeRequest(other)).body))).toBe("400 request-subject-wrong");
  });
});

describe("the request's key", () => {
  test("is refused if its kind is not the tenant's", async () => {
    expect(refusalOf(await enrol(to, (await makeRequest(subject, "RSA-2048")).body))).toBe("400 request-key-not-allowed");
  });

  test("is refused if its point is not on the curve", async () => {
    const spki = await exportPublicKey(await generateKeyPair("P-256"));
    const last = spki.length - 1;
    spki[last] = (spki[last] ?? 0) ^ 1;
    const info = sequence(integer(0), encodeName(subject), spki, context(0));
    const request = sequence(info, sequence(oid("1.2.840.10045.4.3.2")), bitString(sequence(integer(1), integer(1))));
    expect(refusalOf(await enrol(to, toBase64(request)))).toBe("400 request-key-unsafe");
  });

  test("may be of every further kind that the settings allow, and its file opens in OpenSSL", async () => {
    const further = keyKinds.filter((kind) => kind !== "P-256");
    const { weborca, orcamo } = defaultProducts;
    await using lenient = await startService({
      settings: { products: { orcamo, weborca: { ...weborca, furtherKeyKinds: further } } },
    });
    for (const kind of further) {
      const to = { port: lenient.port, root: lenient.root, identity: await lenient.issue("client28", 71) };
      const { certificate } = await askStatus(to);
      const attempt = await prepareAttempt(certificate, kind);
      const issued = certificatesOf(await enrol(to, toBase64(attempt.request))).map(({ der }) => der);
      const { file } = await writeReplacementFile(attempt, issued, certificate, "modern");
      const options = ["pkcs12", "-nodes", "-passin", "env:PASSWORD"];
      const env = { ...process.env, PASSWORD: attempt.password };
      const opened = execFileSync("openssl", options, { input: file, encoding: "utf8", env });
      const [key = new Uint8Array()] = decodePem("CERTIFICATE", opened).map((der) => parseCertificate(der).spki);
      expect(publicKeyKind(key)).toBe(kind);
    }
  });
});
