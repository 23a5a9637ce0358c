import { execFile } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { IncomingHttpHeaders } from "node:http";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encodePem } from "../../../src/core/x509/pem.ts";
import { issuerId } from "../../../src/server/authority/issuer-id.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { issueCertificate } from "../../../src/server/issuance/lifecycle/issue.ts";
import { revocationList } from "../../../src/server/issuance/lifecycle/revocation-list.ts";
import { revokeCertificate } from "../../../src/server/issuance/lifecycle/revoke.ts";
import { serve } from "../../../src/server/serve.ts";
import { openService } from "../../../src/server/service/open-service.ts";
import { dataFolder } from "../../../src/server/system/data-folder.ts";
import { refusalOf, renewed } from "../../support/enrolment.ts";
import { runHere } from "../../support/program.ts";
import { startService, type Holder, type ThrowawayService } from "../../support/throwaway-service.ts";
import { send } from "../../support/tls-client.ts";

const run = promisify(execFile);
const hour = 3_600_000;

let world: ThrowawayService;
let folder: string;
beforeAll(async () => {
  world = await startService({ settings: { crlUrl: "http://pki.example.jp/crl" } });
  folder = await mkdtemp(join(tmpdir(), "koshin-crl-"));
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

interface Fetched {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly der: Buffer;
}

/** Fetches a list without a client certificate. */
async function fetchList(path = "/crl", headers: Record<string, string> = {}, host = "app.localhost"): Promise<Fetched> {
  const { port, root: ca } = world;
  return await new Promise((resolve, reject) => {
    const to = {
      host: "127.0.0.1",
      servername: host,
      port,
      path,
      ca,
      agent: false,
      headers: { Host: `${host}:${port}`, ...headers },
    };
    const outgoing = request(to, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.once("end", () =>
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, der: Buffer.concat(chunks) }),
      );
    });
    outgoing.once("error", reject);
    outgoing.end();
  });
}

/** OpenSSL's output for a list, with verified signature. */
async function printed(der: Uint8Array): Promise<string> {
  const file = join(folder, "list.crl");
  await writeFile(file, der);
  const { issuingCertificate } = dataFolder(world.data).authority;
  const { stdout, stderr } = await run(
    "openssl",
    ["crl", "-inform", "DER", "-in", file, "-noout", "-text", "-CAfile", issuingCertificate],
    { maxBuffer: 1e9 },
  );
  expect(stderr).toContain("verify OK");
  return stdout.replaceAll(/ +/g, " ");
}

/** The exit of `openssl verify -crl_check` for a certificate. */
async function verify({ cert }: Pick<Holder, "cert">): Promise<string> {
  const file = (name: string): string => join(folder, name);
  await writeFile(file("leaf.pem"), cert);
  const { der } = await fetchList();
  await writeFile(file("list.pem"), encodePem("X509 CRL", new Uint8Array(der)));
  const { rootCertificate, issuingCertificate } = dataFolder(world.data).authority;
  const args = ["-CAfile", rootCertificate, "-untrusted", issuingCertificate, "-CRLfile", file("list.pem")];
  return await run("openssl", ["verify", "-x509_strict", "-crl_check", ...args, file("leaf.pem")]).then(
    () => "good",
    (error: unknown) => /error (\d+)/.exec(String(error))?.[1] ?? "unknown",
  );
}

function numberOf(text: string): number {
  // OpenSSL prints a number over 64 bits in hexadecimal.
  return Number(/X509v3 CRL Number: \n (\w+)/.exec(text)?.[1]);
}

