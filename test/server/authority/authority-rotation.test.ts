import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chown, lstat, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { encodeName } from "../../../src/core/name/name.ts";
import { exportPublicKey, generateKeyPair } from "../../../src/core/x509/key-pair.ts";
import { encodePem } from "../../../src/core/x509/pem.ts";
import { yearsAfter } from "../../../src/core/years.ts";
import { issueLeaf } from "../../../src/server/authority/leaf.ts";
import { backUp } from "../../../src/server/backup/back-up.ts";
import { restore } from "../../../src/server/backup/restore.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import type { Replaced } from "../../../src/server/issuance/lifecycle/replace-authority.ts";
import { rotateAuthority } from "../../../src/server/issuance/lifecycle/rotate-authority.ts";
import { rotateMasterKey } from "../../../src/server/issuance/lifecycle/rotate-master-key.ts";
import { checkService } from "../../../src/server/service/check-service.ts";
import { initialise } from "../../../src/server/service/initialise.ts";
import { openService } from "../../../src/server/service/open-service.ts";
import { defaultCertificateProfile } from "../../../src/server/settings/certificate-profile.ts";
import { verifyAudit } from "../../../src/server/store/audit/audit.ts";
import { dataFolder } from "../../../src/server/system/data-folder.ts";
import { readPassphrase } from "../../../src/server/system/read-passphrase.ts";
import { certificatesOf, renewed } from "../../support/enrolment.ts";
import { startProgram } from "../../support/program.ts";
import { settingsOnFreePorts } from "../../support/settings.ts";
import { startService } from "../../support/throwaway-service.ts";
import { send } from "../../support/tls-client.ts";
import { verifiesInOpenssl } from "../../support/verify-chain.ts";

let folder: string;
const now = new Date();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "koshin-rotation-"));
});
afterAll(async () => await rm(folder, { recursive: true }));

async function rotate(data: string, what: "issuing-ca" | "root"): Promise<Replaced> {
  await using service = await openService(data);
  const { authority, passphrase } = dataFolder(data);
  return await rotateAuthority(service, authority, await readPassphrase(passphrase), { what, ...byOperator(now) });
}

describe("rotation of the root", () => {
  test("lets peers that trust either root verify clients and servers from before and after it", async () => {
    await using world = await startService();
    const { port } = world;
    const early = await world.issue("client1", 50);
    const before = { ...world.service.authority };
    expect((await rotate(world.data, "root")).generation).toBe(2);
    await world.reload();
    const { authority } = world.service;
    expect(authority.root).not.toEqual(before.root);
    expect([authority.otherRoots, authority.earlier.map(({ issuing }) => issuing)]).toEqual([[before.root], [before.issuing]]);

    // Renewed certificates are from the new authority; both are accepted.
    const late = await renewed({ port, root: world.root, identity: early, host: "localhost" }, { cn: early.cn, o: early.tenant });
    for (const identity of [early, late]) {
      expect((await send({ port, root: world.root, identity, host: "localhost" }, { path: "/api/cert/status" })).status).toBe(200);
    }
    // cacerts has both roots and their cross-certificates (RFC 7030, section 4.1.3).
    const cas = certificatesOf(
      await send({ port, root: world.root, identity: late, host: "localhost" }, { path: "/.well-known/est/cacerts" }),
    );
    expect(cas).toHaveLength(6);
    const selfSigned = cas.map(({ der }) => new X509Certificate(der)).filter((each) => each.verify(each.publicKey));
    expect(selfSigned.map(({ raw }) => new Uint8Array(raw))).toEqual([authority.root, before.root]);
    const untrusted = cas
      .map(({ der }) => der)
      .filter((der) => ![authority.root, before.root].some((root) => Buffer.compare(root, der) === 0));
    for (const root of [before.root, authority.root]) {
      for (const { cert } of [early, late]) {
        expect(await verifiesInOpenssl({ root, untrusted, leaf: new X509Certificate(cert).raw }, "sslclient", new Date())).toBe(
          true,
        );
      }
      // The chain that the server sends suffices for either root.
      const socket = connect({
        host: "127.0.0.1",
        port,
        servername: "localhost",
        ca: encodePem("CERTIFICATE", root),
        rejectUnauthorized: false,
      });
      await once(socket, "secureConnect");
      expect(socket.authorizationError).toBeNull();
      socket.destroy();
    }
    // Without the cross-certificates there is no path.
    const direct = { untrusted: [before.issuing, authority.issuing], leaf: new X509Certificate(late.cert).raw };
    expect(await verifiesInOpenssl({ root: before.root, ...direct }, "sslclient", new Date())).toBe(false);
    // Browser policies that select by the issuer's CN keep working.
    expect(new X509Certificate(late.cert).issuer).toBe(new X509Certificate(early.cert).issuer);
  });

  test("can be repeated: a third root is cross-certified by the second, and chains to the first", async () => {
    const data = join(folder, "thrice");
    await initialise(data, { now });
    for (const what of ["root", "issuing-ca", "root"] as const) await rotate(data, what);
    await using service = await openService(data);
    const { authority } = service;
    const first = new X509Certificate(await readFile(join(data, "authority", "root.pem"))).raw;
    const untrusted = authority.crossCertificates.filter(({ toEarlier }) => toEarlier).map(({ der }) => der);
    expect(untrusted).toHaveLength(2);
    const spki = await exportPublicKey(await generateKeyPair("P-256"));
    const plan = {
      subject: encodeName({ cn: "client1", o: "u1" }),
      spki,
      keyKind: "P-256",
      profile: defaultCertificateProfile,
      now,
      notAfter: yearsAfter(now, 3),
    } as const;
    const chain = { root: first, untrusted: [authority.issuing, ...untrusted], leaf: (await issueLeaf(authority, plan)).der };
    expect(await verifiesInOpenssl(chain, "sslclient", new Date())).toBe(true);
    expect((await checkService(data, now)).map(({ what }) => what)).toEqual(["server-certificate"]);
  });
});

