import { open, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { makeCheckpoint } from "../../../src/server/issuance/audit/audit-checkpoint.ts";
import { verifyTrail } from "../../../src/server/issuance/audit/verify-trail.ts";
import { revokeCertificate } from "../../../src/server/issuance/lifecycle/revoke.ts";
import { rotateMasterKey } from "../../../src/server/issuance/lifecycle/rotate-master-key.ts";
import { beginningOf, changeBeginning } from "../../../src/server/issuance/operators/policy-defaults.ts";
import { changeTenant, closeTenant } from "../../../src/server/issuance/tenants.ts";
import { checkService } from "../../../src/server/service/check-service.ts";
import { appendAudit, link, readAuditPages } from "../../../src/server/store/audit/audit.ts";
import { linkOfTenant, readEndOfTenant } from "../../../src/server/store/audit/organisation-chain.ts";
import type { AuditRow } from "../../../src/server/store/database/schema.ts";
import { transact } from "../../../src/server/store/transact.ts";
import { dataFolder } from "../../../src/server/system/data-folder.ts";
import { OperatorError } from "../../../src/server/system/operator-error.ts";
import { dropAuditTriggers, runSql } from "../../support/database.ts";
import { askStatus, renewed, report } from "../../support/enrolment.ts";
import { runHere, startProgram } from "../../support/program.ts";
import { startService, type ThrowawayService } from "../../support/throwaway-service.ts";

let world: ThrowawayService;
beforeEach(async () => {
  world = await startService();
  await dropAuditTriggers(world.database);
});
afterEach(async () => await world[Symbol.asyncDispose]());

async function entries(): Promise<AuditRow[]> {
  const all: AuditRow[] = [];
  for await (const page of readAuditPages(world.service.store, {})) all.push(...page);
  return all;
}

/** Removes an entry and recomputes every later number and hash, like an attacker with access to the database. */
async function forgeWithout(number: number): Promise<void> {
  const kept = (await entries()).filter((entry) => entry.number !== number);
  await runSql(world.database, `delete from audit where number >= ${number}`);
  let previous = kept.filter((entry) => entry.number < number).at(-1)?.hash ?? "0".repeat(64);
  let end = await readEndOfTenant(world.service.store, "u00000014");
  for (const entry of kept.filter((each) => each.number > number)) {
    const { tenant } = entry;
    const place = tenant === null ? undefined : (end = linkOfTenant({ ...entry, tenant }, end));
    const row = link({ ...entry, ...place, number: entry.number - 1, previousHash: previous });
    await world.service.store.insertInto("audit").values(row).execute();
    previous = row.hash;
  }
}

/** The findings of a verification, each by its kind or by what differs. */
async function found(): Promise<string[]> {
  const { findings } = await verifyTrail(world.service);
  return findings.map((finding) => (finding.kind === "discrepancy" ? finding.what : finding.kind));
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => "none",
    (error: unknown) => (error instanceof OperatorError ? error.code : String(error)),
  );
}

async function checkpoint(): Promise<void> {
  expect(await makeCheckpoint(world.service, world.now)).toMatchObject({ number: (await entries()).length });
}