describe("the revocation list", () => {
  test("lets OpenSSL distinguish a revoked certificate from a valid one", async () => {
    const [good, bad] = [await world.issue("client1", 50), await world.issue("client2", 50)];
    expect([await verify(good), await verify(bad)]).toEqual(["good", "good"]);
    await revokeCertificate(world.service, { serial: bad.serial }, "key-compromise", byOperator(world.now));
    // X509_V_ERR_CERT_REVOKED
    expect([await verify(good), await verify(bad)]).toEqual(["good", "23"]);
  });

  test("is a v2 list of its authority, with number, times, reasons and the authority's key", async () => {
    const reasons = [
      ["key-compromise", "Key Compromise"],
      ["affiliation-changed", "Affiliation Changed"],
      ["superseded", "Superseded"],
      ["cessation-of-operation", "Cessation Of Operation"],
      ["privilege-withdrawn", "Privilege Withdrawn"],
    ] as const;
    const holders = await Promise.all(reasons.map(() => world.issue("client3", 50)));
    for (const [index, [reason]] of reasons.entries()) {
      await revokeCertificate(world.service, { serial: holders[index]?.serial ?? "" }, reason, byOperator(world.now));
    }
    const plain = await world.issue("client4", 50);
    await revokeCertificate(world.service, { serial: plain.serial }, "unspecified", byOperator(world.now));
    const text = await printed((await fetchList()).der);
    expect(text).toContain("Version 2 (0x1)");
    expect(text).toContain("Signature Algorithm: ecdsa-with-SHA256");
    expect(text).toContain("Issuer: CN = Koshin Issuing CA\n");
    for (const [index, [, words]] of reasons.entries()) {
      expect(text).toMatch(
        new RegExp(`Serial Number: ${holders[index]?.serial}\\n [^\\n]*\\n [^\\n]*\\n [^\\n]*Reason Code: \\n ${words}\\n`),
      );
    }
    // RFC 5280, section 5.3.1: unspecified is said by saying nothing.
    expect(text).toMatch(new RegExp(`Serial Number: ${plain.serial}\\n Revocation Date: [^\\n]*\\n (Serial|Signature)`));
    const [, keyId = "none"] = /Authority Key Identifier: \n ([0-9A-F:]+)/.exec(text) ?? [];
    expect(keyId.replaceAll(":", "").toLowerCase()).toBe(issuerId(world.service.authority));
    const [, last = ""] = /Last Update: (.*)\n/.exec(text) ?? [];
    const [, next = ""] = /Next Update: (.*)\n/.exec(text) ?? [];
    expect(Date.parse(next) - Date.parse(last)).toBe(24 * hour);
  });

  test("is at the URL in its certificates, with the authority's identifier, on every host that serves it", async () => {
    const { cert } = await world.issue("client5", 50);
    const id = issuerId(world.service.authority);
    const file = join(folder, "named.pem");
    await writeFile(file, new X509Certificate(cert).toString());
    const { stdout } = await run("openssl", ["x509", "-in", file, "-noout", "-text"]);
    expect(stdout).toContain(`URI:http://pki.example.jp/crl/${id}\n`);
    const { der } = await fetchList();
    for (const host of ["app.localhost", "localhost"]) {
      for (const path of ["/crl", `/crl/${id}`, `/crl/${id.toUpperCase()}`]) {
        expect((await fetchList(path, {}, host)).der).toEqual(der);
      }
    }
    const nobody = await send({ port: world.port, root: world.root }, { path: `/crl/${"0".repeat(40)}` });
    expect(refusalOf(nobody)).toBe("404 not-found");
    const foreign = await fetchList("/crl", { "Sec-Fetch-Site": "cross-site" });
    expect(foreign.status).toBe(200);
  });

  test("is unchanged until a revocation, and is not sent again to a client that has it", async () => {
    const first = await fetchList();
    expect(first.headers).toMatchObject({ "content-type": "application/pkix-crl", "cache-control": "public, no-cache" });
    expect(Number(first.headers["content-length"])).toBe(first.der.length);
    const [etag, modified] = [String(first.headers.etag), String(first.headers["last-modified"])];
    expect((await fetchList()).der).toEqual(first.der);
    for (const condition of [{ "If-None-Match": etag }, { "If-None-Match": `"x", W/${etag}` }]) {
      const again = await fetchList("/crl", condition);
      expect([again.status, again.der.length, again.headers.etag]).toEqual([304, 0, etag]);
    }
    const old = { "If-None-Match": '"x"', "If-Modified-Since": modified };
    expect((await fetchList("/crl", old)).status).toBe(200);
    // A date does not distinguish two lists of the same second.
    expect((await fetchList("/crl", { "If-Modified-Since": modified })).status).toBe(200);

    const holder = await world.issue("client6", 50);
    await revokeCertificate(world.service, { serial: holder.serial }, "superseded", byOperator(world.now));
    const changed = await fetchList("/crl", { "If-None-Match": etag });
    expect(changed.status).toBe(200);
    const text = await printed(changed.der);
    expect(text).toContain(`Serial Number: ${holder.serial}\n`);
    expect(numberOf(text)).toBeGreaterThan(numberOf(await printed(first.der)));
  });

  test("is reissued after half of its validity, and never expires", async () => {
    const start = world.now;
    const first = await fetchList();
    const thisUpdate = Date.parse(String(first.headers["last-modified"]));
    world.now = new Date(thisUpdate + 12 * hour - 1);
    expect((await fetchList()).der).toEqual(first.der);
    world.now = new Date(thisUpdate + 12 * hour);
    const second = await fetchList();
    world.now = start;
    expect(numberOf(await printed(second.der))).toBe(thisUpdate + 12 * hour);
    expect(numberOf(await printed(second.der))).toBeGreaterThan(numberOf(await printed(first.der)));
  });

  test("keeps an expired certificate for one list more, and then drops it", async () => {
    const start = world.now;
    const holder = await world.issue("client7", 50);
    await revokeCertificate(world.service, { serial: holder.serial }, "key-compromise", byOperator(world.now));
    const listed = async (moment: number): Promise<boolean> => {
      world.now = new Date(moment);
      return (await printed((await fetchList()).der)).includes(holder.serial);
    };
    const end = holder.notAfter.getTime();
    expect(await listed(end - hour)).toBe(true);
    expect(await listed(end + 20 * hour)).toBe(true);
    expect(await listed(end + 40 * hour)).toBe(false);
    world.now = start;
  });

  test("is sent to a client that has another list of the same second", async () => {
    const lists: Fetched[] = [];
    for (const cn of ["client10", "client11"]) {
      const { serial } = await world.issue(cn, 50);
      await revokeCertificate(world.service, { serial }, "superseded", byOperator(world.now));
      const { etag } = lists[0]?.headers ?? {};
      lists.push(await fetchList("/crl", etag === undefined ? {} : { "If-None-Match": etag }));
      expect([lists.at(-1)?.status, lists.at(-1)?.der.includes(Buffer.from(serial, "hex"))]).toEqual([200, true]);
    }
    const [first, second] = lists;
    expect(second?.headers["last-modified"]).toBe(first?.headers["last-modified"]);
    expect(second?.headers.etag).not.toBe(first?.headers.etag);
  });

  test("is complete after the correction of a clock that was 400 days ahead", async () => {
    const start = world.now;
    const { serial } = await world.issue("client12", 50);
    await revokeCertificate(world.service, { serial }, "key-compromise", byOperator(start));
    const lists = async (): Promise<boolean> => (await fetchList()).der.includes(Buffer.from(serial, "hex"));
    expect(await lists()).toBe(true);
    // An expired certificate is dropped from the second list on.
    world.now = new Date(start.getTime() + 400 * 24 * hour);
    await lists();
    world.now = new Date(world.now.getTime() + 13 * hour);
    expect(await lists()).toBe(false);
    world.now = start;
    expect(await lists()).toBe(true);
    world.now = new Date(start.getTime() + 13 * hour);
    expect(await lists()).toBe(true);
    world.now = start;
  });

  test("is the same from every process on one database, and survives them", async () => {
    const holder = await world.issue("client8", 50);
    await revokeCertificate(world.service, { serial: holder.serial }, "superseded", byOperator(world.now));
    await using second = await openService(world.data);
    const services = [world.service, second, world.service, second];
    const lists = await Promise.all(services.map((one) => revocationList(one, one.authority, world.now)));
    const [list, ...others] = lists.map(({ number, der }) => `${number} ${Buffer.from(der).toString("hex")}`);
    expect(others).toEqual([list, list, list]);
  });

  test("has the reason superseded for a replacement that was itself replaced", async () => {
    const holder = await world.issue("client9", 50);
    const to = { port: world.port, root: world.root, identity: holder };
    const subject = { cn: holder.cn, o: holder.tenant };
    const lost = await renewed(to, subject);
    await renewed(to, subject);
    const text = await printed((await fetchList()).der);
    expect(text).toMatch(
      new RegExp(`Serial Number: ${lost.serial}\\n [^\\n]*\\n [^\\n]*\\n [^\\n]*Reason Code: \\n Superseded\\n`),
    );
  });
});

