import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { Agent } from "node:https";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { connect } from "node:tls";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { readKeyFile } from "../../../src/core/renewal/key-file.ts";
import { parseCertificate } from "../../../src/core/x509/certificate.ts";
import { issuersOf } from "../../../src/core/x509/issuers-of.ts";
import { encodePem } from "../../../src/core/x509/pem.ts";
import { createServerCertificate } from "../../../src/server/authority/server/server-certificate.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { rotateMasterKey } from "../../../src/server/issuance/lifecycle/rotate-master-key.ts";
import { serve } from "../../../src/server/serve.ts";
import { initialise } from "../../../src/server/service/initialise.ts";
import { openService } from "../../../src/server/service/open-service.ts";
import { defaultSettings } from "../../../src/server/settings/settings.ts";
import { verifyAudit } from "../../../src/server/store/audit/audit.ts";
import { dataFolder } from "../../../src/server/system/data-folder.ts";
import { readPassphrase } from "../../../src/server/system/read-passphrase.ts";
import { prepare, temporaryFolder } from "../../interop/tool.ts";
import { askStatus, certificatesOf, enrol, issuedIn, makeRequest, renewed } from "../../support/enrolment.ts";
import { curl, offerOf, writeIdentity, type FileOffer } from "../../support/field-client.ts";
import { runHere, startProgram } from "../../support/program.ts";
import { settingsOnFreePorts } from "../../support/settings.ts";
import { startService, type Holder, type ThrowawayService } from "../../support/throwaway-service.ts";
import { send, type Connection, type Identity } from "../../support/tls-client.ts";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(async () => await folder.remove());

function at({ port, root }: Pick<ThrowawayService, "port" | "root">, identity: Identity): Connection {
  return { port, root, identity, host: "localhost" };
}

async function ask(connection: Connection): Promise<FileOffer> {
  return offerOf(await send(connection, { method: "POST", path: "/api/cert" }));
}

