import { sql } from "kysely";
import { postgresDdl } from "./database/ddl.ts";
import type { Schema, Store, StoreTransaction } from "./database/schema.ts";

/** Every table, after the tables that it refers to. */
const order = {
  tenants: true,
  productDefaults: true,
  certificates: true,
  certificateNotes: true,
  presentations: true,
  holders: true,
  holderRules: true,
  unboundCertificates: true,
  renewalOrders: true,
  blockedKeys: true,
  revocationLists: true,
  unknownRevocations: true,
  importedLists: true,
  audit: true,
  auditCheckpoint: true,
  recoveryCodes: true,
  keptKeys: true,
  signingOrders: true,
  vault: true,
  databaseIdentity: true,
  noticeAddresses: true,
  notices: true,
  sweepProgress: true,
  announcements: true,
  accounts: true,
  sessions: true,
  loginAttempts: true,
  secondFactors: true,
  accountRecoveryCodes: true,
  passkeys: true,
  savedViews: true,
  linkedIdentities: true,
  signIns: true,
  invitations: true,
  personNotices: true,
  askedMails: true,
  loginHistory: true,
  apiTokens: true,
  jobs: true,
  jobRows: true,
} as const satisfies Record<keyof Schema, true>;

/** PostgreSQL takes 65,535 parameters in one statement. */
const atOnce = 1000;

/**
 * Copies every row of an SQLite database to a PostgreSQL database with the same schema and no rows.
 *
 * @param from in a transaction, so that nothing changes meanwhile
 * @param onProgress receives the number of copied rows, and of all
 * @returns the number of rows
 */
export async function copyRows(
  from: StoreTransaction,
  to: StoreTransaction,
  onProgress: (done: number, all: number) => void,
): Promise<number> {
  const tables = Object.keys(order).filter((name): name is keyof Schema => name in order);
  const all = (await Promise.all(tables.map((table) => countRows(from, table)))).reduce((sum, rows) => sum + rows, 0);
  let done = 0;
  // The first migration has given each database its own.
  await to.deleteFrom("databaseIdentity").execute();
  for (const table of tables) {
    let last = 0;
    for (;;) {
      const page = await from
        .selectFrom(table)
        .selectAll()
        .select(sql<number>`rowid`.as("rowNumber"))
        .where(sql<boolean>`rowid > ${last}`)
        .orderBy(sql`rowid`)
        .limit(atOnce)
        .execute();
      if (page.length === 0) break;
      const rows = page.map(({ rowNumber, ...row }) => {
        last = rowNumber;
        return row;
      });
      await to.insertInto(table).values(rows).execute();
      onProgress((done += rows.length), all);
    }
  }
  for (const table of ["certificates", "renewal_orders", "announcements", "login_history"])
    await postgresDdl.continueCounting(to, table, "number");
  return done;
}

async function countRows(store: Store, table: keyof Schema): Promise<number> {
  const { rows } = await store
    .selectFrom(table)
    .select(({ fn }) => fn.countAll<number>().as("rows"))
    .executeTakeFirstOrThrow();
  return rows;
}
