import { X509Certificate } from "node:crypto";
import { chmod, copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { checkService } from "../../src/server/check-service.ts";
import { dataFolder } from "../../src/server/data-folder.ts";
import { initialise } from "../../src/server/initialise.ts";
import { openService, readPassphrase } from "../../src/server/open-service.ts";
import { rotateAuthority } from "../../src/server/issuance/rotate-authority.ts";
import { issueCertificate } from "../../src/server/issuance/issue.ts";
import { createTenant } from "../../src/server/issuance/tenants.ts";
import { dropAuditTriggers, runSql } from "../support/database.ts";
import { runProgram } from "../support/program.ts";

let folder: string;
let data: string;
const now = new Date();
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "koshin-check-"));
  data = join(folder, "data");
  await initialise(data, { now });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

function later(days: number): Date {
  return new Date(now.getTime() + days * 86_400_000);
}

/** What is wrong, without the sentences. */
async function found(at = now): Promise<string[]> {
  return (await checkService(data, at)).map(({ what }) => what);
}

async function rotate(what: "issuing-ca" | "root" = "issuing-ca", at = now): Promise<void> {
  await using service = await openService(data);
  await rotateAuthority(service, dataFolder(data).authority, await readPassphrase(join(data, "passphrase")), { what, now: at });
}

describe("koshin check", () => {
  test("finds nothing in a fresh data folder", async () => {
    expect(await found()).toEqual([]);
    const { code, stdout } = await runProgram("check", "--data", data, "--json");
    expect([code, JSON.parse(stdout)]).toEqual([0, { good: true, findings: [] }]);
  });

  test("finds everything that is wrong at once", async () => {
    await writeFile(join(data, "koshin.json"), "{}");
    await chmod(join(data, "authority", "issuing.key"), 0o644);
    await rm(join(data, "passphrase"));
    await writeFile(join(data, "master.key"), "none");
    expect((await found()).sort()).toEqual(["authority", "master-key", "permissions", "settings"]);
    const { code, stdout } = await runProgram("check", "--data", data);
    expect(code).toBe(1);
    expect(stdout).toContain(`permissions: Others may read ${join(data, "authority", "issuing.key")}. Run: chmod 0600 `);
  });

  test("finds a variable that is nobody's", async () => {
    vi.stubEnv("KOSHIN_LISTEN_PROT", "9443");
    vi.stubEnv("KOSHIN_LISTEN_PORT", "9443");
    expect(await found()).toEqual(["variables"]);
  });

  test("finds a wrong passphrase, and an authority that has expired", async () => {
    expect(await found(later(50 * 366))).toEqual(["authority", "server-certificate"]);
    await writeFile(join(data, "passphrase"), "another");
    expect(await found()).toEqual(["authority"]);
  });

  test("finds a server certificate that ends soon, lacks a name, is another key's or another authority's", async () => {
    const authority = (name: string): string => join(data, "authority", name);
    const sentences = async (at = now): Promise<string[]> => (await checkService(data, at)).map(({ what, sentence }) => `${what}: ${sentence}`);
    const again = "Have the service reload or start again: it makes another one.";
    expect(await found(later(366))).toEqual([]);
    const { validToDate } = new X509Certificate(await readFile(authority("server.pem")));
    expect(await sentences(later(368))).toEqual([`server-certificate: The server certificate ends at ${validToDate.toISOString()}. ${again}`]);

    vi.stubEnv("KOSHIN_SERVER_CERTIFICATE_DNS_NAMES", "localhost,clinic.example.jp");
    vi.stubEnv("KOSHIN_SERVER_CERTIFICATE_IP_ADDRESSES", "127.0.0.1,192.0.2.1");
    expect(await sentences()).toEqual([`server-certificate: The server certificate is not for clinic.example.jp, 192.0.2.1. ${again}`]);
    vi.unstubAllEnvs();

    await rotate();
    expect(await sentences()).toEqual([`server-certificate: The server certificate was not signed by the issuing authority that signs now. ${again}`]);

    for (const name of ["server.key", "server.pem"]) {
      const content = await readFile(authority(name));
      await copyFile(authority(name.replace("server", "root")), authority(name));
      const others = `The server certificate in ${authority("server.pem")} does not belong to its key. It is not one that the service has made`;
      expect((await sentences())[0]).toContain(name === "server.pem" ? others : `The server certificate does not belong to its key. ${again}`);
      await writeFile(authority(name), "none");
      const fault = name === "server.pem" ? "cannot be read" : "does not belong to its key";
      expect((await sentences())[0]).toContain(`The server certificate in ${authority("server.pem")} ${fault}. It is not one that the service has made`);
      await rm(authority(name));
      expect(await sentences()).toEqual([`server-certificate: The server certificate or its key is missing. ${again}`]);
      await writeFile(authority(name), content, { mode: 0o600 });
    }
  });

  test("finds a root that did not sign the issuing authority", async () => {
    const other = join(folder, "other");
    await initialise(other, { now });
    await copyFile(join(other, "authority", "root.pem"), join(data, "authority", "root.pem"));
    expect(await found()).toEqual(["authority"]);
  });

  test("finds a database that is none", async () => {
    await writeFile(join(data, "koshin.sqlite"), "x".repeat(5000));
    expect(await found()).toEqual(["database"]);
  });

  test("finds an audit trail that somebody changed", async () => {
    const service = await openService(data);
    await createTenant(service, { name: "u1", product: "weborca", now });
    await issueCertificate(service, { tenant: "u1", cn: "client1", now });
    await service.close();
    const database = join(data, "koshin.sqlite");
    await dropAuditTriggers(database);
    await runSql(database, "update audit set actor = 'nobody' where number = 1");
    expect(await found()).toEqual(["audit-trail"]);
  });

  test("changes no file", async () => {
    const files = ["koshin.json", "passphrase", "master.key", "authority/server.pem"];
    const contents = async (): Promise<string[]> => await Promise.all(files.map((name) => readFile(join(data, name), "utf8")));
    const before = await contents();
    await found();
    expect(await contents()).toEqual(before);
  });
});
