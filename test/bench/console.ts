import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { firstQuery } from "../../src/client/console/certificate-parameters.ts";
import { dayInMilliseconds } from "../../src/core/days.ts";
import { RenewalQuery } from "../../src/protocol/console/board.ts";
import type { TenantQuery } from "../../src/protocol/console/operators.ts";
import type { TenantRules } from "../../src/protocol/console/tenant-rules.ts";
import { listOwn } from "../../src/server/issuance/administration/list-certificates.ts";
import { foretellRules } from "../../src/server/issuance/administration/rules-forecast.ts";
import { describeBoard } from "../../src/server/issuance/board/board.ts";
import { countExpiries } from "../../src/server/issuance/board/count-expiries.ts";
import { listRenewals } from "../../src/server/issuance/board/list-renewals.ts";
import { findAcross } from "../../src/server/issuance/operators/find-across.ts";
import { listTenants } from "../../src/server/issuance/operators/list-tenants.ts";
import { defaultSettings } from "../../src/server/settings/settings.ts";
import { isSqlite } from "../../src/server/store/database/node-sqlite.ts";
import type { Store } from "../../src/server/store/database/schema.ts";
import { openStore } from "../../src/server/store/open-store.ts";
import { startPostgres } from "../support/postgres.ts";
import type { Figure, Measurement } from "./figure.ts";
import { bulkZip } from "./load/bulk-zip.ts";

const now = new Date("2027-01-15T03:00:00.000Z");
const most = 100;
/** The number of tenants that are added together. */
const atOnce = 1000;

/** Rules of which each has effects that are counted. */
const otherRules: TenantRules = {
  ...{ promptDays: 95, retireAfterDays: 30, destroyKeysAfterDays: 30 },
  ...{ renewalKeys: "on-device", timeZone: "UTC" },
};

/** How many tenants there are, the certificates of each, and of one that has more. */
interface Extent {
  readonly tenants: number;
  readonly each: number;
  readonly large: number;
}

/**
 * What the administrators' site reads, with few certificates and with a million, on both databases; and what a zip file of many
 * takes.
 */
export const administration: Measurement = {
  name: "console",
  async measure({ quick }): Promise<readonly Figure[]> {
    const few: Extent = { tenants: 20, each: 50, large: 0 };
    const many: Extent = quick ? { tenants: 200, each: 48, large: 2000 } : { tenants: 20_000, each: 48, large: 40_000 };
    const rounds = quick ? 5 : 60;
    return [
      ...(await compare("SQLite", { few, many, rounds }, async (extent, measured) => {
        const folder = await mkdtemp(join(tmpdir(), "koshin-bench-"));
        try {
          return await withStore(join(folder, "koshin.sqlite"), extent, measured);
        } finally {
          await rm(folder, { recursive: true });
        }
      })),
      ...(await compare("PostgreSQL", { few, many, rounds }, async (extent, measured) => {
        await using postgres = await startPostgres();
        return await withStore(postgres.url, extent, measured);
      })),
      ...(await bulkZip(quick)),
    ];
  },
};

type Times = Readonly<Record<string, number>>;
type Measured = (store: Store) => Promise<readonly Times[]>;

interface Comparison {
  readonly few: Extent;
  readonly many: Extent;
  readonly rounds: number;
}

async function compare(
  database: string,
  { few, many, rounds }: Comparison,
  within: (extent: Extent, measured: Measured) => Promise<readonly Times[]>,
): Promise<Figure[]> {
  const [before = {}] = await within(few, async (store) => [await timesOf(store, "t1", rounds)]);
  const [usual = {}, large = {}] = await within(many, async (store) => [
    await timesOf(store, "t1", rounds),
    await timesOf(store, "large", rounds),
  ]);
  return Object.keys(usual).flatMap((name): Figure[] => [
    { name: `${database}, ${name}, p95, tenant of ${many.each} of all`, value: usual[name] ?? 0, unit: "ms", budget: most },
    { name: `${database}, ${name}, compared with few`, value: (usual[name] ?? 0) / (before[name] ?? 1), unit: "×", budget: 2 },
    { name: `${database}, ${name}, p95, tenant of ${many.large}`, value: large[name] ?? 0, unit: "ms", budget: most },
  ]);
}

async function withStore(database: string, extent: Extent, measured: Measured): Promise<readonly Times[]> {
  const store = await openStore(database);
  try {
    await fill(store, extent);
    return await measured(store);
  } finally {
    await store.destroy();
  }
}