describe("a checkpoint of the audit trail", () => {
  test("reveals a removed entry even if every later hash was recomputed, and no new one is made of that", async () => {
    for (const number of [1, 2, 3]) await world.issue(`client${number}`, 50);
    await checkpoint();
    await world.issue("client4", 50);
    await forgeWithout(3);
    expect(await found()).toEqual(["trail-rewritten", "trail-rewritten", "certificate-without-entry"]);
    expect(await codeOf(makeCheckpoint(world.service, world.now))).toBe("audit-trail-changed");
    const { code, stdout } = await runHere("audit", "--data", world.data, "--verify");
    expect([code, stdout]).toEqual([1, expect.stringContaining("the hashes were recomputed")]);
  });

  test("reveals a truncated trail, and its own removal, with the copy in the data folder", async () => {
    for (const number of [1, 2]) await world.issue(`client${number}`, 50);
    await checkpoint();
    await runSql(world.database, "delete from audit where number > 2; delete from audit_checkpoint");
    await runSql(world.database, "delete from certificates where cn = 'client2'");
    expect(await found()).toEqual(["trail-cut-off"]);
    expect(await codeOf(makeCheckpoint(world.service, world.now))).toBe("audit-trail-changed");
  });

  test("is reported if its copy in the data folder is malformed, and no new one is made", async () => {
    await world.issue("client1", 50);
    await checkpoint();
    await world.issue("client2", 50);
    const file = join(dataFolder(world.data).published, "audit-checkpoint.json");
    for (const content of ["", "{}", '{"database":']) {
      await writeFile(file, content);
      expect(await codeOf(makeCheckpoint(world.service, world.now))).toBe("audit-trail-changed");
      const findings = await checkService(world.data, world.now);
      expect(findings.map(({ sentence }) => sentence)).toEqual([expect.stringContaining(`${file} is not as a service writes it`)]);
    }
  });

  test("is not suggested if there is no entry", async () => {
    await runSql(world.database, "delete from tenants; delete from audit");
    const { code, stdout } = await runHere("audit", "--data", world.data, "--verify");
    expect([code, stdout]).toEqual([0, expect.stringMatching(/It has no entries yet\.$/m)]);
  });

  test("that was kept elsewhere reveals what an attacker with the data folder could hide", async () => {
    await world.issue("client1", 50);
    const { code, stdout } = await runHere("audit", "--data", world.data, "--verify");
    const [, noted = ""] = /--noted (\S+)/.exec(stdout) ?? [];
    expect([code, noted]).toEqual([0, expect.stringMatching(/^2:[0-9a-f]{64}$/)]);
    const [number = "", hash = ""] = noted.split(":");
    const other = `${hash.startsWith("0") ? "1" : "0"}${hash.slice(1)}`;
    const verify = async (checkpoint: string): Promise<unknown> =>
      (await runHere("audit", "--data", world.data, "--verify", "--noted", checkpoint)).code;
    expect([
      await verify(`${number}:${hash}`),
      await verify(`${number}:${other}`),
      await verify(`9:${hash}`),
      await verify("x"),
    ]).toEqual([0, 1, 1, 2]);
  });

  test("cannot be forged without the master key, and is valid after that key's rotation", async () => {
    await world.issue("client1", 50);
    await checkpoint();
    await rotateMasterKey(world.service, dataFolder(world.data).masterKey, byOperator(world.now));
    expect(await found()).toEqual([]);
    await runSql(world.database, "update audit_checkpoint set number = 1, hash = (select hash from audit where number = 1)");
    // By its own signature, and by the later one in the data folder.
    expect(await found()).toEqual(["forged", "forged"]);
  });

  test("is made periodically and at the end, also in the log, but not if nothing was written", async () => {
    await world.issue("client1", 50);
    await checkpoint();
    expect(await makeCheckpoint(world.service, world.now)).toBeUndefined();
    const { data } = world;
    const file = `${dataFolder(data).published}/audit-checkpoint.json`;
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(file, "utf8"))).toMatchObject({ number: 2 });
  });
});

