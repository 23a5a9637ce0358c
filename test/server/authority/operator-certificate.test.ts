import { execFile } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import { promisify } from "node:util";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { dayInMilliseconds } from "../../../src/core/days.ts";
import { serve, type RunningService } from "../../../src/server/serve.ts";
import { checkService } from "../../../src/server/service/check-service.ts";
import { initialise } from "../../../src/server/service/initialise.ts";
import { defaultSettings, type Settings } from "../../../src/server/settings/settings.ts";

const run = promisify(execFile);

let folder: string;
let data: string;
let lines: string[];
let now: Date;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "koshin-own-certificate-"));
  data = join(folder, "data");
  lines = [];
  now = new Date();
  await initialise(data, { now });
});
afterEach(async () => await rm(folder, { recursive: true }));

const authority = (name: string): string => join(data, "authority", name);
const at = (name: string): string => join(folder, name);

/** The configured names, in upper case, because DNS names are case-insensitive. */
function sanOf({ serverCertificate: { dnsNames, ipAddresses } }: Settings): string {
  return [...dnsNames.map((name) => `DNS:${name.toUpperCase()}`), ...ipAddresses.map((address) => `IP:${address}`)].join(",");
}

/** Creates a server certificate like a public authority: under an intermediate, with the chain in the file. */
async function createPublicCertificate(days: number, daysOfIntermediate = 2000): Promise<void> {
  const openssl = async (...args: readonly string[]): Promise<unknown> => await run("openssl", args);
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  await openssl("req", "-x509", ...key, "-keyout", at("ca.key"), "-subj", "/CN=Public Root", "-days", "3000", "-out", at("ca.pem"));
  await sign("between", "ca", "basicConstraints=critical,CA:TRUE", daysOfIntermediate);
  await sign("own", "between", `subjectAltName=${sanOf(defaultSettings)}`, days);
  const chain = (await readFile(at("own.pem"), "utf8")) + (await readFile(at("between.pem"), "utf8"));
  await writeFile(authority("server.pem"), chain);
  await writeFile(authority("server.key"), await readFile(at("own.key")));
  // OpenSSL's certificates are valid from the current time of its clock.
  now = new Date();

  async function sign(name: string, issuer: string, extensions: string, lasting: number): Promise<void> {
    await openssl("req", ...key, "-keyout", at(`${name}.key`), "-subj", `/CN=${name}`, "-out", at(`${name}.csr`));
    await writeFile(at("ext"), extensions);
    const signer = ["-CA", at(`${issuer}.pem`), "-CAkey", at(`${issuer}.key`)];
    await openssl(
      "x509",
      "-req",
      "-in",
      at(`${name}.csr`),
      ...signer,
      "-days",
      String(lasting),
      "-extfile",
      at("ext"),
      "-out",
      at(`${name}.pem`),
    );
  }
}

async function files(): Promise<string[]> {
  return await Promise.all(["server.pem", "server.key"].map((name) => readFile(authority(name), "utf8")));
}

async function start(clock: Date | (() => Date) = now): Promise<RunningService> {
  const log = pino({ level: "warn" }, { write: (line: string) => void lines.push(line) });
  return await serve({ data, port: 0, log, clock: typeof clock === "function" ? clock : () => clock });
}

/** Whether a client that trusts only one root accepts the server with the chain that it sends. */
async function isTrusted({ addresses }: RunningService, root: string): Promise<boolean> {
  const socket = connect({
    host: "127.0.0.1",
    port: Number(new URL(addresses.app).port),
    servername: "app.localhost",
    ca: await readFile(root),
    rejectUnauthorized: false,
  });
  await once(socket, "secureConnect");
  const { authorized } = socket;
  socket.destroy();
  return authorized;
}

const findings = async (clock = now): Promise<string[]> => (await checkService(data, clock)).map(({ sentence }) => sentence);