describe("a rotation that is killed", () => {
  const watching = fileURLToPath(new URL("../../support/snapshot-steps.ts", import.meta.url));

  /** Rotates the root of a data folder, and keeps a snapshot of its contents before each step. */
  async function watch(data: string, snapshots: string, dieBefore = "never"): Promise<number | null> {
    await initialise(data, { now });
    await mkdir(snapshots);
    const variables = { KOSHIN_TEST_DATA: data, KOSHIN_TEST_SNAPSHOTS: snapshots, KOSHIN_TEST_DIE_BEFORE: dieBefore };
    return (await startProgram(["rotate", "root", "--data", data], variables, { execArgv: ["--import", watching] }).ended).code;
  }

  /** The issuing authorities and roots besides the first in the folder, and those recorded in the audit trail. */
  async function state(data: string): Promise<{ readonly there: string[]; readonly told: string[] }> {
    await using service = await openService(data);
    expect((await verifyAudit(service.store)).broken).toBeUndefined();
    const told = await service.store
      .selectFrom("audit")
      .select("detail")
      .where("action", "in", ["issuing-authority-rotated", "root-rotated"])
      .execute();
    const there = (await readdir(join(data, "authority"))).filter((name) => /^(issuing|root)-.*pem$/.test(name));
    return { there: there.sort(), told: told.map(({ detail }) => /"file":"([^"]+)"/.exec(detail)?.[1] ?? detail).sort() };
  }

  test("before any of its steps is recorded before it takes effect, and completed or rolled back by the next one", async () => {
    const snapshots = join(folder, "snapshots");
    expect(await watch(join(folder, "rotated"), snapshots)).toBe(0);
    const outcomes: string[] = [];
    const steps = (await readdir(snapshots)).map(Number).sort((one, other) => one - other);
    for (const step of steps) {
      const data = join(snapshots, String(step));
      const killed = await state(data);
      for (const name of killed.there) expect(killed.told).toContain(name);
      const { resumed } = await rotate(data, "root");
      const after = await state(data);
      expect(after.there).toEqual(after.told);
      expect(existsSync(join(data, "authority", "next"))).toBe(false);
      outcomes.push(
        `${killed.told.length > 0 ? "told" : "untold"}, ${killed.there.length} there, ${resumed ? "finished" : "made"}`,
      );
    }
    // It was killed before and after every relevant step.
    for (const each of ["untold, 0 there, made", "told, 0 there, finished", "told, 1 there, finished", "told, 2 there, made"]) {
      expect(outcomes).toContain(each);
    }
    // Once for real: at the first step after it is recorded in the trail.
    const data = join(folder, "killed");
    const first = steps[outcomes.findIndex((each) => each.startsWith("told"))];
    expect(await watch(data, join(folder, "last-words"), String(first))).toBeNull();
    expect((await rotate(data, "root")).resumed).toBe(true);
    const { there, told } = await state(data);
    expect(there).toEqual(told);
  });

  test("is reported by koshin check until it is completed", async () => {
    const data = join(folder, "unfinished");
    await initialise(data, { now });
    await mkdir(join(data, "authority", "next"));
    expect((await checkService(data, now)).map(({ sentence }) => sentence)).toContain(
      "A rotation was interrupted. Run it again to finish it or roll it back.",
    );
  });
});