describe("rotation of the master key", () => {
  let world: ThrowawayService;
  let masterKey: string;
  const offers = new Map<Holder, FileOffer>();
  beforeAll(async () => {
    world = await startService();
    masterKey = dataFolder(world.data).masterKey;
    for (let number = 1; number <= 30; number++) {
      const holder = await world.issue(`client${number}`, 50);
      offers.set(holder, await ask(at(world, holder)));
    }
  });
  afterAll(async () => await world[Symbol.asyncDispose]());

  async function keysInFile(): Promise<string[]> {
    return (await readFile(masterKey, "utf8")).trim().split("\n");
  }

  async function sealedUnder(): Promise<Set<string>> {
    const rows = await world.service.store.selectFrom("keptKeys").select("masterKey").execute();
    return new Set(rows.map(({ masterKey }) => masterKey));
  }

  /** Expects that everybody's file opens, in the running service and in one that has just started. */
  async function expectAllOffers(): Promise<void> {
    for (const [holder, offer] of offers) expect(await ask(at(world, holder))).toEqual(offer);
    const [holder] = offers.keys();
    const offer = holder && offers.get(holder);
    if (holder === undefined || offer === undefined) throw new Error("No file was offered.");
    await writeIdentity(folder.path, holder, world.root);
    const { octets } = await curl(folder.path, offer.uri);
    const { certificate } = await readKeyFile(new Uint8Array(octets), offer.pass);
    expect(parseCertificate(certificate).subject.cn).toBe(holder.cn);
  }

  test("re-encrypts every key while the service runs, and removes the old one", async () => {
    const [before] = await keysInFile();
    const outcome = await runHere("rotate", "master-key", "--data", world.data, "--json");
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(outcome.stdout)).toEqual({ resealed: 30 });
    const after = await keysInFile();
    expect(after).toHaveLength(1);
    expect(after).not.toContain(before);
    expect((await sealedUnder()).size).toBe(1);
    await expectAllOffers();
  });

  test("makes a running service encrypt under the new key from then on", async () => {
    await rotateMasterKey(world.service, masterKey, byOperator(world.now));
    const holder = await world.issue("client31", 50);
    offers.set(holder, await ask(at(world, holder)));
    expect((await sealedUnder()).size).toBe(1);
    await expectAllOffers();
  });

  test("loses nothing if killed at any moment, and is completed by the next one", async () => {
    let interrupted = 0;
    for (const delay of [0, 5, 10, 20, 40]) {
      const begun = await keysInFile();
      const program = startProgram(["rotate", "master-key", "--data", world.data]);
      program.firstLine.catch(() => undefined);
      // The critical moment is after the file has changed.
      while ((await readFile(masterKey, "utf8")).trim() === begun.join("\n")) await setTimeout(1);
      await setTimeout(delay);
      program.signal("SIGKILL");
      const { code } = await program.ended;
      if (code === null) interrupted++;
      await expectAllOffers();
    }
    expect(interrupted).toBeGreaterThan(0);
    await rotateMasterKey(world.service, masterKey, byOperator(world.now));
    expect(await keysInFile()).toHaveLength(1);
    expect((await sealedUnder()).size).toBe(1);
    await expectAllOffers();
    expect((await verifyAudit(world.service.store)).broken).toBeUndefined();
  });

  test("runs once if several are started concurrently", async () => {
    const [before] = await keysInFile();
    const rotations = Array.from({ length: 3 }, async () => await rotateMasterKey(world.service, masterKey, byOperator(world.now)));
    await Promise.all(rotations);
    const after = await keysInFile();
    expect(after).toHaveLength(1);
    expect(after).not.toContain(before);
    await expectAllOffers();
  });

  test("rejects a file without the current key, and leaves it unchanged", async () => {
    const [key = ""] = await keysInFile();
    await writeFile(masterKey, `${"A".repeat(43)}\n`);
    try {
      await using other = await openService(world.data);
      await expect(rotateMasterKey(other, masterKey, byOperator(world.now))).rejects.toMatchObject({ code: "master-key-wrong" });
      expect(await keysInFile()).toEqual(["A".repeat(43)]);
    } finally {
      await writeFile(masterKey, `${key}\n`);
    }
    await expectAllOffers();
  });
});

describe("rotation of the issuing authority", () => {
  test("makes the service accept certificates of both, and publish the issuers of each", async () => {
    await using world = await startService();
    const holder = await world.issue("client1", 50);
    const subject = { cn: holder.cn, o: holder.tenant };
    const request = await makeRequest(subject);
    const pending = issuedIn(await enrol(at(world, holder), request.body));
    const outcome = await runHere("rotate", "issuing-ca", "--data", world.data, "--json");
    expect(JSON.parse(outcome.stdout)).toMatchObject({ generation: 2, resumed: false, issuer: "Koshin Issuing CA" });

    const later = await serve({ data: world.data, port: 0, log: "silent", clock: () => world.now });
    try {
      const { root } = world;
      const port = Number(new URL(later.addresses.auth).port);
      expect(later.service.authority.issuing).not.toEqual(world.service.authority.issuing);
      expect(later.service.authority.root).toEqual(world.service.authority.root);
      // The earlier certificate is accepted, and a lost response is repeated with the authority that had signed it.
      const again = issuedIn(await enrol(at({ port, root }, holder), request.body));
      expect(again.der).toEqual(pending.der);
      // New certificates are signed by the new authority, and also accepted by the service that was already running.
      const fresh = await renewed(at({ port, root }, holder), subject);
      for (const each of [port, world.port])
        expect((await askStatus(at({ port: each, root }, fresh))).certificate.serial).toBe(fresh.serial);
      const verified = await verify(folder.path, root, later.service.authority.issuing, fresh.cert);
      expect(verified).toContain("OK");
      // Another person's new certificate is also signed by it, and EST publishes all three.
      const cas = await send(at({ port, root }, fresh), { path: "/.well-known/est/cacerts" });
      const { authority } = later.service;
      const authorities = certificatesOf(cas).map(({ der }) => der);
      expect(authorities).toEqual([authority.issuing, world.service.authority.issuing, authority.root]);
      expect(await issuersOf(pending.der, authorities)).toEqual([world.service.authority.issuing]);
      expect(await issuersOf(new Uint8Array(new X509Certificate(fresh.cert).raw), authorities)).toEqual([authority.issuing]);
      expect((await verifyAudit(later.service.store)).broken).toBeUndefined();
    } finally {
      await later.close();
    }
  });

  test("changes nothing if it ends before its certificate is written", async () => {
    await using world = await startService();
    const files = dataFolder(world.data).authority;
    await writeFile(join(files.folder, "issuing-2-00000000.key"), "half");
    await writeFile(join(files.folder, "issuing-2-00000000.pem.next"), "half");
    await using service = await openService(world.data);
    expect(service.authority.issuing).toEqual(world.service.authority.issuing);
    expect((await readdir(files.folder)).filter((name) => name.startsWith("issuing"))).toHaveLength(4);
  });
});

