import { once } from "node:events";
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { backUp } from "../../../src/server/backup/back-up.ts";
import { restore } from "../../../src/server/backup/restore.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { serve } from "../../../src/server/serve.ts";
import { openService } from "../../../src/server/service/open-service.ts";
import { readAudit, verifyAudit } from "../../../src/server/store/audit/audit.ts";
import { OperatorError } from "../../../src/server/system/operator-error.ts";
import { dropAuditTriggers, makeDatabase, runSql } from "../../support/database.ts";
import { askStatus, certificatesOf, enrol, makeRequest, renewed } from "../../support/enrolment.ts";
import { startService, type ThrowawayService } from "../../support/throwaway-service.ts";

let folder: string;
let world: ThrowawayService;
let cleaning: AsyncDisposableStack;
beforeEach(async () => {
  cleaning = new AsyncDisposableStack();
  folder = await mkdtemp(join(tmpdir(), "koshin-backup-"));
  cleaning.defer(() => rm(folder, { recursive: true }));
  world = cleaning.use(await startService());
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await cleaning.disposeAsync();
});

const subject = { cn: "client28", o: "u00000014" };

async function backedUp(name = "backup"): Promise<string> {
  await backUp(world.data, join(folder, name), { now: world.now });
  return join(folder, name);
}

/** Restores into a new folder, and returns it. */
async function restored(from: string): Promise<{ readonly data: string; readonly entries: number }> {
  const database = await makeDatabase();
  if (database !== undefined) cleaning.defer(() => database.drop());
  const data = await mkdtemp(join(folder, "restored-"));
  return { data, entries: (await restore(from, data, { ...byOperator(world.now), database: database?.url })).auditEntries };
}

async function listenIn(data: string): Promise<void> {
  const server = createServer().listen(join(data, "socket"));
  cleaning.defer(() => void server.close());
  await once(server, "listening");
}

async function failure(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  return error instanceof OperatorError ? error.code : String(error);
}

