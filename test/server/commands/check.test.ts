import { X509Certificate } from "node:crypto";
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { makeCheckpoint } from "../../../src/server/issuance/audit/audit-checkpoint.ts";
import { issueCertificate } from "../../../src/server/issuance/lifecycle/issue.ts";
import { rotateAuthority } from "../../../src/server/issuance/lifecycle/rotate-authority.ts";
import { createTenant } from "../../../src/server/issuance/tenants.ts";
import { serve } from "../../../src/server/serve.ts";
import { checkService } from "../../../src/server/service/check-service.ts";
import { initialise } from "../../../src/server/service/initialise.ts";
import { openService } from "../../../src/server/service/open-service.ts";
import { defaultSettings } from "../../../src/server/settings/settings.ts";
import { dataFolder } from "../../../src/server/system/data-folder.ts";
import { readPassphrase } from "../../../src/server/system/read-passphrase.ts";
import { newMasterKey } from "../../../src/server/vault/master-keys.ts";
import { dropAuditTriggers, runSql } from "../../support/database.ts";
import { runHere } from "../../support/program.ts";
import { changeSettings } from "../../support/settings.ts";

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

/** The findings, without the messages. */
async function found(at = now): Promise<string[]> {
  return (await checkService(data, at)).map(({ what }) => what);
}

async function rotate(what: "issuing-ca" | "root" = "issuing-ca", at = now): Promise<void> {
  await using service = await openService(data);
  await rotateAuthority(service, dataFolder(data).authority, await readPassphrase(join(data, "passphrase")), {
    what,
    ...byOperator(at),
  });
}

