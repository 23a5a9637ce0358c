import { once } from "node:events";
import { access, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { Agent } from "node:https";
import { connect as connectSocket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSecureContext } from "node:tls";
import * as v from "valibot";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readKeyFile } from "../../../src/core/renewal/key-file.ts";
import { parseCertificate } from "../../../src/core/x509/certificate.ts";
import { encodePem } from "../../../src/core/x509/pem.ts";
import { root } from "../../../src/launch/root.mjs";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { issueCertificate } from "../../../src/server/issuance/lifecycle/issue.ts";
import { openService } from "../../../src/server/service/open-service.ts";
import { defaultSettings, readSettings } from "../../../src/server/settings/settings.ts";
import { koshinSource, runHere, runProgram, startProgram } from "../../support/program.ts";
import { send } from "../../support/tls-client.ts";

let folder: string;
let data: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "koshin-command-"));
  data = join(folder, "data");
});
afterEach(async () => await rm(folder, { recursive: true }));

const Json = v.pipe(v.string(), v.parseJson());
const Addresses = v.pipe(
  Json,
  v.strictObject({
    app: v.string(),
    auth: v.string(),
    verify: v.string(),
    recover: v.string(),
    console: v.string(),
    operations: v.string(),
  }),
);
const Issued = v.pipe(
  Json,
  v.strictObject({
    issuer: v.string(),
    serial: v.string(),
    notAfter: v.string(),
    fileName: v.string(),
    p12: v.string(),
    passwordFile: v.string(),
    tenantCreated: v.boolean(),
    stillValid: v.array(v.strictObject({ issuer: v.string(), serial: v.string(), state: v.string(), notAfter: v.string() })),
  }),
);

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}

