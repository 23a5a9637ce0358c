import { execFile } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { encodePem } from "../../../src/core/x509/pem.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { createRecoveryCode } from "../../../src/server/issuance/recovery/recovery-codes.ts";
import { changeTenant } from "../../../src/server/issuance/tenants.ts";
import { askStatus } from "../../support/enrolment.ts";
import { replacementOf } from "../../support/records.ts";
import { startService, type Holder, type ThrowawayService } from "../../support/throwaway-service.ts";

const run = promisify(execFile);

let world: ThrowawayService;
let folder: string;
let auth: string;
let recover: string;
beforeEach(async () => {
  world = await startService();
  folder = await mkdtemp(join(tmpdir(), "koshin-strongswan-"));
  await writeFile(join(folder, "root.pem"), world.root);
  await writeFile(join(folder, "issuing.pem"), encodePem("CERTIFICATE", world.service.authority.issuing));
  auth = `https://localhost:${world.port}`;
  recover = `https://localhost:${world.recoveryPort}`;
});
afterEach(async () => {
  await world[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

/** Runs strongSwan's pki in the folder; returns its standard output. It reports its progress on standard error. */
async function pki(...options: readonly string[]): Promise<Buffer> {
  return (await run("pki", options, { cwd: folder, encoding: "buffer" })).stdout;
}

/** pki's error message. */
async function pkiFails(...options: readonly string[]): Promise<string> {
  const failed: unknown = await pki(...options).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(failed instanceof Error) || !("stderr" in failed)) throw new Error("pki did not fail.");
  return String(failed.stderr);
}

/** Creates a key and a request for a subject with pki only. */
async function makeRequest(cn: string, tenant = "u00000014"): Promise<void> {
  await writeFile(join(folder, "new.key"), await pki("--gen", "--type", "ecdsa", "--size", "256", "--outform", "pem"));
  const dn = `O=${tenant}, CN=${cn}`;
  await writeFile(join(folder, "new.csr"), await pki("--req", "--type", "ecdsa", "--in", "new.key", "--dn", dn));
}

async function write(holder: Holder): Promise<void> {
  // One certificate in the file, because pki reads only the first; the chain is separate.
  await writeFile(join(folder, "old.pem"), new X509Certificate(holder.cert).toString());
  await writeFile(join(folder, "old.key"), holder.key);
}

const trust = ["--cacert", "root.pem", "--cacert", "issuing.pem"];

/** Connects with the certificate that pki received. */
async function serialSeen(pem: Buffer): Promise<string> {
  const cert = new X509Certificate(pem).toString() + (await readFile(join(folder, "issuing.pem"), "utf8"));
  const key = await readFile(join(folder, "new.key"), "utf8");
  return (await askStatus({ port: world.port, root: world.root, identity: { cert, key } })).certificate.serial;
}

describe("strongSwan's EST client", () => {
  test.each(["auth", "recover"])("fetches both authorities from the %s host", async (host) => {
    const url = host === "auth" ? auth : recover;
    await pki("--estca", "--url", url, "--cacert", "root.pem", "--caout", "ca.pem", "--outform", "pem");
    const found = (await readdir(folder)).filter((name) => name.startsWith("ca")).sort();
    const subjects = await Promise.all(found.map(async (name) => new X509Certificate(await readFile(join(folder, name))).subject));
    expect(subjects.sort()).toEqual(["CN=Koshin Issuing CA", "CN=Koshin Root CA"]);
  });

  test("renews over mutual TLS, and the new certificate works", async () => {
    const holder = await world.issue("client28", 50);
    await write(holder);
    await makeRequest("client28");
    const renewed = await pki(
      "--est",
      "--url",
      auth,
      "--in",
      "new.csr",
      ...trust,
      "--cert",
      "old.pem",
      "--key",
      "old.key",
      "--outform",
      "pem",
    );
    const { serialNumber } = new X509Certificate(renewed);
    expect((await replacementOf(world.service.store, holder.serial))?.serial).toBe(serialNumber);
    expect(await serialSeen(renewed)).toBe(serialNumber);
  });

  test("renews with its existing key only if the tenant allows it", async () => {
    const holder = await world.issue("client28", 50);
    await write(holder);
    await writeFile(
      join(folder, "same.csr"),
      await pki("--req", "--type", "ecdsa", "--in", "old.key", "--dn", "O=u00000014, CN=client28"),
    );
    const ask = ["--est", "--url", auth, "--in", "same.csr", ...trust, "--cert", "old.pem", "--key", "old.key", "--outform", "pem"];
    expect(await pkiFails(...ask)).toContain("HTTP 400");
    await changeTenant(world.service, "u00000014", { sameKey: "allowed" }, byOperator(world.now));
    const { serialNumber } = new X509Certificate(await pki(...ask));
    expect((await replacementOf(world.service.store, holder.serial))?.serial).toBe(serialNumber);
  });

  test("is refused with another subject", async () => {
    await write(await world.issue("client28", 50));
    await makeRequest("client29");
    const said = await pkiFails("--est", "--url", auth, "--in", "new.csr", ...trust, "--cert", "old.pem", "--key", "old.key");
    expect(said).toContain("HTTP 400");
  });

  test.each([
    { user: "client21", named: "in the request only" },
    { user: "client21@u00000014", named: "beside the CN" },
  ])("enrols after expiry with a code, with the tenant named $named", async ({ user }) => {
    await world.issue("client21", -30);
    const order = { tenant: "u00000014", cn: "client21", actor: "operator", now: world.now };
    const { code } = await createRecoveryCode(world.service, order);
    await makeRequest("client21");
    const enrolled = await pki(
      "--est",
      "--url",
      recover,
      "--in",
      "new.csr",
      ...trust,
      "--userpass",
      `${user}:${code}`,
      "--outform",
      "pem",
    );
    expect(await serialSeen(enrolled)).toBe(new X509Certificate(enrolled).serialNumber);
  });

  test("is refused with a wrong code, and without one", async () => {
    await world.issue("client21", -30);
    await makeRequest("client21");
    const ask = ["--est", "--url", recover, "--in", "new.csr", ...trust];
    expect(await pkiFails(...ask, "--userpass", "client21:aaaa-bbbb-cccc-dddd")).toContain("HTTP 401");
    expect(await pkiFails(...ask)).toContain("HTTP 401");
  });
});