test("after a rotation each authority has its own list, complete for their common name", async () => {
  await using rotated = await startService();
  const early = await rotated.issue("client1", 50);
  expect((await runHere("rotate", "issuing-ca", "--data", rotated.data)).code).toBe(0);
  await using service = await openService(rotated.data);
  const { authority } = service;
  const [earlier] = authority.earlier;
  if (earlier === undefined) throw new Error("The rotation left no earlier authority.");
  const late = await issueCertificate(service, { tenant: early.tenant, cn: "client2", ...byOperator(rotated.now) });
  for (const { serial } of [early, late]) await revokeCertificate(service, { serial }, "key-compromise", byOperator(rotated.now));
  // A verifier may apply a list to every certificate with the same issuer name (RFC 5280, section 6.3.3).
  expect(authority.issuerName).toEqual(earlier.issuerName);
  for (const issuing of [authority, earlier]) {
    const [list, certificate] = [join(folder, "own.crl"), join(folder, "issuing.pem")];
    await writeFile(list, (await revocationList(service, issuing, rotated.now)).der);
    await writeFile(certificate, encodePem("CERTIFICATE", issuing.issuing));
    const verification = ["-inform", "DER", "-in", list, "-noout", "-text", "-CAfile", certificate];
    const { stdout, stderr } = await run("openssl", ["crl", ...verification]);
    expect(stderr).toContain("verify OK");
    expect([stdout.includes(late.serial), stdout.includes(early.serial)]).toEqual([true, true]);
  }
  const served = await serve({ data: rotated.data, port: 0, log: "silent", clock: () => rotated.now });
  const port = Number(new URL(served.addresses.app).port);
  for (const id of [issuerId(authority), issuerId(earlier)]) {
    expect((await send({ port, root: rotated.root }, { path: `/crl/${id}` })).status).toBe(200);
  }
  await served.close();
});