describe("a tenant's own chain of entries", () => {
  /** An attacker with access to the database, who can recompute every hash of the whole trail. */
  async function change(number: number, changed: Partial<AuditRow>): Promise<void> {
    const rows = await entries();
    await runSql(world.database, `delete from audit where number >= ${number}`);
    let previous = rows.find((row) => row.number === number - 1)?.hash ?? "0".repeat(64);
    for (const entry of rows.filter((row) => row.number >= number)) {
      const row = link({ ...entry, previousHash: previous, ...(entry.number === number ? changed : {}) });
      await world.service.store.insertInto("audit").values(row).execute();
      previous = row.hash;
    }
  }

  test.each([
    ["an entry that was hidden from it", { tenant: null, position: null, tenantHash: null }],
    ["an entry that was given to another one", { tenant: "u2", position: 1 }],
    ["another place in it", { position: 7 }],
    ["another actor", { actor: "schedule" }],
  ])("reveals %s, even if the hashes of the whole trail were recomputed", async (_, changed) => {
    for (const number of [1, 2, 3]) await world.issue(`client${number}`, 50);
    expect(await found()).toEqual([]);
    await change(3, changed);
    expect(await found()).toEqual(["broken"]);
  });

  test("is verified after a checkpoint, too", async () => {
    await world.issue("client1", 50);
    await checkpoint();
    await world.issue("client2", 50);
    await checkpoint();
    await world.issue("client3", 50);
    await change((await entries()).length, { tenantHash: "0".repeat(64) });
    expect(await codeOf(makeCheckpoint(world.service, world.now))).toBe("audit-trail-changed");
  });
});

describe("the audit trail against the tables", () => {
  test("agrees after every kind of change to certificates and tenants", async () => {
    const holder = await world.issue("client28", 71);
    const to = { port: world.port, root: world.root, identity: holder };
    const subject = { cn: "client28", o: "u00000014" };
    await renewed(to, subject);
    const { serial, ...identity } = await renewed(to, subject);
    for (const stage of ["fetched", "password-shown", "imported"] as const) await report(to, { serial, stage });
    await askStatus({ ...to, identity, host: "x1.verify.localhost" });
    await revokeCertificate(world.service, { serial: holder.serial }, "key-compromise", byOperator(world.now));
    await changeTenant(world.service, "u00000014", { retireAfterDays: 30 }, byOperator(world.now));
    await closeTenant(world.service, "u00000014", byOperator(world.now));
    expect(await found()).toEqual([]);
  });

  test.each([
    [
      "a revocation was undone",
      "update certificates set revoked_at = null, revocation_reason = null, revocation_number = null where cn = 'client2'",
      ["revocation-changed"],
    ],
    [
      "a revocation was forged",
      "update certificates set revoked_at = 1, revocation_reason = 'superseded', revocation_number = 7 where cn = 'client1' and predecessor is null",
      ["revocation-without-entry"],
    ],
    [
      "a certificate was renamed",
      "update certificates set cn = 'client9' where cn = 'client1' and predecessor is null",
      ["certificate-changed"],
    ],
    ["a key was unblocked", "delete from blocked_keys", ["key-not-blocked"]],
    ["a certificate was removed", "delete from certificates where cn = 'client1'", ["certificate-missing"]],
    ["a tenant was reopened", "update tenants set closed_at = null", ["tenant-changed"]],
    ["a rule of later tenants was changed", "update product_defaults set retire_after_days = 31", ["defaults-changed"]],
    ["the rules of later tenants were removed", "delete from product_defaults", ["defaults-changed"]],
    [
      "rules of later tenants were forged",
      "insert into product_defaults select 'orcamo', 1, 1, 1, renewal_keys, time_zone, 1, edited_by, edited_at from product_defaults",
      ["defaults-changed"],
    ],
    ["a first use was undone", "update certificates set first_used_at = null", ["stage-changed"]],
    [
      "a certificate was forged",
      `insert into certificates (issuer, serial, tenant, cn, spki_sha256, not_before, not_after, der, issued_at)
        select 'aa', 'AA', tenant, 'client7', spki_sha256, not_before, not_after, der, issued_at from certificates where cn = 'client1' and predecessor is null`,
      ["certificate-without-entry"],
    ],
  ])("reveals that %s", async (_, statement, expected) => {
    const [holder, revoked] = [await world.issue("client1", 50), await world.issue("client2", 50)];
    await revokeCertificate(world.service, { serial: revoked.serial }, "key-compromise", byOperator(world.now));
    const to = { port: world.port, root: world.root, identity: holder };
    const { cert, key } = await renewed(to, { cn: holder.cn, o: holder.tenant });
    if (expected.includes("stage-changed")) await askStatus({ ...to, identity: { cert, key }, host: "x1.verify.localhost" });
    if (expected.includes("certificate-missing"))
      await runSql(world.database, "delete from certificates where predecessor is not null");
    await closeTenant(world.service, holder.tenant, byOperator(world.now));
    const { rules, version } = await beginningOf(world.service.store, "weborca");
    const later = { product: "weborca", rules: { ...rules, retireAfterDays: 30 } };
    await changeBeginning(world.service, later, { version, ...byOperator(world.now) });
    const before = await found();
    await runSql(world.database, statement);
    expect((await found()).slice(before.length)).toEqual(expected);
  });
});

