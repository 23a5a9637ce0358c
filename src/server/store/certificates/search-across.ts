import { sql, type RawBuilder } from "kysely";
import { comparableText } from "../../../core/name/same-name.ts";
import { isSqlite } from "../database/node-sqlite.ts";
import type { CertificateRow, Store } from "../database/schema.ts";
import { anywhere, searchForm } from "./search-form.ts";

/** A certificate of any tenant, with what its state depends on. */
export type CertificateAcross = Pick<
  CertificateRow,
  "issuer" | "serial" | "tenant" | "cn" | "notAfter" | "predecessor" | "firstUsedAt" | "revokedAt"
> & {
  readonly remark: string | null;
  readonly device: string | null;
  /** When its replacement was used first. */
  readonly replacedAt: number | null;
  readonly retireAfterDays: number | null;
};

/** At least two octets of a serial number. */
const serialForm = /^[0-9A-F]{4,}$/;
const mostTenants = 20;

/**
 * Certificates of all tenants by the beginning of their CN, serial number, remark, device or tenant's name, or by a CN and a
 * tenant with `@` between them; from indexes alone. Beginnings only, because no index finds what is in the middle on every
 * database.
 *
 * @param limit the most certificates that are found by each of these
 */
export async function searchAcross(store: Store, text: string, limit: number): Promise<CertificateAcross[]> {
  const at = text.lastIndexOf("@");
  const ofOne =
    at > 0 && at < text.length - 1 ? [inTenants(store, text.slice(at + 1), limit, beginsAs(store, cnForm, text.slice(0, at)))] : [];
  const digits = text.replaceAll(/[\s:]/g, "").toUpperCase();
  const byOctets = isSqlite(store) ? sql`` : sql`collate "C"`;
  const searches = [
    ...ofOne,
    first(
      sql`select number from certificates where ${beginsAs(store, cnForm, text)} order by (${cnForm}) ${byOctets}, number`,
      limit,
    ),
    ...(serialForm.test(digits)
      ? [
          first(
            sql`select number from certificates where ${begins(store, sql`serial`, digits)} order by serial ${byOctets}, number`,
            limit,
          ),
        ]
      : []),
    first(
      sql`select certificate as number from certificate_notes where ${beginsAs(store, remarkForm, text)} and searched <> ${sql.lit("\n")}
        order by (${remarkForm}) ${byOctets}, certificate`,
      limit,
    ),
    first(
      sql`select certificate as number from certificate_notes where ${beginsAs(store, deviceForm(store), text)}
        order by (${deviceForm(store)}) ${byOctets}, certificate`,
      limit,
    ),
    inTenants(store, text, limit, sql`true`),
  ];
  const found: { number: number }[] = [];
  for (const search of searches) found.push(...(await search.execute(store)).rows);
  const numbers = [...new Set(found.map(({ number }) => number))];
  if (numbers.length === 0) return [];
  const rows = await store
    .selectFrom("certificates")
    .innerJoin("tenants", "tenants.name", "certificates.tenant")
    .leftJoin("certificateNotes as notes", "notes.certificate", "certificates.number")
    .leftJoin("certificates as used", (join) =>
      join.onRef("used.replaces", "=", "certificates.number").on("used.firstUsedAt", "is not", null),
    )
    .select(["certificates.number", "certificates.issuer", "certificates.serial", "certificates.tenant", "certificates.cn"])
    .select(["certificates.notAfter", "certificates.predecessor", "certificates.firstUsedAt", "certificates.revokedAt"])
    .select(["notes.remark", "notes.device", "used.firstUsedAt as replacedAt", "tenants.retireAfterDays"])
    .where("certificates.number", "in", numbers)
    .execute();
  const places = new Map(numbers.map((number, place) => [number, place]));
  return rows.toSorted((a, b) => (places.get(a.number) ?? 0) - (places.get(b.number) ?? 0));
}

/** As the indexes of the migration `0300-system-operators` have it. */
const cnForm = sql`lower(certificates.cn)`;
const remarkForm = sql`substr(searched, 1, 64)`;

function deviceForm(store: Store): RawBuilder<unknown> {
  return isSqlite(store)
    ? sql`substr(searched, instr(searched, char(10)) + 1, 64)`
    : sql`substr(searched, strpos(searched, chr(10)) + 1, 64)`;
}

/** Whether an expression begins with the first characters of a text, in the form in which it is searched. */
function beginsAs(store: Store, expression: RawBuilder<unknown>, text: string): RawBuilder<boolean> {
  return begins(store, expression, Array.from(searchForm(text)).slice(0, 64).join(""));
}

/** As a range, which every index answers: in UTF-8, no character comes after the last one of Unicode. */
function begins(store: Store, expression: RawBuilder<unknown>, text: string): RawBuilder<boolean> {
  const byOctets = isSqlite(store) ? sql`` : sql`collate "C"`;
  return sql<boolean>`((${expression}) ${byOctets} >= ${text} and (${expression}) ${byOctets} < ${`${text}\u{10FFFF}`})`;
}

/** The certificates of the tenants whose names contain a text, those that expire last first. */
function inTenants(store: Store, text: string, limit: number, condition: RawBuilder<unknown>): RawBuilder<{ number: number }> {
  const byOctets = isSqlite(store) ? sql`` : sql`collate "C"`;
  const comparable = comparableText(text);
  const beginning = anywhere(comparable).slice(1);
  const tenants = sql`select name from tenants where comparable like ${beginning} escape '\\' order by name ${byOctets} limit ${mostTenants}`;
  return first(
    sql`select number from certificates where tenant in (${tenants}) and ${condition} order by not_after desc, number`,
    limit,
  );
}

function first(search: RawBuilder<unknown>, limit: number): RawBuilder<{ number: number }> {
  return sql<{ number: number }>`${search} limit ${limit}`;
}