describe("a running service that reloads", () => {
  async function metric(world: ThrowawayService, certificate: string): Promise<number> {
    const text = await (await fetch(`${world.operations}/metrics`)).text();
    return (
      1000 * Number(new RegExp(`koshin_certificate_end_timestamp_seconds\\{certificate="${certificate}"\\} (\\d+)`).exec(text)?.[1])
    );
  }

  /** The chain of the server's handshake, DER, its own certificate first. */
  async function shownBy(port: number): Promise<{ leaf: X509Certificate; issuer: Buffer }> {
    // The client's time may differ from the service's clock.
    const socket = connect({ host: "127.0.0.1", port, servername: "localhost", rejectUnauthorized: false });
    await once(socket, "secureConnect");
    const { raw, issuerCertificate } = socket.getPeerCertificate(true);
    socket.destroy();
    const leaf = new X509Certificate(raw);
    expect(leaf.verify(new X509Certificate(issuerCertificate.raw).publicKey)).toBe(true);
    return { leaf, issuer: issuerCertificate.raw };
  }

  async function rotate({ data }: ThrowawayService): Promise<void> {
    expect((await runHere("rotate", "issuing-ca", "--data", data)).code).toBe(0);
  }

  test("signs with the new authority, and accepts certificates of both on connections from before and after", async () => {
    await using world = await startService();
    const [early, late] = [await world.issue("client1", 50), await world.issue("client2", 50)];
    const request = await makeRequest({ cn: early.cn, o: early.tenant });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const kept = { ...at(world, early), agent };
    const pending = issuedIn(await enrol(kept, request.body));
    const before = { ...world.service.authority };
    await rotate(world);
    expect(world.service.authority.issuing).toEqual(before.issuing);
    await world.reload();

    const { authority } = world.service;
    expect([authority.root, authority.earlier.map(({ issuing }) => issuing)]).toEqual([before.root, [before.issuing]]);
    // A lost response is repeated unchanged, on the earlier connection and on a new one.
    for (const connection of [kept, at(world, early)]) {
      const again = await enrol(connection, request.body);
      expect(again.reusedConnection).toBe(connection === kept);
      expect(issuedIn(again).der).toEqual(pending.der);
    }
    agent.destroy();
    // A renewal is signed by the new authority, and works beside an earlier one.
    const fresh = await makeRequest({ cn: late.cn, o: late.tenant });
    const { der } = issuedIn(await enrol(at(world, late), fresh.body));
    expect(await issuersOf(der, [before.issuing, authority.issuing])).toEqual([authority.issuing]);
    const renewedOne = { cert: encodePem("CERTIFICATE", der), key: fresh.key };
    for (const identity of [early, late, renewedOne]) {
      expect((await send(at(world, identity), { path: "/api/cert/status" })).status).toBe(200);
    }
    const cas = await send(at(world, late), { path: "/.well-known/est/cacerts" });
    expect(certificatesOf(cas).map(({ der }) => der)).toEqual([authority.issuing, before.issuing, authority.root]);
    // The server uses a certificate of the new authority on both listeners.
    for (const port of [world.port, world.recoveryPort]) {
      const { leaf, issuer } = await shownBy(port);
      expect(leaf.verify(authority.publicKey)).toBe(true);
      expect(issuer).toEqual(Buffer.from(authority.issuing));
      expect(await metric(world, "server")).toBe(leaf.validToDate.getTime());
    }
    // On a fast machine both authorities are created, and expire, in the same second.
    expect(await metric(world, "issuing-authority")).toBe(new X509Certificate(authority.issuing).validToDate.getTime());
  });

  test("uses a server certificate that was renewed externally, and reissues its own if it is about to expire", async () => {
    await using world = await startService();
    const files = dataFolder(world.data);
    const passphrase = await readPassphrase(files.passphrase);
    const first = (await shownBy(world.port)).leaf;
    await createServerCertificate(
      files.authority,
      passphrase,
      world.service.authority,
      defaultSettings.serverCertificate,
      world.now,
    );
    expect((await shownBy(world.port)).leaf.serialNumber).toBe(first.serialNumber);
    await world.reload();
    const second = (await shownBy(world.port)).leaf;
    expect(second.serialNumber).not.toBe(first.serialNumber);
    await world.reload();
    expect((await shownBy(world.port)).leaf.serialNumber).toBe(second.serialNumber);
    world.now = new Date(second.validToDate.getTime() - 29 * 86_400_000);
    await world.reload();
    expect((await shownBy(world.port)).leaf.validToDate.getTime()).toBe(world.now.getTime() + 397 * 86_400_000);
  });

  test("does so automatically in time", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      await using world = await startService();
      const { leaf } = await shownBy(world.port);
      world.now = new Date(leaf.validToDate.getTime() - 29 * 86_400_000);
      const isTheSame = async (): Promise<boolean> => (await shownBy(world.port)).leaf.serialNumber === leaf.serialNumber;
      for (let round = 0; round < 100 && (await isTheSame()); round++) {
        await vi.advanceTimersByTimeAsync(5 * 60_000);
        // Without time passing, which would end the connection to a database before it is established.
        for (let look = 0; look < 50 && (await isTheSame()); look++);
      }
      expect((await shownBy(world.port)).leaf.serialNumber).not.toBe(leaf.serialNumber);
      expect((await fetch(`${world.operations}/readyz`)).status).toBe(200);
    } finally {
      vi.useRealTimers();
    }
  });

  test("continues unchanged if the reload fails", async () => {
    await using world = await startService();
    const holder = await world.issue("client1", 50);
    const before = { issuing: world.service.authority.issuing, shown: (await shownBy(world.port)).leaf.serialNumber };
    const { folder: authority } = dataFolder(world.data).authority;
    await writeFile(join(authority, "issuing-2-00000000.key"), "none");
    await writeFile(join(authority, "issuing-2-00000000.pem"), await readFile(join(authority, "issuing.pem")));
    await expect(world.reload()).rejects.toMatchObject({ code: "passphrase-wrong" });
    const { der } = issuedIn(await enrol(at(world, holder), (await makeRequest({ cn: holder.cn, o: holder.tenant })).body));
    const [issuing] = await issuersOf(der, [before.issuing]);
    expect({ issuing, shown: (await shownBy(world.port)).leaf.serialNumber }).toEqual(before);
  });

  test("reloads on SIGHUP, with one server certificate for all processes, and still ends on SIGTERM", async () => {
    await using world = await startService({ settings: settingsOnFreePorts });
    const holder = await world.issue("client1", 50);
    const programs = [1, 2, 3].map(() => startProgram(["serve", "--data", world.data]));
    onTestFinished(() => programs.forEach((program) => program.signal("SIGKILL")));
    const Addresses = v.pipe(v.string(), v.parseJson(), v.looseObject({ auth: v.string() }));
    const lines = await Promise.all(programs.map(({ firstLine }) => firstLine));
    const ports = lines.map((line) => Number(new URL(v.parse(Addresses, line).auth).port));
    const authorities = async (port: number): Promise<number> =>
      certificatesOf(await send({ ...at(world, holder), port }, { path: "/.well-known/est/cacerts" })).length;
    await rotate(world);
    expect(await Promise.all(ports.map(authorities))).toEqual([2, 2, 2]);
    for (const program of programs) program.signal("SIGHUP");
    await expect.poll(async () => await Promise.all(ports.map(authorities))).toEqual([3, 3, 3]);
    const shown = await Promise.all(ports.map(async (port) => (await shownBy(port)).leaf.serialNumber));
    expect(new Set(shown).size).toBe(1);
    for (const program of programs) program.signal("SIGTERM");
    for (const { code, stderr } of await Promise.all(programs.map(({ ended }) => ended))) {
      expect([code, stderr.match(/"msg":"reloaded"/g)?.length]).toEqual([0, 1]);
    }
  });
});