describe("a server certificate supplied by the operator", () => {
  test("is used with its chain after every start and reload, and never changed", async () => {
    await createPublicCertificate(300);
    const before = await files();
    for (let round = 0; round < 2; round++) {
      const service = await start();
      await service.reload();
      expect(await isTrusted(service, at("ca.pem"))).toBe(true);
      await service.close();
    }
    expect([await files(), await findings(), lines]).toEqual([before, [], []]);
  });

  test("is monitored for expiry by check, readiness, metrics and the log, and left unchanged", async () => {
    await createPublicCertificate(20);
    const before = await files();
    const end = new X509Certificate(before[0] ?? "").validToDate;
    const service = await start();
    expect(await (await fetch(`${service.operations}/readyz`)).text()).toBe("ready\nsoon server-certificate-ends\n");
    const metrics = await (await fetch(`${service.operations}/metrics`)).text();
    expect(metrics).toContain(`koshin_certificate_end_timestamp_seconds{certificate="server"} ${end.getTime() / 1000}`);
    await service.close();
    expect(lines).toEqual([
      expect.stringContaining(`the server certificate, which the operator has installed, expires at ${end.toISOString()}`),
    ]);
    expect(await findings()).toEqual([
      `The server certificate expires at ${end.toISOString()}. You have installed it, so the service does not replace it: replace it, and reload the service.`,
    ]);
    const late = await start(new Date(end.getTime() + dayInMilliseconds));
    expect((await fetch(`${late.operations}/readyz`)).status).toBe(503);
    await late.close();
    expect(await files()).toEqual(before);
  });

  test("is monitored for expiry of its chain if that comes first", async () => {
    await createPublicCertificate(300, 20);
    const end = new X509Certificate(await readFile(at("between.pem"))).validToDate;
    const told = `has the certificate of CN=between in its chain, which expires before it, at ${end.toISOString()}`;
    const service = await start();
    expect(await (await fetch(`${service.operations}/readyz`)).text()).toBe("ready\nsoon server-certificate-ends\n");
    const metrics = await (await fetch(`${service.operations}/metrics`)).text();
    expect(metrics).toContain(`koshin_certificate_end_timestamp_seconds{certificate="server"} ${end.getTime() / 1000}`);
    await service.close();
    expect(lines).toEqual([expect.stringContaining(told)]);
    expect(await findings()).toEqual([
      `The server certificate ${told}. You have installed it, so the service does not replace it: replace it, and reload the service.`,
    ]);
    const late = await start(new Date(end.getTime() + dayInMilliseconds));
    expect((await fetch(`${late.operations}/readyz`)).status).toBe(503);
    await late.close();
  });

  test("does not count as expired because of a root in its chain, or of an unrelated certificate", async () => {
    await createPublicCertificate(300);
    const openssl = async (...args: readonly string[]): Promise<unknown> => await run("openssl", args);
    await openssl("req", "-x509", "-key", at("ca.key"), "-subj", "/CN=Public Root", "-days", "10", "-out", at("root.pem"));
    await openssl(
      "req",
      "-x509",
      "-newkey",
      "ed25519",
      "-nodes",
      "-keyout",
      at("x.key"),
      "-subj",
      "/CN=x",
      "-days",
      "10",
      "-out",
      at("x.pem"),
    );
    for (const name of ["root", "x"]) await appendFile(authority("server.pem"), await readFile(at(`${name}.pem`)));
    expect(await findings()).toEqual([]);
  });

  test("is monitored for expiry of the path of its chain that is valid longest", async () => {
    await createPublicCertificate(300);
    const openssl = async (...args: readonly string[]): Promise<unknown> => await run("openssl", args);
    const ca = async (name: string, key: string, issuer: string, days: number): Promise<void> => {
      const request = ["-new", "-key", at(`${key}.key`), "-subj", `/CN=${key}`, "-addext", "basicConstraints=critical,CA:TRUE"];
      const signer = issuer === key ? ["-x509"] : ["-x509", "-CA", at(`${issuer}.pem`), "-CAkey", at(`${issuer}.key`)];
      await openssl("req", ...request, ...signer, "-days", String(days), "-out", at(`${name}.pem`));
    };
    for (const key of ["cross", "ancient"]) await openssl("genpkey", "-algorithm", "ed25519", "-out", at(`${key}.key`));
    await ca("ancient", "ancient", "ancient", 3000);
    // A root that clients have, with a cross-certificate of an earlier one that expires soon.
    await ca("cross", "cross", "ancient", 10);
    await ca("again", "between", "cross", 2500);
    for (const name of ["again", "cross"]) await appendFile(authority("server.pem"), await readFile(at(`${name}.pem`)));
    expect(await findings()).toEqual([]);
  });

  test("leaves the service ready if only a certificate expires that clients may not need", async () => {
    await createPublicCertificate(300);
    const openssl = async (...args: readonly string[]): Promise<unknown> => await run("openssl", args);
    // An earlier root has cross-certified the one that clients have.
    await openssl(
      "req",
      "-x509",
      "-newkey",
      "ed25519",
      "-nodes",
      "-keyout",
      at("old.key"),
      "-subj",
      "/CN=old",
      "-days",
      "3000",
      "-out",
      at("old.pem"),
    );
    const cross = ["-new", "-key", at("ca.key"), "-subj", "/CN=Public Root", "-CA", at("old.pem"), "-CAkey", at("old.key")];
    await openssl("req", "-x509", ...cross, "-addext", "basicConstraints=critical,CA:TRUE", "-days", "10", "-out", at("cross.pem"));
    await appendFile(authority("server.pem"), await readFile(at("cross.pem")));
    const end = new X509Certificate(await readFile(at("cross.pem"))).validToDate;
    now = new Date(end.getTime() + dayInMilliseconds);
    const told = `has the certificate of CN=Public Root in its chain, which expires before it, at ${end.toISOString()}`;
    const service = await start();
    const ready = await fetch(`${service.operations}/readyz`);
    expect([ready.status, await ready.text()]).toEqual([200, "ready\nsoon server-certificate-ends\n"]);
    await service.close();
    expect(lines).toEqual([expect.stringContaining(told)]);
    expect(await findings()).toEqual([expect.stringContaining(`The server certificate ${told}. Clients that trust`)]);
    expect(await checkService(data, now)).toMatchObject([{ what: "server-certificate", note: true }]);
    // The expiry of the server's own certificate is still reported.
    const own = new X509Certificate(await readFile(at("own.pem"))).validToDate;
    expect(await findings(new Date(own.getTime() - dayInMilliseconds))).toEqual([
      expect.stringContaining(`expires at ${own.toISOString()}`),
      expect.stringContaining(told),
    ]);
  });

  test("is reported daily once it is about to expire, by a service that was started long before", async () => {
    await createPublicCertificate(300);
    const end = new X509Certificate(await readFile(authority("server.pem"))).validToDate;
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      let moment = now;
      const service = await start(() => moment);
      await service.firstRound;
      expect(lines).toEqual([]);
      moment = new Date(end.getTime() - 20 * dayInMilliseconds);
      // Each round is over when the timer of the next one is set.
      const told = (): string[] => lines.filter((line) => line.includes("expires at"));
      for (let round = 0; round < 5000 && told().length === 0; round++) {
        await fetch(`${service.operations}/healthz`);
        await vi.advanceTimersByTimeAsync(5 * 60_000);
      }
      expect(told()).toEqual([expect.stringContaining(`which the operator has installed, expires at ${end.toISOString()}`)]);
      await service.close();
    } finally {
      vi.useRealTimers();
    }
  });

  test.each([
    ["a key that is too short for TLS", "key too small"],
    ["an unreadable chain", "asn1"],
  ])("is not used with %s, and the start says so", async (_, reason) => {
    await createPublicCertificate(300);
    if (reason === "asn1") {
      await appendFile(authority("server.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    } else {
      const names = ["-addext", `subjectAltName=${sanOf(defaultSettings)}`];
      await run("openssl", [
        "req",
        "-x509",
        "-newkey",
        "rsa:1024",
        "-nodes",
        "-subj",
        "/CN=x",
        "-days",
        "300",
        ...names,
        "-keyout",
        authority("server.key"),
        "-out",
        authority("server.pem"),
      ]);
      // It is not valid before it was made.
      now = new Date();
    }
    const before = await files();
    await expect(start()).rejects.toMatchObject({ code: "server-certificate-unusable" });
    expect(await findings()).toEqual([
      expect.stringMatching(new RegExp(`is rejected by TLS, with its key and chain \\(.*${reason}`)),
    ]);
    expect(await files()).toEqual(before);
  });

  test("is not used with another certificate's key, and neither is replaced", async () => {
    await createPublicCertificate(300);
    await writeFile(authority("server.key"), await readFile(at("ca.key")));
    const before = await files();
    await expect(start()).rejects.toMatchObject({ code: "server-certificate-unusable" });
    expect(await findings()).toEqual([expect.stringContaining("does not belong to its key. The service did not create it")]);
    expect(await files()).toEqual(before);
  });

  test.each(["server.pem", "server.key"])("is not replaced while only its %s exists", async (name) => {
    await createPublicCertificate(300);
    const mine = await readFile(authority(name), "utf8");
    await rm(authority(name === "server.pem" ? "server.key" : "server.pem"));
    await expect(start()).rejects.toMatchObject({ code: "server-certificate-unusable" });
    expect(await readFile(authority(name), "utf8")).toBe(mine);
  });

  test("is replaced with one of the service once both files are removed", async () => {
    await createPublicCertificate(300);
    await Promise.all(["server.pem", "server.key"].map((name) => rm(authority(name))));
    const service = await start();
    expect(await isTrusted(service, authority("root.pem"))).toBe(true);
    await service.close();
  });
});