describe("a backup", () => {
  test("of a running service restores every certificate, the audit trail, and the renewal in progress", async () => {
    const holder = await world.issue("client28", 71);
    const to = { port: world.port, root: world.root, identity: holder };
    const request = await makeRequest(subject);
    const [pending] = certificatesOf(await enrol(to, request.body));
    const from = await backedUp();
    const before = await verifyAudit(world.service.store);

    const { data, entries } = await restored(from);
    expect(entries).toBe(before.whole);
    const clock = (): Date => world.now;
    const again = await serve({ data, port: 0, clock, log: "silent" });
    cleaning.defer(() => again.close());
    const there = { ...to, port: Number(new URL(again.addresses.app).port) };
    expect((await askStatus(there)).pending?.serial).toBe(pending.serial);
    expect(certificatesOf(await enrol(there, request.body))[0].serial).toBe(pending.serial);
    const taken = await renewed(there, subject);
    expect((await askStatus(there)).pending?.serial).toBe(taken.serial);
    expect(await verifyAudit(again.service.store)).toEqual({ whole: before.whole + 3 });
    expect(await readAudit(again.service.store, holder.serial)).toEqual(await readAudit(world.service.store, holder.serial));
  });

  test("made during renewals contains every certificate that was acknowledged before it, and breaks no hash chain", async () => {
    const holders = await Promise.all(Array.from({ length: 12 }, (_, index) => world.issue(`client${index}`, 71)));
    const acknowledged: string[] = [];
    const enough = Promise.withResolvers<undefined>();
    let going = true;
    const load = holders.map(async (identity) => {
      const to = { port: world.port, root: world.root, identity };
      for (let count = 0; going && count < 8; count++) {
        const answer = await enrol(to, (await makeRequest({ cn: identity.cn, o: identity.tenant })).body);
        // Under load the service may refuse, which acknowledges nothing.
        if (answer.status === 503) continue;
        acknowledged.push(certificatesOf(answer)[0].serial);
        if (acknowledged.length === 12) enough.resolve(undefined);
      }
    });
    await Promise.race([enough.promise, Promise.all(load)]);
    expect(acknowledged.length).toBeGreaterThanOrEqual(12);
    const beforehand = [...acknowledged];
    const from = await backedUp();
    going = false;
    await Promise.all(load);
    const { data, entries } = await restored(from);
    expect(entries).toBeGreaterThanOrEqual(beforehand.length);
    await using service = await openService(data);
    const rows = await service.store.selectFrom("certificates").select("serial").where("serial", "in", beforehand).execute();
    expect(rows).toHaveLength(beforehand.length);
    expect((await verifyAudit(service.store)).broken).toBeUndefined();
  });

  test("is readable by its owner only, and so are the restored files", async () => {
    const from = await backedUp();
    const { data } = await restored(from);
    for (const root of [from, data]) {
      expect((await stat(root)).mode & 0o777).toBe(0o700);
      for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
        const { mode } = await stat(join(entry.parentPath, entry.name));
        expect([entry.name, mode & 0o777]).toEqual([entry.name, entry.isDirectory() ? 0o700 : 0o600]);
      }
    }
  });

  test("never overwrites another one, and is never restored over a service", async () => {
    const from = await backedUp();
    expect(await failure(backedUp())).toBe("file-exists");
    expect(await failure(restore(from, world.data, { ...byOperator(world.now) }))).toBe("data-folder-in-use");
  });

  test.each(["database", "files/koshin.json", "files/authority/issuing.key", "files/passphrase", "manifest.json"])(
    "with a changed %s is rejected, and nothing is created",
    async (path) => {
      const from = await backedUp();
      const content = await readFile(join(from, path));
      const middle = content.length >> 1;
      content.writeUInt8(content.readUInt8(middle) ^ 1, middle);
      await writeFile(join(from, path), content);
      const data = join(folder, "none");
      // The middle of the manifest is in a path or a hash.
      expect(await failure(restore(from, data, { ...byOperator(world.now) }))).toBe("backup-damaged");
      expect(await readdir(folder)).not.toContain("none");
    },
  );

  test.each(["database", "files/authority/root.pem", "manifest.json"])("without %s is rejected", async (path) => {
    const from = await backedUp();
    await rm(join(from, path));
    expect(await failure(restored(from))).toBe("backup-damaged");
  });

  test("whose manifest contains a path outside of it is rejected", async () => {
    const from = await backedUp();
    const manifest = await readFile(join(from, "manifest.json"), "utf8");
    for (const path of [
      "../outside",
      "/etc/passwd",
      "files/../../outside",
      "files/./x",
      "files/a\\n/../../../outside",
      "files//x",
    ]) {
      await writeFile(
        join(from, "manifest.json"),
        manifest.replace("files/passphrase", () => path),
      );
      // A file with the right contents exists there, so that only the path is invalid.
      await mkdir(join(from, "files", "a\n"), { recursive: true });
      await cp(join(from, "files/passphrase"), join(from, "files", path.replace(/^files\//, "").replace("\\n", "\n"))).catch(
        () => undefined,
      );
      expect(await failure(restored(from))).toBe("backup-damaged");
    }
  });

  test("of a database with a broken audit trail is rejected, and another one can be restored afterwards", async () => {
    const good = await backedUp("good");
    await world.issue("client28", 71);
    await dropAuditTriggers(world.database);
    await runSql(world.database, "update audit set actor = 'nobody' where number = 1");
    const broken = await backedUp("broken");
    const database = await makeDatabase();
    if (database !== undefined) cleaning.defer(() => database.drop());
    // The operator's own objects remain.
    if (database !== undefined) await runSql(database.url, "create function own() returns int language sql as 'select 1'");
    const data = join(folder, "restored");
    expect(await failure(restore(broken, data, { ...byOperator(world.now), database: database?.url }))).toBe("backup-damaged");
    expect(await readdir(folder)).not.toContain("restored");
    expect(await restore(good, data, { ...byOperator(world.now), database: database?.url })).toMatchObject({
      auditEntries: 1,
      lists: 0,
    });
    if (database !== undefined) await runSql(database.url, "select own()");
  });

  test("contains the targets of symbolic links in the data folder", async () => {
    const kept = join(folder, "kept");
    await mkdir(join(kept, "pages"), { recursive: true });
    await rename(join(world.data, "master.key"), join(kept, "master.key"));
    await symlink(join(kept, "master.key"), join(world.data, "master.key"));
    await writeFile(join(kept, "pages", "index.html"), "<title>x</title>");
    await symlink(join(kept, "pages"), join(world.data, "pages"));
    const { data } = await restored(await backedUp());
    for (const name of ["master.key", "pages/index.html"]) {
      expect(await readFile(join(data, name), "utf8")).toBe(await readFile(join(kept, name), "utf8"));
    }
  });

  test.each([
    ["a dangling link", async (data: string) => await symlink("nowhere", join(data, "lost.key"))],
    ["a link to a parent folder", async (data: string) => await symlink("..", join(data, "authority", "up"))],
    ["a name with a line break", async (data: string) => await writeFile(join(data, "a\nb"), "")],
    ["a name with a backslash", async (data: string) => await writeFile(join(data, "..\\b"), "")],
    ["a socket", listenIn],
  ])("is not made if the data folder contains %s, which is named", async (_, put) => {
    await put(world.data);
    expect(await failure(backedUp())).toBe("backup-incomplete");
    expect(await readdir(folder)).toEqual([]);
  });

  test("is not made inside the data folder", async () => {
    const before = await readdir(world.data);
    const into = async (out: string): Promise<string> => await failure(backUp(world.data, out, { now: world.now }));
    expect(await into(join(world.data, "backup"))).toBe("backup-incomplete");
    await symlink(world.data, join(folder, "there"));
    expect(await into(join(folder, "there", "backup"))).toBe("backup-incomplete");
    expect(await readdir(world.data)).toEqual(before);
    // The target of a link in the data folder belongs to it.
    await mkdir(join(folder, "kept", "pages"), { recursive: true });
    await symlink(join(folder, "kept"), join(world.data, "kept"));
    expect(await into(join(folder, "kept", "pages", "backup"))).toBe("backup-incomplete");
    expect(await readdir(join(folder, "kept", "pages"))).toEqual([]);
    await symlink(folder, join(folder, "itself"));
    expect(await into(join(folder, "itself", "backup"))).toBe("undefined");
  });

  test("has the new database in its settings after a restore, but nothing else that variables set at that time", async () => {
    const from = await backedUp();
    const database = await makeDatabase();
    if (database !== undefined) cleaning.defer(() => database.drop());
    vi.stubEnv("KOSHIN_LISTEN_PORT", "9443");
    vi.stubEnv("KOSHIN_LIMITS_CONNECTIONS", "7");
    const data = join(folder, "restored");
    await restore(from, data, { ...byOperator(world.now), database: database?.url });
    const settingsIn = async (place: string): Promise<unknown> => JSON.parse(await readFile(join(place, "koshin.json"), "utf8"));
    const written = v.parse(v.record(v.string(), v.unknown()), await settingsIn(world.data));
    expect(await settingsIn(data)).toEqual(database === undefined ? written : { ...written, database: database.url });
  });

  test("can be moved elsewhere", async () => {
    await cp(await backedUp(), join(folder, "elsewhere"), { recursive: true });
    expect((await restored(join(folder, "elsewhere"))).entries).toBe(1);
  });
});