test("a list that cannot be saved in the data folder is still sent, and not logged for every request", async () => {
  const failures: string[] = [];
  const log = pino({ level: "error" }, { write: (line: string) => void failures.push(line) });
  await using full = await startService({ log });
  await rm(full.service.published, { recursive: true });
  await writeFile(full.service.published, "");
  const { serial } = await full.issue("client1", 50);
  await revokeCertificate(full.service, { serial }, "superseded", byOperator(full.now));
  const at = { port: full.port, root: full.root, host: "localhost" };
  for (let asked = 0; asked < 3; asked++) expect((await send(at, { path: "/crl" })).status).toBe(200);
  expect(failures).toEqual([expect.stringContaining("revocation list not kept")]);
});

test("a list of a hundred thousand entries does not block other requests", { timeout: 600_000 }, async () => {
  await using crowd = await startService();
  const { store, authority } = crowd.service;
  const { serial } = await crowd.issue("client1", 50);
  const { number, ...row } = await store
    .selectFrom("certificates")
    .selectAll()
    .where("serial", "=", serial)
    .executeTakeFirstOrThrow();
  const count = 100_000;
  for (let index = 0; index < count; index += 1000) {
    const revoked = Array.from({ length: 1000 }, (_, offset) => {
      const revocation = number + index + offset;
      const own = `AA${revocation.toString(16).toUpperCase().padStart(30, "0")}`;
      const revocationReason = "key-compromise" as const;
      return {
        ...row,
        der: new Uint8Array(),
        serial: own,
        revocationNumber: revocation,
        revokedAt: crowd.now.getTime(),
        revocationReason,
      };
    });
    for (let part = 0; part < 1000; part += 250)
      await store
        .insertInto("certificates")
        .values(revoked.slice(part, part + 250))
        .execute();
  }
  // The event loop turns between one page of entries and the next.
  let turns = 0;
  let made = false;
  const turn = (): void => {
    turns += 1;
    if (!made) setImmediate(turn);
  };
  setImmediate(turn);
  const list = await revocationList(crowd.service, authority, crowd.now);
  made = true;
  expect(turns).toBeGreaterThan(10);
  const file = join(folder, "crowd.crl");
  await writeFile(file, list.der);
  const { issuingCertificate } = dataFolder(crowd.data).authority;
  const { stdout, stderr } = await run(
    "openssl",
    ["crl", "-inform", "DER", "-in", file, "-noout", "-text", "-CAfile", issuingCertificate],
    { maxBuffer: 1e9 },
  );
  expect(stderr).toContain("verify OK");
  expect(stdout.match(/Serial Number/g)?.length).toBe(count);
});