describe("koshin", () => {
  test("init creates a folder once, and the second time reports why not in a sentence without a stack trace", async () => {
    const first = await runHere("init", "--data", data, "--json");
    expect([first.code, JSON.parse(first.stdout)]).toEqual([0, { data, demo: false }]);
    // Without this, the administrators' host has nothing to show.
    const { console } = await readSettings(join(data, "koshin.json"));
    expect(console?.assets).toBe(join(root, "dist", "console"));
    const second = await runHere("init", "--data", data);
    expect([second.code, second.stdout]).toEqual([1, ""]);
    expect(second.stderr).toMatch(/^koshin: .*\. \([a-z-]+\)\n$/);
  });

  test("issue writes a .p12 that opens with its password, readable by its owner only", async () => {
    await runHere("init", "--data", data);
    const out = join(folder, "client28.p12");
    const issue = ["issue", "--data", data, "--tenant", "u00000014", "--cn", "client28", "--out", out, "--json"];
    const ended = await runHere(...issue);
    const issued = v.parse(Issued, ended.stdout);
    expect(issued).toMatchObject({ p12: out, passwordFile: join(folder, "client28.txt"), tenantCreated: true });
    expect(issued.fileName).toBe("000001_JP_u00000014_client28.p12");
    for (const file of [out, issued.passwordFile]) expect((await stat(file)).mode & 0o777).toBe(0o600);

    const password = (await readFile(issued.passwordFile, "utf8")).trim();
    const p12 = new Uint8Array(await readFile(out));
    const { certificate, chain } = await readKeyFile(p12, password);
    const { serial, subject } = parseCertificate(certificate);
    expect([serial, subject]).toEqual([issued.serial, { cn: "client28", o: "u00000014" }]);
    expect(chain).toHaveLength(2);
    expect(() => createSecureContext({ pfx: Buffer.from(p12), passphrase: password })).not.toThrow();
    expect(ended.stdout + ended.stderr).not.toContain(password);
  });

  test("issue lists the same person's valid certificates, but no others and no expired ones", async () => {
    await runHere("init", "--data", data);
    const issue = (cn: string, out: string, ...more: string[]): ReturnType<typeof runHere> =>
      runHere("issue", "--data", data, "--tenant", "u1", "--cn", cn, "--out", join(folder, out), ...more);
    await issue("client2", "other.p12");
    const first = v.parse(Issued, (await issue("client1", "a.p12", "--json")).stdout);
    expect(first.stillValid).toEqual([]);
    const second = v.parse(Issued, (await issue("client1", "b.p12", "--days", "30", "--json")).stdout);
    expect(second.stillValid).toMatchObject([{ serial: first.serial, state: "in-use", notAfter: first.notAfter }]);
    await runHere("revoke", "--data", data, "--serial", first.serial, "--reason", "superseded");
    const { code, stdout } = await issue("client1", "c.p12");
    expect([code, stdout.split("\n").slice(1)]).toEqual([
      0,
      [
        "client1 of u1 has other certificates, which stay valid:",
        `  ${second.serial}  in-use, until ${second.notAfter}`,
        `Revoke those that are lost or no longer needed: koshin revoke --data ${data} --serial <hex> --reason superseded`,
        "",
      ],
    ]);
  });

  test("issue rejects a file name with the extension of another format", async () => {
    await runHere("init", "--data", data);
    const issue = (out: string): ReturnType<typeof runHere> =>
      runHere("issue", "--data", data, "--tenant", "u1", "--cn", "client1", "--out", join(folder, out), "--json");
    for (const out of ["a.pem", "a", "a.p12.txt", "p12"]) {
      const { code, stdout } = await issue(out);
      expect([code, stdout]).toEqual([2, expect.stringContaining("The file is PKCS#12: its name must end in .p12 or .pfx.")]);
    }
    const { p12, passwordFile } = v.parse(Issued, (await issue("a.pfx")).stdout);
    expect([p12, passwordFile]).toEqual([join(folder, "a.pfx"), join(folder, "a.txt")]);
    expect(await exists(join(folder, "a.p12"))).toBe(false);
  });

  test("issue overwrites nothing, and issues nothing that it cannot write", async () => {
    await runHere("init", "--data", data);
    const issue = (out: string): ReturnType<typeof runHere> =>
      runHere("issue", "--data", data, "--tenant", "u00000014", "--cn", "client28", "--out", join(folder, out), "--json");
    await writeFile(join(folder, "a.p12"), "mine");
    await writeFile(join(folder, "b.txt"), "mine");
    for (const out of ["a.p12", "b.p12", "none/c.p12"]) expect((await issue(out)).code).toBe(1);
    expect(await readFile(join(folder, "a.p12"), "utf8")).toBe("mine");
    expect(await readFile(join(folder, "b.txt"), "utf8")).toBe("mine");
    expect(await exists(join(folder, "a.txt"))).toBe(false);
    expect(await exists(join(folder, "b.p12"))).toBe(false);
    expect(v.parse(Issued, (await issue("c.p12")).stdout).fileName).toBe("000001_JP_u00000014_client28.p12");
  });

  test("issue leaves no file if the name is not allowed", async () => {
    await runHere("init", "--data", data);
    const out = join(folder, "a.p12");
    const { code, stderr } = await runHere("issue", "--data", data, "--tenant", "u1", "--cn", "../x", "--out", out);
    expect([code, stderr.startsWith("koshin: ")]).toEqual([1, true]);
    expect(await exists(out)).toBe(false);
  });

  test("issue --days issues for fewer days than usual, and rejects invalid and excessive numbers", async () => {
    await runHere("init", "--data", data);
    const out = join(folder, "a.p12");
    const issue = (days: string, name = "a.p12"): ReturnType<typeof runHere> =>
      runHere("issue", "--data", data, "--tenant", "u1", "--cn", "client1", "--out", join(folder, name), "--days", days, "--json");
    const Refused = v.pipe(Json, v.object({ error: v.object({ code: v.string(), message: v.string() }) }));
    for (const days of ["0", "-1", "1.5", "1e3", "1000000000000", "soon", ""]) {
      const { code, stdout } = await issue(days);
      expect([code, v.parse(Refused, stdout).error.code]).toEqual([2, "wrong-usage"]);
    }
    const { code, stdout } = await issue("1097");
    const { error } = v.parse(Refused, stdout);
    expect([code, error.code]).toEqual([1, "validity-too-long"]);
    expect(error.message).toMatch(/^1097 days are more than the settings allow \(.+\)\. Name 109[56] at most, or change them\.$/);
    {
      await using service = await openService(data);
      const now = new Date(service.authority.notAfter.getTime() - 20 * 86_400_000);
      const late = issueCertificate(service, {
        tenant: "u1",
        cn: "client1",
        createTenant: "weborca",
        days: 30,
        ...byOperator(now),
      });
      await expect(late).rejects.toMatchObject({ code: "authority-expires-first" });
    }
    // Refused orders leave nothing behind: no file, no tenant.
    expect(await exists(out)).toBe(false);
    const before = Date.now();
    const issued = v.parse(Issued, (await issue("30")).stdout);
    expect(issued).toMatchObject({ tenantCreated: true, fileName: "000001_JP_u1_client1.p12" });
    const daysLeft = (Date.parse(issued.notAfter) - before) / 86_400_000;
    expect(daysLeft).toBeGreaterThan(29.99);
    expect(daysLeft).toBeLessThan(30.01);
  });

  test.each(["SIGINT", "SIGTERM"] as const)(
    "serve says where it is in one line, and ends on %s with open connections, however often it comes",
    async (signal) => {
      await runHere("init", "--data", data);
      const settings = { ...defaultSettings, listen: { host: "127.0.0.1", port: 0 } };
      await writeFile(join(data, "koshin.json"), JSON.stringify(settings));
      // From its sources, as a person starts it.
      const program = startProgram(["serve", "--data", data], {}, { program: koshinSource });
      const { app, auth, verify, recover, console: site, operations } = v.parse(Addresses, await program.firstLine);
      const port = Number(new URL(app).port);
      expect([auth, verify]).toEqual([`https://localhost:${port}`, `https://verify.localhost:${port}`]);

      expect((await fetch(`${operations}/healthz`)).status).toBe(200);

      const root = await readFile(join(data, "authority", "root.pem"), "utf8");
      const agent = new Agent({ keepAlive: true });
      const answer = await send({ port, root, agent }, { path: "/api/cert/status?secret=1" });
      expect(answer.status).toBe(401);
      const silent = connectSocket(port, "127.0.0.1");
      await once(silent, "connect");
      silent.on("error", () => undefined);
      const { code, stdout, stderr } = await program.keepSignalling(signal);
      agent.destroy();
      silent.destroy();
      expect([code, stdout.split("\n")]).toEqual([
        0,
        [JSON.stringify({ app, auth, verify, recover, console: site, operations }), ""],
      ]);
      const Line = v.pipe(Json, v.looseObject({ path: v.string(), status: v.number(), requestId: v.string() }));
      const [line = ""] = stderr.split("\n");
      expect(v.parse(Line, line)).toMatchObject({ path: "/api/cert/status", status: 401 });
      expect(stderr).not.toContain("secret");
    },
  );

  test("issue works beside a running service, which accepts the certificate at once", async () => {
    await runHere("init", "--data", data);
    const settings = { ...defaultSettings, listen: { host: "127.0.0.1", port: 0 } };
    await writeFile(join(data, "koshin.json"), JSON.stringify(settings));
    const program = startProgram(["serve", "--data", data]);
    const port = Number(new URL(v.parse(Addresses, await program.firstLine).app).port);
    const out = join(folder, "a.p12");
    await runHere("issue", "--data", data, "--tenant", "u00000014", "--cn", "client28", "--out", out);
    const password = (await readFile(join(folder, "a.txt"), "utf8")).trim();
    const { certificate, privateKey } = await readKeyFile(new Uint8Array(await readFile(out)), password);
    const identity = { cert: encodePem("CERTIFICATE", certificate), key: encodePem("PRIVATE KEY", privateKey) };
    const root = await readFile(join(data, "authority", "root.pem"), "utf8");
    const answer = await send({ port, root, identity }, { path: "/api/cert/status" });
    program.signal("SIGTERM");
    expect(answer.status).toBe(200);
    expect((await program.ended).code).toBe(0);
  });

  test("serve reports that its port is in use", async () => {
    await runHere("init", "--data", data);
    const settings = { ...defaultSettings, listen: { host: "127.0.0.1", port: 0 } };
    await writeFile(join(data, "koshin.json"), JSON.stringify(settings));
    const first = startProgram(["serve", "--data", data]);
    const port = Number(new URL(v.parse(Addresses, await first.firstLine).app).port);
    await writeFile(join(data, "koshin.json"), JSON.stringify({ ...settings, listen: { host: "127.0.0.1", port } }));
    const second = await runProgram("serve", "--data", data);
    first.signal("SIGTERM");
    await first.ended;
    expect([second.code, second.stdout]).toEqual([1, ""]);
    expect(second.stderr).toMatch(/^koshin: 127\.0\.0\.1:\d+ is in use/);
  });

  test("serve names each invalid setting", async () => {
    await runHere("init", "--data", data);
    const settings = { ...defaultSettings, listen: { host: "127.0.0.1", port: 99_999 }, validityYears: "3 years", extra: 1 };
    await writeFile(join(data, "koshin.json"), JSON.stringify(settings));
    const { code, stderr } = await runProgram("serve", "--data", data);
    expect(code).toBe(1);
    for (const said of ["listen.port is 99999", 'validityYears is "3 years"', "extra is not a setting"])
      expect(stderr).toContain(said);
  });
});