describe.skipIf(process.getuid?.() !== 0)(
  "commands run as root beside a service with another user (skipped unless the tests run as root)",
  () => {
    const user = 65_534;

    async function ownersOf(path: string): Promise<Set<number>> {
      const names = [".", ...(await readdir(path, { recursive: true }))];
      return new Set(await Promise.all(names.map(async (name) => (await lstat(join(path, name))).uid)));
    }

    test("create files owned by the service's user: it reloads and starts", async () => {
      const parent = await mkdtemp(join(tmpdir(), "koshin-owned-"));
      onTestFinished(async () => await rm(parent, { recursive: true }));
      const data = join(parent, "data");
      await chown(parent, user, user);
      // A folder of the user, filled by root: database, keys, certificates, settings.
      await initialise(data, { now, settings: settingsOnFreePorts });
      await handOver(data);
      const service = startProgram(["serve", "--data", data], {}, { user });
      onTestFinished(() => service.signal("SIGKILL"));
      const { auth } = v.parse(v.pipe(v.string(), v.parseJson(), v.looseObject({ auth: v.string() })), await service.firstLine);
      const port = Number(new URL(auth).port);
      const before = await serialShown(port);
      await rotate(data, "issuing-ca");
      {
        await using beside = await openService(data);
        await rotateMasterKey(beside, dataFolder(data).masterKey, byOperator(now));
        // The write-ahead log and its index exist while the database is open.
        expect(await readdir(data)).toContain("koshin.sqlite-wal");
      }
      expect(await ownersOf(data)).toEqual(new Set([user]));
      service.signal("SIGHUP");
      await expect.poll(async () => await serialShown(port)).not.toBe(before);
      service.signal("SIGTERM");
      const { code, stderr } = await service.ended;
      expect([code, stderr]).toEqual([0, expect.not.stringContaining("reload failed")]);
      expect(await checkService(data, new Date())).toEqual([]);
    });

    test("report files that the service cannot read, and so does the service", async () => {
      const parent = await mkdtemp(join(tmpdir(), "koshin-unreadable-"));
      onTestFinished(async () => await rm(parent, { recursive: true }));
      const data = join(parent, "data");
      await chown(parent, user, user);
      await initialise(data, { now });
      await handOver(data);
      const key = join(data, "authority", "issuing.key");
      await chown(key, 0, 0);
      const served = await startProgram(["serve", "--data", data], {}, { user }).ended;
      expect([served.code, served.stderr]).toEqual([
        1,
        `koshin: ${key} exists, but the user ${user} may not read it. Give it to the owner of the data folder (chown), or run this as that user. (file-unreadable)\n`,
      ]);
      expect((await checkService(data, now)).map(({ sentence }) => sentence)).toEqual([
        `${key} and ${data} belong to different users, so the service cannot read it. Run: chown ${user}:${user} ${key}`,
      ]);
    });

    /** The serial number of the server's certificate. */
    async function serialShown(port: number): Promise<string> {
      const socket = connect({ host: "127.0.0.1", port, servername: "localhost", rejectUnauthorized: false });
      await once(socket, "secureConnect");
      const { serialNumber } = socket.getPeerCertificate();
      socket.destroy();
      return serialNumber;
    }

    async function handOver(data: string): Promise<void> {
      for (const name of [".", ...(await readdir(data, { recursive: true }))]) await chown(join(data, name), user, user);
    }

    test("create a data folder in a folder of the user, and restore into one, with the user as owner", async () => {
      const parent = await mkdtemp(join(tmpdir(), "koshin-restored-"));
      onTestFinished(async () => await rm(parent, { recursive: true }));
      const data = join(parent, "data");
      await mkdir(data);
      await chown(data, user, user);
      await initialise(data, { now });
      expect(await ownersOf(data)).toEqual(new Set([user]));
      await mkdir(join(data, "added", "deep"), { recursive: true });
      await writeFile(join(data, "added", "deep", "ca.pem"), "");
      await backUp(data, join(parent, "backup"), { now });
      const restored = join(parent, "restored");
      await mkdir(restored);
      await chown(restored, user, user);
      await restore(join(parent, "backup"), restored, { ...byOperator(now) });
      expect(await ownersOf(restored)).toEqual(new Set([user]));
    });
  },
);
