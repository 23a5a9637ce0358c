import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { checkService } from "../../../src/server/service/check-service.ts";
import { initialise } from "../../../src/server/service/initialise.ts";
import { withoutPassword } from "../../../src/server/settings/database-address.ts";
import { defaultSettings, readSettings, Settings } from "../../../src/server/settings/settings.ts";
import { settingsOf, variableOf } from "../../../src/server/system/read-variables.ts";

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "koshin-settings-"));
  file = join(folder, "koshin.json");
  await writeFile(file, JSON.stringify(defaultSettings));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

describe("the settings", () => {
  test("are those of the file", async () => expect(await readSettings(file)).toEqual(defaultSettings));

  test("that are missing in the file have their defaults", async () => {
    const { operations, limits, logLevel, ...named } = defaultSettings;
    await writeFile(file, JSON.stringify(named));
    expect(await readSettings(file)).toMatchObject({ operations, limits, logLevel });
  });

  test("that are missing in a section of the file have their defaults, as after an upgrade with a new limit", async () => {
    const { limits, operations } = defaultSettings;
    for (const name of Object.keys(limits)) {
      const named = Object.fromEntries(Object.entries(limits).filter(([each]) => each !== name));
      await writeFile(file, JSON.stringify({ ...defaultSettings, limits: named, operations: { port: operations.port } }));
      expect(await readSettings(file)).toEqual(defaultSettings);
    }
  });

  test.each([
    ["KOSHIN_LISTEN_PORT", "9443", { listen: { ...defaultSettings.listen, port: 9443 } }],
    ["KOSHIN_FRESH_PROOF_HOSTS", "false", { freshProofHosts: false }],
    ["KOSHIN_LOG_LEVEL", "warn", { logLevel: "warn" }],
    ["KOSHIN_LIMITS_CONNECTIONS_PER_ADDRESS", "7", { limits: { ...defaultSettings.limits, connectionsPerAddress: 7 } }],
    [
      "KOSHIN_SERVER_CERTIFICATE_DNS_NAMES",
      "a.example, b.example",
      { serverCertificate: { ...defaultSettings.serverCertificate, dnsNames: ["a.example", "b.example"] } },
    ],
    ["KOSHIN_WEBAPP_ACCOUNTS", "/a", "KOSHIN_WEBAPP_ASSETS"],
  ])("are overridden by the variable %s=%s", async (name, value, expected) => {
    vi.stubEnv(name, value);
    if (typeof expected === "string") {
      // A section that the file lacks can come from variables, if they are complete.
      await expect(readSettings(file)).rejects.toMatchObject({ code: "settings-malformed" });
      vi.stubEnv(expected, "/b");
      expect((await readSettings(file)).webapp).toEqual({ accounts: "/a", assets: "/b" });
    } else {
      expect(await readSettings(file)).toEqual({ ...defaultSettings, ...expected });
    }
  });

  /** The errors in the message, after the path of the settings. */
  async function mistakes(): Promise<string> {
    const error: unknown = await readSettings(file).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "settings-malformed" });
    return String(error).replace(`OperatorError: Correct the settings in ${file}: `, "");
  }

  test.each([
    ["KOSHIN_LISTEN_PORT", "https", '"https", and must be a whole number'],
    ["KOSHIN_LISTEN_PORT", "70000", "70000, and must be 65535 or less"],
    ["KOSHIN_VALIDITY_YEARS", "0", "0, and must be 1 or more"],
    ["KOSHIN_FRESH_PROOF_HOSTS", "yes", '"yes", and must be true or false'],
    ["KOSHIN_LOG_LEVEL", "loud", '"loud", and must be one of silent, fatal, error, warn, info, debug, trace'],
    ["KOSHIN_PRODUCTS_WEBORCA_RENEWABLE_TYPES", "client,x", '"x", and must be the name of a kind: client, db, api, backup, other'],
    ["KOSHIN_CRL_URL", "pki.example.jp", '"pki.example.jp", and must be a URL such as https://pki.example.jp/'],
    ["KOSHIN_HOSTS_APP", "App.example", '"App.example", and must be a host name in lower case'],
    ["KOSHIN_SERVER_CERTIFICATE_DNS_NAMES", "a b", '"a b", and must be a host name in lower case, with or without *. before it'],
    ["KOSHIN_SERVER_CERTIFICATE_DNS_NAMES", "", "[], and must be a non-empty list"],
    ["KOSHIN_SERVER_CERTIFICATE_IP_ADDRESSES", "fe80::1%eth0", '"fe80::1%eth0", and must be an IP address without a zone'],
    [
      "KOSHIN_SERVER_CERTIFICATE_IP_ADDRESSES",
      "::ffff:192.0.02.7",
      '"::ffff:192.0.02.7", and must be an IP address without a zone',
    ],
    ["KOSHIN_EXPLANATIONS", "http://a.example/", '"http://a.example/", and must be a string that begins with https://'],
  ])("report the invalid variable %s=%s with its value and requirement", async (name, value, said) => {
    vi.stubEnv(name, value);
    expect(await mistakes()).toBe(`the variable ${name} is ${said}.`);
  });

  test("report every invalid, missing and unknown setting of the file", async () => {
    await writeFile(
      file,
      JSON.stringify({
        ...defaultSettings,
        validityYears: undefined,
        listen: { host: 1, port: 1.5 },
        logLevel: "x".repeat(100),
        hosts: "a",
        validityYear: 3,
      }),
    );
    expect((await mistakes()).split("; ")).toEqual([
      "listen.host is 1, and must be a string",
      "listen.port is 1.5, and must be a whole number",
      'hosts is "a", and must be an object, { … }',
      "validityYears is missing",
      expect.stringMatching(/^logLevel is "x{59}…, and must be one of /),
      "validityYear is not a setting.",
    ]);
  });

  test("never repeat a possible password", async () => {
    vi.stubEnv("KOSHIN_DATABASE", "mysql://koshin:s3cret@db.example/koshin");
    await writeFile(file, JSON.stringify({ ...defaultSettings, notices: { mail: { password: "s3cret" } } }));
    const said = await mistakes();
    expect(said).toContain(
      "the variable KOSHIN_DATABASE is invalid, and must be a URL such as postgres://koshin@db.example/koshin",
    );
    expect(said).toContain("notices.mail.password is not a setting");
    expect(said).not.toContain("s3cret");
  });

  test.each([
    ["[]", "listen is missing; "],
    ["null", "it must contain an object, { … }."],
    ["{", "it is not JSON."],
    ['"x"', "it must contain an object, { … }."],
    ["{}", "listen is missing; "],
  ])("reject %s", async (text, said) => {
    await writeFile(file, text);
    expect(await mistakes()).toContain(said);
  });

  test("each have a variable, all different", () => {
    const names = settingsOf(Settings).map(({ path }) => variableOf(path));
    expect(names).toContain("KOSHIN_PRODUCTS_WEBORCA_ACCEPT_DAYS");
    expect(new Set(names).size).toBe(names.length);
  });
});

