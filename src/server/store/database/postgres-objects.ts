import pg from "pg";

/** Schemas, then tables, then functions, each as in `drop … if exists`; without those of extensions. */
const everything = `
  select 'schema ' || quote_ident(nspname) as name from pg_namespace
    where nspname !~ '^(pg_|information_schema$)' and not exists (select from pg_depend where objid = pg_namespace.oid and deptype = 'e')
  union all
  select 'table ' || pg_class.oid::regclass from pg_class join pg_namespace on pg_namespace.oid = relnamespace
    where nspname !~ '^(pg_|information_schema$)' and relkind in ('r', 'p')
      and not exists (select from pg_depend where objid = pg_class.oid and deptype = 'e')
  union all
  select 'function ' || pg_proc.oid::regprocedure from pg_proc join pg_namespace on pg_namespace.oid = pronamespace
    where nspname !~ '^(pg_|information_schema$)' and prokind = 'f'
      and not exists (select from pg_depend where objid = pg_proc.oid and deptype = 'e')`;

/**
 * The objects in a PostgreSQL database.
 *
 * @throws the driver's error
 */
export async function listObjects(database: string): Promise<ReadonlySet<string>> {
  return await inDatabase(database, async (client) => {
    const { rows } = await client.query<{ name: string }>(everything);
    return new Set(rows.map(({ name }) => name));
  });
}

/**
 * Drops all objects in a PostgreSQL database that were not there before.
 *
 * @param before the result of `listObjects` then
 * @throws the driver's error; then nothing has been dropped
 */
export async function dropObjectsSince(database: string, before: ReadonlySet<string>): Promise<void> {
  const added = [...(await listObjects(database))].filter((name) => !before.has(name));
  await inDatabase(database, async (client) => {
    await client.query("begin");
    for (const name of added) await client.query(`drop ${name.replace(" ", " if exists ")} cascade`);
    await client.query("commit");
  });
}

async function inDatabase<T>(database: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: database, connectionTimeoutMillis: 5000 });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
