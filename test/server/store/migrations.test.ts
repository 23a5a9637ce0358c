import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Kysely, sql, type Dialect } from "kysely";
import { Migrator } from "kysely/migration";
import { expect, test } from "vitest";
import { findSessionRow } from "../../../src/server/store/accounts/session-rows.ts";
import { appendAudit, verifyAudit } from "../../../src/server/store/audit/audit.ts";
import { readEndOfTenant } from "../../../src/server/store/audit/organisation-chain.ts";
import { findImportedLists, readImportedLists } from "../../../src/server/store/certificates/imported-lists.ts";
import { postgresDdl, sqliteDdl, type Ddl } from "../../../src/server/store/database/ddl.ts";
import { NodePostgresDialect } from "../../../src/server/store/database/node-postgres.ts";
import { NodeSqliteDialect } from "../../../src/server/store/database/node-sqlite.ts";
import type { Schema, Store } from "../../../src/server/store/database/schema.ts";
import { migrationsFor } from "../../../src/server/store/migrations/provider.ts";
import { openStore } from "../../../src/server/store/open-store.ts";
import { findComparableTenants } from "../../../src/server/store/tenants.ts";
import { transact } from "../../../src/server/store/transact.ts";
import { makeDatabase, runSql } from "../../support/database.ts";

/** A database without tables, of the kind that the tests run on; it is gone at the end of the test. */
async function emptyDatabase(): Promise<
  AsyncDisposable & { readonly address: string; readonly ddl: Ddl; readonly dialect: Dialect }
> {
  const database = await makeDatabase();
  if (database !== undefined) {
    const { url: address } = database;
    return {
      address,
      ddl: postgresDdl,
      dialect: new NodePostgresDialect(address),
      [Symbol.asyncDispose]: async () => await database.drop(),
    };
  }
  const folder = await mkdtemp(join(tmpdir(), "koshin-migrations-"));
  const address = join(folder, "koshin.sqlite");
  const remove = async (): Promise<void> => await rm(folder, { recursive: true });
  return { address, ddl: sqliteDdl, dialect: new NodeSqliteDialect(address), [Symbol.asyncDispose]: remove };
}

/** Writes an entry into the audit trail. */
async function append(store: Store): Promise<void> {
  const entry = { at: new Date(0), actor: "operator", action: "tenant-changed", object: "u1", detail: {}, tenant: "u1" } as const;
  await transact(store, async (transaction) => await appendAudit(transaction, entry));
}

/** Writes entries into an audit trail from before tenants had their own chains, as was usual then. */
async function appendAsBefore(db: Kysely<Schema>, entries: readonly EarlyEntry[]): Promise<void> {
  let previous = { number: 0, hash: "0".repeat(64) };
  for (const { actor = "operator", action, object, detail = "{}" } of entries) {
    const row = { number: previous.number + 1, at: 5, actor, action, object, detail, previousHash: previous.hash };
    const hash = createHash("sha256")
      .update(JSON.stringify(Object.values(row)))
      .digest("hex");
    await sql`insert into audit (number, at, actor, action, object, detail, previous_hash, hash)
      values (${row.number}, 5, ${actor}, ${action}, ${object}, ${detail}, ${previous.hash}, ${hash})`.execute(db);
    previous = { number: row.number, hash };
  }
}

interface EarlyEntry {
  readonly actor?: string;
  readonly action: string;
  readonly object: string;
  readonly detail?: string;
}

test("a database from before the audit trail's indexes were dropped keeps its trail, which is still protected", async () => {
  await using empty = await emptyDatabase();
  const { address, ddl } = empty;
  const before = new Kysely<Schema>({ dialect: empty.dialect });
  const { error } = await new Migrator({ db: before, provider: migrationsFor(ddl) }).migrateTo("0041-notices");
  expect(error).toBeUndefined();
  await appendAsBefore(before, Array<EarlyEntry>(1200).fill({ action: "tenant-changed", object: "u00000014" }));
  await before.destroy();

  await using store = await openStore(address);
  expect(await verifyAudit(store)).toEqual({ whole: 1200 });
  await append(store);
  expect(await verifyAudit(store)).toEqual({ whole: 1201 });
  for (const change of ["update audit set actor = 'nobody' where number = 2", "delete from audit where number = 1201"]) {
    await expect(runSql(address, change)).rejects.toThrow("append-only");
  }
});