describe("a data folder that is created with variables", () => {
  test("has them in its settings, so that it works without them", async () => {
    const data = join(folder, "data");
    vi.stubEnv("KOSHIN_HOSTS_APP", "app.clinic.example");
    vi.stubEnv(
      "KOSHIN_SERVER_CERTIFICATE_DNS_NAMES",
      "app.clinic.example,localhost,verify.localhost,*.verify.localhost,recover.localhost",
    );
    vi.stubEnv("KOSHIN_LIMITS_CONNECTIONS", "7");
    await initialise(data, { now: new Date() });
    const used = await readSettings(join(data, "koshin.json"));
    vi.unstubAllEnvs();
    expect(await readSettings(join(data, "koshin.json"))).toEqual(used);
    expect(used).toMatchObject({ hosts: { app: "app.clinic.example" }, limits: { connections: 7 } });
    expect(await checkService(data, new Date())).toEqual([]);
  });

  test("is not created if one of them is invalid", async () => {
    const data = join(folder, "data");
    vi.stubEnv("KOSHIN_LISTEN_PORT", "https");
    await expect(initialise(data, { now: new Date() })).rejects.toMatchObject({ code: "settings-malformed" });
    expect(existsSync(data)).toBe(false);
  });

  test("has the database of a variable without its password", () => {
    expect(withoutPassword("postgres://koshin:secret@db.example/koshin?password=other&sslmode=require")).toBe(
      "postgres://koshin@db.example/koshin?sslmode=require",
    );
  });
});
