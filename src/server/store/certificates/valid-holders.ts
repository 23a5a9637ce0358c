import { sql } from "kysely";
import type { Store } from "../database/schema.ts";
import { stateAt } from "./list-certificates.ts";

/** A valid certificate, with what its holder and its device are called. */
export interface ValidHolder {
  readonly number: number;
  readonly issuer: string;
  readonly serial: string;
  readonly cn: string;
  readonly device: string;
}

/** SQLite takes 32,766 parameters in one statement. */
const together = 500;

/** The valid certificates of a tenant whose CN is one of these, or that are noted to be for one of these devices. */
export async function findValidHolders(
  store: Store,
  tenant: string,
  { cns = [], devices = [] }: { readonly cns?: readonly string[]; readonly devices?: readonly string[] },
  now: number,
): Promise<ValidHolder[]> {
  const found: ValidHolder[] = [];
  for (const some of inParts(cns)) {
    found.push(...(await valid(store, tenant, now).where("certificates.cn", "in", some).execute()));
  }
  for (const some of inParts(devices)) {
    const beginnings = [...new Set(some.map((device) => Array.from(device).slice(0, 64).join("")))];
    const noted = valid(store, tenant, now)
      .where("notes.tenant", "=", tenant)
      .where("notes.device", "<>", "")
      .where(sql<string>`substr(notes.device, 1, 64)`, "in", beginnings)
      .where("notes.device", "in", some);
    found.push(...(await noted.execute()));
  }
  return found;
}

function valid(store: Store, tenant: string, now: number) {
  const state = stateAt(now);
  return store
    .selectFrom("certificates")
    .innerJoin("tenants", "tenants.name", "certificates.tenant")
    .leftJoin("certificateNotes as notes", "notes.certificate", "certificates.number")
    .leftJoin("certificates as replacement", "replacement.replaces", "certificates.number")
    .select(["certificates.number", "certificates.issuer", "certificates.serial", "certificates.cn"])
    .select(sql<string>`coalesce(notes.device, '')`.as("device"))
    .where("certificates.tenant", "=", tenant)
    .where("certificates.notAfter", ">=", now)
    .where(sql<boolean>`${state} in ('in-use', 'applied-for')`)
    .orderBy("certificates.number");
}

function* inParts(texts: readonly string[]): Generator<readonly string[]> {
  for (let at = 0; at < texts.length; at += together) yield texts.slice(at, at + together);
}