/** The 95th percentile of each reading's time, in milliseconds. */
async function timesOf(store: Store, tenant: string, rounds: number): Promise<Times> {
  const records = { store, settings: defaultSettings };
  const months = Array.from({ length: 38 }, (_, at) => Date.UTC(2027, at));
  const readings: Readonly<Record<string, (round: number) => Promise<unknown>>> = {
    list: async () => await listOwn(records, tenant, firstQuery, now),
    search: async (round) => await listOwn(records, tenant, { ...firstQuery, search: `client${round + 10}` }, now),
    board: async () => await describeBoard(records, tenant, now),
    "stuck renewals": async () => await listRenewals(records, tenant, { show: "stuck", page: 1 } satisfies RenewalQuery, now),
    "old certificates": async () => await listRenewals(records, tenant, { show: "unretired", page: 1 }, now),
    timeline: async () => await countExpiries(records, tenant, months, now),
    "forecast of rules": async () => await foretellRules(records, tenant, otherRules, now),
    "all tenants": async () => await listTenants(records, tenantsPage(tenant), now),
    "search of all": async (round) => await findAcross(records, beginnings(tenant, round), now),
  };
  const times: Record<string, number> = {};
  for (const [name, read] of Object.entries(readings)) {
    for (let round = 0; round < 3; round++) await read(round);
    const taken: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const began = performance.now();
      await read(round);
      taken.push(performance.now() - began);
    }
    times[name] = taken.toSorted((one, other) => one - other)[Math.ceil(0.95 * rounds) - 1] ?? 0;
  }
  return times;
}

/** What a system operator looks at: the first page, or the tenant. */
function tenantsPage(tenant: string): TenantQuery {
  return { search: tenant === "t1" ? "" : tenant, state: "any", sort: "name", order: "ascending", page: 1 };
}

/** A CN that thousands have, and a tenant. */
function beginnings(tenant: string, round: number): string {
  return round % 2 === 0 ? `client${round + 10}` : tenant === "t1" ? `t${round + 10}` : tenant;
}

/** Adds tenants whose certificates are in every stage. */
async function fill(store: Store, { tenants, each, large }: Extent): Promise<void> {
  await addTenants(store, tenants);
  // In parts, because a statement may not take half a minute.
  for (let first = 1; first < tenants; first += atOnce) {
    const some = sql`${numbers(Math.min(tenants - 1, first + atOnce - 1))} as t, ${numbers(each)} as c where t.n >= ${sql.lit(first)}`;
    await addCertificates(store, sql`select 't' || t.n as tenant, c.n as n from ${some}`);
  }
  if (large > 0) await addCertificates(store, sql`select 'large' as tenant, c.n as n from ${numbers(large)} as c`);
  await addReplacements(store, each * tenants + large);
  // As the database does by itself after a while.
  if (!isSqlite(store)) await sql`vacuum analyze`.execute(store);
}

const numbers = (count: number) =>
  sql`(with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < ${sql.lit(count)}) select n from numbers)`;

async function addTenants(store: Store, count: number): Promise<void> {
  await sql`insert into tenants (name, comparable, product, key_kind, created_at)
    select 't' || n, 't' || n, 'weborca', 'P-256', 0 from ${numbers(count - 1)} as every
    union all select 'large', 'large', 'weborca', 'P-256', 0`.execute(store);
}

async function addCertificates(store: Store, rows: ReturnType<typeof sql>): Promise<void> {
  const end = sql`cast(${sql.lit(now.getTime())} as bigint) + (r.n * 37 % 1095 - 30) * cast(${sql.lit(dayInMilliseconds)} as bigint)`;
  await insert(
    store,
    sql`r.tenant, 'client' || r.n, null, null, ${end}, ${sql.lit(now.getTime() - 1000 * dayInMilliseconds)}, null from (${rows}) as r`,
  );
}

/** For every tenth certificate, half of them in use. */
async function addReplacements(store: Store, last: number): Promise<void> {
  const lit = (days: number) => sql.lit(now.getTime() + days * dayInMilliseconds);
  const values = sql`tenant, cn, number, number, ${lit(1000)}, ${lit(-5)}, case when number % 20 = 0 then ${lit(-3)} end`;
  for (let first = 1; first <= last; first += 500 * atOnce) {
    const some = sql`number >= ${sql.lit(first)} and number < ${sql.lit(Math.min(first + 500 * atOnce, last + 1))}`;
    await insert(store, sql`${values} from certificates where number % 10 = 0 and ${some}`);
  }
}

async function insert(store: Store, values: ReturnType<typeof sql>): Promise<void> {
  const random = isSqlite(store)
    ? { serial: sql`hex(randomblob(16))`, hash: sql`hex(randomblob(32))`, der: sql`randomblob(700)` }
    : {
        serial: sql`upper(replace(gen_random_uuid()::text, '-', ''))`,
        hash: sql`upper(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''))`,
        der: sql`decode(repeat(replace(gen_random_uuid()::text, '-', ''), 44), 'hex')`,
      };
  await sql`insert into certificates (issuer, not_before, serial, spki_sha256, der, tenant, cn, predecessor, replaces, not_after, issued_at, first_used_at)
    select '0a', 0, ${random.serial}, ${random.hash}, ${random.der}, ${values}`.execute(store);
}