describe("secrets outside the data folder", () => {
  async function withEnvironment(variables: Readonly<Record<string, string>>, work: () => Promise<void>): Promise<void> {
    Object.assign(process.env, variables);
    try {
      await work();
    } finally {
      for (const name of Object.keys(variables)) Reflect.deleteProperty(process.env, name);
    }
  }

  async function initialiseAndOpen(): Promise<string[]> {
    const data = join(folder.path, "data");
    await rm(data, { recursive: true, force: true });
    await initialise(data, { now: new Date() });
    await using service = await openService(data);
    await service.vault.firstKey();
    return await readdir(data);
  }

  test("are read from systemd credentials", async () => {
    const credentials = await temporaryFolder();
    const key = Buffer.alloc(32, 7).toString("base64url");
    await writeFile(join(credentials.path, "koshin-ca-passphrase"), "from systemd\n");
    await writeFile(join(credentials.path, "koshin-master-key"), `${key}\n`);
    await withEnvironment({ CREDENTIALS_DIRECTORY: credentials.path }, async () => {
      const files = await initialiseAndOpen();
      expect(files).not.toContain("passphrase");
      expect(files).not.toContain("master.key");
    });
    await expect(openService(join(folder.path, "data"))).rejects.toMatchObject({ code: "data-folder-incomplete" });
    await credentials.remove();
  });

  test("are read from files named by variables, and the passphrase from a variable", async () => {
    const path = join(folder.path, "elsewhere.key");
    await writeFile(path, `${Buffer.alloc(32, 9).toString("base64url")}\n`);
    await withEnvironment({ KOSHIN_MASTER_KEY_FILE: path, KOSHIN_CA_PASSPHRASE: "from a variable" }, async () => {
      const files = await initialiseAndOpen();
      expect(files).not.toContain("passphrase");
      expect(files).not.toContain("master.key");
    });
    await withEnvironment({ KOSHIN_CA_PASSPHRASE: "another" }, async () => {
      await expect(openService(join(folder.path, "data"))).rejects.toMatchObject({ code: "passphrase-wrong" });
    });
  });
});

async function verify(where: string, root: string, issuing: Uint8Array, cert: string): Promise<string> {
  const [rootFile, issuingFile, leafFile] = ["root.pem", "issuing.pem", "leaf.pem"].map((name) => join(where, name));
  if (rootFile === undefined || issuingFile === undefined || leafFile === undefined) throw new Error("No files.");
  await writeFile(rootFile, root);
  await writeFile(issuingFile, encodePem("CERTIFICATE", issuing));
  await writeFile(leafFile, cert);
  return (await prepare("openssl", ["verify", "-CAfile", rootFile, "-untrusted", issuingFile, leafFile])).text;
}
