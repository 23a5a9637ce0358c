import { sql, type ColumnBuilderCallback, type Kysely, type QueryExecutorProvider } from "kysely";

/** Definitions that differ between the databases. */
export interface Ddl {
  /** The column type of octets. */
  readonly bytes: "blob" | "bytea";
  /** Makes an integer column an auto-incremented primary key: `.addColumn("number", "integer", ddl.counted)`. */
  readonly counted: ColumnBuilderCallback;
  /** Makes an auto-incremented column continue after the numbers that rows were inserted with. */
  continueCounting(db: QueryExecutorProvider, table: string, column: string): Promise<void>;
  /** Widens an integer column to every safe integer. */
  widen(db: Kysely<unknown>, table: string, column: string): Promise<void>;
  /** Makes the database refuse updates and deletions of a table's rows. */
  appendOnly(db: Kysely<unknown>, table: string): Promise<void>;
  /** Lifts `appendOnly`, until it is called again. */
  changeable(db: Kysely<unknown>, table: string): Promise<void>;
  /**
   * Drops the `unique()` constraints of columns.
   *
   * @param recreate creates the table without them, and the rest that belongs to it, if the database has to recreate it
   */
  dropUnique(db: Kysely<unknown>, table: string, columns: readonly string[], recreate: Recreation): Promise<void>;
}

interface Recreation {
  readonly table: () => Promise<void>;
  /** Indexes and triggers. */
  readonly rest: () => Promise<void>;
}

/** SQLite. */
export const sqliteDdl: Ddl = {
  bytes: "blob",
  counted: (column) => column.primaryKey().autoIncrement(),
  // SQLite does this by itself.
  continueCounting: () => Promise.resolve(),
  // SQLite's integers have 64 bits.
  widen: () => Promise.resolve(),
  async appendOnly(db, table) {
    for (const change of ["update", "delete"]) {
      await sql`create trigger ${sql.ref(`${table}_no_${change}`)} before ${sql.raw(change)} on ${sql.table(table)}
        begin select raise(abort, 'the ${sql.raw(table)} trail is append-only'); end`.execute(db);
    }
  },
  async changeable(db, table) {
    for (const change of ["update", "delete"]) await sql`drop trigger ${sql.ref(`${table}_no_${change}`)}`.execute(db);
  },
  async dropUnique(db, table, _, recreate) {
    const before = `${table}_before`;
    await db.schema.alterTable(table).renameTo(before).execute();
    await recreate.table();
    await sql`insert into ${sql.table(table)} select * from ${sql.table(before)}`.execute(db);
    await db.schema.dropTable(before).execute();
    await recreate.rest();
  },
};

/** PostgreSQL 12 and later. */
export const postgresDdl: Ddl = {
  bytes: "bytea",
  counted: (column) => column.primaryKey().generatedByDefaultAsIdentity(),
  async continueCounting(db, table, column) {
    await sql`select setval(pg_get_serial_sequence(${table}, ${column}), coalesce(max(${sql.ref(column)}), 0) + 1, false)
      from ${sql.table(table)}`.execute(db);
  },
  async widen(db, table, column) {
    await db.schema
      .alterTable(table)
      .alterColumn(column, (change) => change.setDataType("bigint"))
      .execute();
  },
  async appendOnly(db, table) {
    const refuse = sql.ref(`${table}_refuse_change`);
    await sql`create function ${refuse}() returns trigger language plpgsql as
      $$ begin raise exception 'the ${sql.raw(table)} trail is append-only'; end $$`.execute(db);
    for (const change of ["update", "delete", "truncate"]) {
      await sql`create trigger ${sql.ref(`${table}_no_${change}`)} before ${sql.raw(change)} on ${sql.table(table)}
        for each statement execute function ${refuse}()`.execute(db);
    }
  },
  async changeable(db, table) {
    for (const change of ["update", "delete", "truncate"])
      await sql`drop trigger ${sql.ref(`${table}_no_${change}`)} on ${sql.table(table)}`.execute(db);
    await sql`drop function ${sql.ref(`${table}_refuse_change`)}()`.execute(db);
  },
  async dropUnique(db, table, columns) {
    for (const column of columns) await db.schema.alterTable(table).dropConstraint(`${table}_${column}_key`).execute();
  },
};