test("accounts and their sessions from before names belonged to tenants remain", async () => {
  await using empty = await emptyDatabase();
  const { address, ddl } = empty;
  const before = new Kysely<Record<string, Record<string, unknown>>>({ dialect: empty.dialect });
  await new Migrator({ db: before, provider: migrationsFor(ddl) }).migrateTo("0180-account-roles");
  await before.insertInto("accounts").values({ name: "ormaster", tenant: "u1", password: "{}", created_at: 1 }).execute();
  const session = { token_hash: "ab", account: "ormaster", cn: "client1", opened_at: 2, seen_at: 3, ends_at: 4 };
  await before.insertInto("sessions").values(session).execute();
  await before.destroy();

  await using store = await openStore(address);
  expect(await store.selectFrom("accounts").selectAll().execute()).toMatchObject([
    { tenant: "u1", name: "ormaster", password: "{}", createdAt: 1, role: null, personName: "", secondFactorSince: null },
  ]);
  expect(await findSessionRow(store, "ab")).toMatchObject({
    tenant: "u1",
    account: "ormaster",
    site: "app",
    step: "open",
    endsAt: 4,
  });
  await store.deleteFrom("accounts").execute();
  expect(await findSessionRow(store, "ab")).toBeUndefined();
});

test("the keys of certificates that were revoked as compromised are blocked, and no others", async () => {
  await using empty = await emptyDatabase();
  const { address, ddl } = empty;
  const before = new Kysely<Schema>({ dialect: empty.dialect });
  await new Migrator({ db: before, provider: migrationsFor(ddl) }).migrateTo("0050-lighter-renewals");
  await before
    .insertInto("tenants")
    .values({
      name: "u1",
      product: "weborca",
      keyKind: "P-256",
      createdAt: 0,
      closedAt: null,
      retireAfterDays: null,
      destroyKeysAfterDays: null,
    })
    .execute();
  const revoke = async (serial: string, key: string, reason: "key-compromise" | "superseded", at: number): Promise<void> => {
    const row = {
      issuer: "0a1b",
      serial,
      tenant: "u1",
      cn: "client1",
      spkiSha256: key,
      notBefore: 0,
      notAfter: 1,
      der: new Uint8Array(1),
      issuedAt: 0,
    };
    await before
      .insertInto("certificates")
      .values({ ...row, revokedAt: at, revocationReason: reason, revocationNumber: at })
      .execute();
  };
  await revoke("01", "AA", "key-compromise", 5);
  await revoke("02", "AA", "key-compromise", 3);
  await revoke("03", "BB", "superseded", 4);
  await before.destroy();

  await using store = await openStore(address);
  const blocked = await store.selectFrom("blockedKeys").selectAll().execute();
  expect(blocked).toEqual([{ spkiSha256: "AA", blockedAt: 3, source: "certificate 01" }]);
});