describe("koshin check", () => {
  test("finds nothing in a fresh data folder", async () => {
    expect(await found()).toEqual([]);
    const { code, stdout } = await runHere("check", "--data", data, "--json");
    expect([code, JSON.parse(stdout)]).toEqual([0, { good: true, findings: [] }]);
  });

  test("and a start report tenants whose product the settings do not contain", async () => {
    {
      await using service = await openService(data);
      await createTenant(service, { name: "u1", product: "clinic", ...byOperator(now) });
    }
    const [finding] = await checkService(data, now);
    expect(finding?.what).toBe("settings");
    expect(finding?.sentence).toContain("u1 (clinic)");
    await expect(serve({ data, port: 0, log: "silent" })).rejects.toMatchObject({ code: "product-unknown" });
  });

  test("reports all problems at once", async () => {
    await writeFile(join(data, "koshin.json"), "{}");
    await chmod(join(data, "authority", "issuing.key"), 0o644);
    await rm(join(data, "passphrase"));
    await writeFile(join(data, "master.key"), "none");
    expect((await found()).sort()).toEqual(["authority", "master-key", "permissions", "settings"]);
    const { code, stdout } = await runHere("check", "--data", data);
    expect(code).toBe(1);
    expect(stdout).toContain(`permissions: Others may read ${join(data, "authority", "issuing.key")}. Run: chmod 0600 `);
  });

  test("finds an unknown variable", async () => {
    vi.stubEnv("KOSHIN_LISTEN_PROT", "9443");
    vi.stubEnv("KOSHIN_LISTEN_PORT", "9443");
    expect(await found()).toEqual(["variables"]);
  });

  test("finds a wrong passphrase, and an authority that has expired", async () => {
    expect(await found(later(50 * 366))).toEqual(["authority", "server-certificate"]);
    await writeFile(join(data, "passphrase"), "another");
    expect(await found()).toEqual(["authority"]);
  });

  test("finds a server certificate that expires soon, lacks a name, or belongs to another key or authority", async () => {
    const authority = (name: string): string => join(data, "authority", name);
    const sentences = async (at = now): Promise<string[]> =>
      (await checkService(data, at)).map(({ what, sentence }) => `${what}: ${sentence}`);
    const again = "Reload or restart the service, which then creates a new one.";
    expect(await found(later(366))).toEqual([]);
    const { validToDate } = new X509Certificate(await readFile(authority("server.pem")));
    expect(await sentences(later(368))).toEqual([
      `server-certificate: The server certificate expires at ${validToDate.toISOString()}. ${again}`,
    ]);

    vi.stubEnv("KOSHIN_SERVER_CERTIFICATE_DNS_NAMES", "localhost,clinic.example.jp");
    vi.stubEnv("KOSHIN_SERVER_CERTIFICATE_IP_ADDRESSES", "127.0.0.1,192.0.2.1");
    expect(await sentences()).toEqual([
      expect.stringMatching(/^settings: serverCertificate\.dnsNames lacks app\.localhost, /),
      `server-certificate: The server certificate does not include clinic.example.jp, 192.0.2.1. ${again}`,
    ]);
    vi.unstubAllEnvs();

    await rotate();
    expect(await sentences()).toEqual([
      `server-certificate: The server certificate was not signed by the current issuing authority. ${again}`,
    ]);

    for (const name of ["server.key", "server.pem"]) {
      const content = await readFile(authority(name));
      await copyFile(authority(name.replace("server", "root")), authority(name));
      const others = `The server certificate in ${authority("server.pem")} does not belong to its key. The service did not create it`;
      expect((await sentences())[0]).toContain(
        name === "server.pem" ? others : `The server certificate does not belong to its key. ${again}`,
      );
      await writeFile(authority(name), "none");
      const fault = name === "server.pem" ? "cannot be read" : "does not belong to its key";
      expect((await sentences())[0]).toContain(
        `The server certificate in ${authority("server.pem")} ${fault}. The service did not create it`,
      );
      await rm(authority(name));
      expect(await sentences()).toEqual([`server-certificate: The server certificate or its key is missing. ${again}`]);
      await writeFile(authority(name), content, { mode: 0o600 });
    }
  });

  test("finds hosts that the names of the server certificate do not cover, unless a front ends TLS before the service", async () => {
    const settingsFindings = async (): Promise<string[]> =>
      (await checkService(data, now)).filter(({ what }) => what === "settings").map(({ sentence }) => sentence);
    const hosts = { app: "app.example.jp", auth: "localhost", verify: "verify.example.jp", recover: "recover.example.jp" };
    await changeSettings(data, { hosts });
    expect(await settingsFindings()).toEqual([
      expect.stringContaining("lacks app.example.jp, verify.example.jp, *.verify.example.jp, recover.example.jp: "),
    ]);
    const serverCertificate = { dnsNames: ["localhost", "*.example.jp"], ipAddresses: [] };
    await changeSettings(data, { serverCertificate });
    expect(await settingsFindings()).toEqual([expect.stringContaining("lacks *.verify.example.jp: ")]);
    await changeSettings(data, { freshProofHosts: false });
    expect(await settingsFindings()).toEqual([]);
    await changeSettings(data, {
      freshProofHosts: true,
      front: {
        form: "nginx",
        listen: { path: join(folder, "front.sock") },
        trust: [],
        serverNameHeader: "X-SSL-Server-Name",
        publicPort: 443,
      },
    });
    expect(await settingsFindings()).toEqual([]);
  });

  test("finds nothing else if there is no data folder, and suggests no change there", async () => {
    const other = join(folder, "other");
    await mkdir(other);
    await writeFile(join(other, "letter.txt"), "", { mode: 0o644 });
    expect(await checkService(other, now)).toEqual([
      { what: "data-folder", sentence: `${other} is not a data folder: it has no koshin.json. Check the path.` },
    ]);
    await rm(other, { recursive: true });
    expect(await checkService(other, now)).toEqual([
      { what: "data-folder", sentence: `There is no data folder at ${other}. Check the path; koshin init creates one.` },
    ]);
  });

  test("finds missing files that the settings name", async () => {
    const settings = { ...defaultSettings, recovery: { ...defaultSettings.recovery, assets: folder } };
    await writeFile(join(data, "koshin.json"), JSON.stringify(settings));
    const sentence = `recovery.assets needs ${join(folder, "index.html")}, which does not exist.`;
    expect(await checkService(data, now)).toMatchObject([{ what: "settings" }]);
    expect((await checkService(data, now))[0]?.sentence).toContain(sentence);
    await writeFile(join(folder, "index.html"), "");
    expect(await found()).toEqual([]);
    vi.stubEnv("KOSHIN_NOTICES_WEBHOOK_CA_FILE", join(folder, "none.pem"));
    vi.stubEnv("KOSHIN_RECOVERY_ASSETS", join(folder, "none"));
    vi.stubEnv("KOSHIN_CONSOLE_ASSETS", join(folder, "none"));
    expect(await found()).toEqual(["settings", "settings", "settings"]);
  });

  test("agrees with the log of a start, which continues without them", async () => {
    vi.stubEnv("KOSHIN_RECOVERY_ASSETS", join(folder, "none"));
    const lines: string[] = [];
    const log = pino({ level: "error" }, { write: (line: string) => void lines.push(line) });
    const service = await serve({ data, port: 0, log });
    await service.close();
    expect(lines).toEqual([
      expect.stringContaining(`recovery.assets needs ${join(folder, "none", "index.html")}, which does not exist.`),
    ]);
  });

  test.each([
    ["of the variable", "the variable KOSHIN_CA_PASSPHRASE"],
    ["of the file that a variable names", "the file FOLDER/wrong, which KOSHIN_CA_PASSPHRASE_FILE names"],
    ["of systemd's credential", "systemd's credential koshin-ca-passphrase"],
    ["of the data folder", "the file passphrase in the data folder"],
  ])("says of a wrong passphrase that it is that %s", async (_, source) => {
    for (const path of [join(folder, "wrong"), join(folder, "koshin-ca-passphrase")])
      await writeFile(path, "wrong", { mode: 0o600 });
    if (source.startsWith("the variable")) vi.stubEnv("KOSHIN_CA_PASSPHRASE", "wrong");
    else if (source.includes("_FILE")) vi.stubEnv("KOSHIN_CA_PASSPHRASE_FILE", join(folder, "wrong"));
    else if (source.includes("systemd")) vi.stubEnv("CREDENTIALS_DIRECTORY", folder);
    else await writeFile(join(data, "passphrase"), "wrong");
    const sentence = `The passphrase does not open ${join(data, "authority", "issuing.key")}. It comes from ${source.replace("FOLDER", folder)}: correct it there.`;
    expect(await checkService(data, now)).toEqual([{ what: "authority", sentence }]);
  });

  test.each([["KOSHIN_CA_PASSPHRASE_FILE"], ["KOSHIN_MASTER_KEY_FILE"]])("reports that %s names no file", async (name) => {
    vi.stubEnv(name, join(folder, "none"));
    expect((await checkService(data, now))[0]?.sentence).toContain(
      `${join(folder, "none")} is missing. ${name} names it: correct the variable`,
    );
  });

  test("reports a different master key, and not a changed audit trail", async () => {
    const told = async (): Promise<string[]> => (await checkService(data, now)).map(({ what, sentence }) => `${what}: ${sentence}`);
    {
      await using service = await openService(data);
      await createTenant(service, { name: "u1", product: "weborca", ...byOperator(now) });
      await makeCheckpoint(service, now);
      await writeFile(join(data, "master.key"), `${newMasterKey()}\n`);
    }
    expect(await told()).toEqual([
      expect.stringMatching(/^master-key: .* does not contain the master key [0-9a-f]{16} of this database/),
    ]);
    // Nothing is encrypted yet, but the checkpoint is signed.
    await runSql(join(data, "koshin.sqlite"), "delete from vault");
    const other = "The checkpoint of the audit trail at entry 1 was made with a master key that is not in the file";
    expect(await told()).toEqual([expect.stringContaining(`master-key: ${other}`)]);
    await using service = await openService(data);
    await createTenant(service, { name: "u2", product: "weborca", ...byOperator(now) });
    await expect(makeCheckpoint(service, now)).rejects.toMatchObject({ code: "master-key-wrong" });
  });

  test("finds a root that did not sign the issuing authority", async () => {
    const other = join(folder, "other");
    await initialise(other, { now });
    await copyFile(join(other, "authority", "root.pem"), join(data, "authority", "root.pem"));
    expect(await found()).toEqual(["authority"]);
  });

  test("finds a malformed database", async () => {
    await writeFile(join(data, "koshin.sqlite"), "x".repeat(5000));
    expect(await found()).toEqual(["database"]);
  });

  test("finds an audit trail that somebody changed", async () => {
    const service = await openService(data);
    await createTenant(service, { name: "u1", product: "weborca", ...byOperator(now) });
    await issueCertificate(service, { tenant: "u1", cn: "client1", ...byOperator(now) });
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