describe("koshin audit", () => {
  test("prints the requested entries, as lines or as JSON", async () => {
    const holder = await world.issue("client1", 50);
    await world.issue("client2", 50);
    await revokeCertificate(world.service, { serial: holder.serial }, "superseded", byOperator(world.now));
    const read = async (...filter: string[]): Promise<string[]> => {
      const { code, stdout } = await runHere("audit", "--data", world.data, ...filter);
      expect(code).toBe(0);
      return stdout.split("\n").slice(0, -1);
    };
    expect(await read()).toHaveLength(4);
    expect(await read("--object", holder.serial, "--action", "revoked")).toEqual([
      `4  ${world.now.toISOString()}  operator  revoked  ${holder.issuer}/${holder.serial}  {"reason":"superseded"}`,
    ]);
    for (const nothing of [
      ["--actor", "nobody"],
      ["--since", "2200-01-01", "--json"],
    ]) {
      const ended = await runHere("audit", "--data", world.data, ...nothing);
      expect(ended).toMatchObject({ code: 0, stdout: "", stderr: "koshin: No entry matches.\n" });
    }
    expect((await read("--until", "2200-01-01", "--json")).map((line): unknown => JSON.parse(line)).at(-1)).toMatchObject({
      number: 4,
      at: world.now.toISOString(),
      detail: { reason: "superseded" },
    });
  });

  test("ends if nobody reads its output", async () => {
    const detail = { words: "x".repeat(1000) };
    const many = Array.from(
      { length: 100 },
      () => ({ at: world.now, actor: "operator", action: "tenant-changed", object: "u1", detail, tenant: null }) as const,
    );
    await transact(world.service.store, async (transaction) => await appendAudit(transaction, ...many));
    const program = startProgram(["audit", "--data", world.data]);
    program.closeOutput();
    expect(await program.ended).toMatchObject({ code: 141, stdout: "", stderr: "" });
  });

  test("prints help, and rejects conflicting options", async () => {
    const { code, stdout } = await runHere("audit", "--help");
    expect([code, stdout]).toEqual([0, expect.stringContaining("Example:\n  koshin audit --data")]);
    expect((await runHere("audit", "--data", world.data, "--verify", "--actor", "operator")).code).toBe(2);
  });
});

test("koshin check finds a destroyed page of the database", async () => {
  for (let number = 1; number < 40; number++) await world.issue(`client${number}`, 50);
  if (world.database.startsWith("postgres")) return;
  using database = new DatabaseSync(world.database);
  database.exec("pragma wal_checkpoint(truncate)");
  const page = Number(
    database.prepare("select rootpage from sqlite_schema where name = 'certificates_holder'").get()?.["rootpage"],
  );
  const size = Number(database.prepare("pragma page_size").get()?.["page_size"]);
  database.close();
  await using file = await open(world.database, "r+");
  await file.write(Buffer.alloc(size, 0xaa), 0, size, (page - 1) * size);
  const findings = await checkService(world.data, world.now);
  expect(findings.map(({ what, sentence }) => `${what}: ${sentence}`)).toEqual([
    expect.stringMatching(/^database: The database file is damaged \(.*\)\. Restore a backup/),
  ]);
});