test("imported lists are still those of all certificates, and tenants are found by similar names", async () => {
  await using empty = await emptyDatabase();
  const { address, ddl } = empty;
  const before = new Kysely<Schema>({ dialect: empty.dialect });
  await new Migrator({ db: before, provider: migrationsFor(ddl) }).migrateTo("0160-signing-orders");
  const rules = { product: "weborca", keyKind: "P-256", createdAt: 0, closedAt: null } as const;
  for (const name of ["clinic", "CLINIC", "病院", ...Array.from({ length: 1100 }, (_, index) => `Tenant ${index}`)])
    await before
      .insertInto("tenants")
      .values({ name, ...rules, retireAfterDays: null, destroyKeysAfterDays: null })
      .execute();
  await sql`insert into imported_lists (issuer, number, this_update, next_update, sha256) values ('0a1b', '1f', 5, 7, 'cc')`.execute(
    before,
  );
  await before.destroy();

  await using store = await openStore(address);
  const row = { issuer: "0a1b", point: "", number: "1f", thisUpdate: 5, nextUpdate: 7, sha256: "cc" };
  expect(await readImportedLists(store, "0a1b")).toEqual([row]);
  expect(await findImportedLists(store, "0a1b", ["", "http://ca.example/1.crl"])).toEqual([row]);
  expect(await findComparableTenants(store, ["clinic", "病院", "tenant 0", "tenant 1099", "nobody"])).toHaveLength(5);
});

test("migrations of which one fails are rolled back, and completed by the next try", async () => {
  await using empty = await emptyDatabase();
  const { address, ddl } = empty;
  const interrupted = new Kysely<Schema>({ dialect: empty.dialect });
  const migrations = {
    ...(await migrationsFor(ddl).getMigrations()),
    "9999-fails": { up: () => Promise.reject(new Error("cut off")) },
  };
  const { error } = await new Migrator({
    db: interrupted,
    provider: { getMigrations: () => Promise.resolve(migrations) },
  }).migrateToLatest();
  expect(error).toMatchObject({ message: "cut off" });
  const left = await interrupted.introspection.getTables();
  await interrupted.destroy();
  expect(left).toEqual([]);

  await using store = await openStore(address);
  await append(store);
  expect(await verifyAudit(store)).toEqual({ whole: 1 });
});

test("entries of the audit trail from before tenants had their own chains get a place in them", async () => {
  await using empty = await emptyDatabase();
  const { address, ddl } = empty;
  const before = new Kysely<Schema>({ dialect: empty.dialect });
  await new Migrator({ db: before, provider: migrationsFor(ddl) }).migrateTo("0191-announcements");
  for (const name of ["u1", "u2"])
    await sql`insert into tenants (name, product, key_kind, created_at, same_key) values (${name}, 'weborca', 'P-256', 0, 'refused')`.execute(
      before,
    );
  const facts = { spkiSha256: "", notBefore: 0, notAfter: 1, der: new Uint8Array(1), issuedAt: 0 };
  await before
    .insertInto("certificates")
    .values({ ...facts, issuer: "0a1b", serial: "5F", tenant: "u2", cn: "client1" })
    .execute();
  await appendAsBefore(before, [
    { action: "tenant-created", object: "u1" },
    { action: "tenant-created", object: "u2" },
    { action: "issued", object: "0a1b/5F" },
    { action: "fetched", object: "5F", actor: "certificate 5F" },
    { action: "account-created", object: "kasahara@u1", detail: '{"tenant":"u1","record":""}' },
    { action: "account-disabled", object: "kasahara@u1", actor: "account:x@u2", detail: '{"tenant":"u1","record":""}' },
    { action: "recovery-code-created", object: "u2" },
    { action: "renewal-ordered", object: "all" },
    { action: "master-key-rotated", object: "ab" },
  ]);
  await before.destroy();

  await using store = await openStore(address);
  expect(await verifyAudit(store)).toEqual({ whole: 9 });
  const rows = await store.selectFrom("audit").select(["number", "tenant", "position"]).orderBy("number").execute();
  expect(rows.map(({ tenant, position }) => (tenant === null ? "" : `${tenant}:${position}`))).toEqual([
    ...["u1:1", "u2:1", "u2:2", "u2:3", "u1:2", "u1:3", "u2:4", "", ""],
  ]);
  await append(store);
  expect(await readEndOfTenant(store, "u1")).toMatchObject({ position: 4 });
  expect(await verifyAudit(store)).toEqual({ whole: 10 });
});
