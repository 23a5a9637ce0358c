import { sql } from "kysely";
import { prepared, type Placeholders } from "../database/prepared.ts";
import type { CertificateNoteRow, Store, StoreTransaction } from "../database/schema.ts";
import { searchForm } from "./search-form.ts";

/** What is noted about a certificate, by its number; undefined if nothing ever was. */
export async function findNotes(store: Store, certificate: number): Promise<CertificateNoteRow | undefined> {
  return await store.selectFrom("certificateNotes").selectAll().where("certificate", "=", certificate).executeTakeFirst();
}

/** What is noted about some certificates, by their numbers. */
export async function findNotesOf(
  store: Store,
  certificates: readonly number[],
): Promise<ReadonlyMap<number, Pick<CertificateNoteRow, "remark" | "device">>> {
  if (certificates.length === 0) return new Map();
  const rows = await store
    .selectFrom("certificateNotes")
    .select(["certificate", "remark", "device"])
    .where("certificate", "in", certificates)
    .execute();
  return new Map(rows.map((row) => [row.certificate, row]));
}

/** Writes what is noted about a certificate in place of what was. */
export async function writeNotes(transaction: StoreTransaction, notes: Omit<CertificateNoteRow, "searched">): Promise<void> {
  const row = { ...notes, searched: searchForm(`${notes.remark}\n${notes.device}`) };
  await transaction
    .insertInto("certificateNotes")
    .values(row)
    .onConflict((conflict) => conflict.column("certificate").doUpdateSet(row))
    .execute();
}

/** Notes about a replacement what is noted about its predecessor: it is for the same device. */
export async function inheritNotes(
  transaction: StoreTransaction,
  { predecessor, replacement }: { readonly predecessor: number; readonly replacement: number },
): Promise<void> {
  await copyNotes(transaction, { predecessor, replacement });
}

const columns = ["tenant", "remark", "device", "searched", "version", "editedBy", "editedAt"] as const;

const copyNotes = prepared((store, of: Placeholders<{ predecessor: number; replacement: number }>) =>
  store
    .insertInto("certificateNotes")
    .columns(["certificate", ...columns])
    .expression((from) =>
      from
        .selectFrom("certificateNotes")
        .select(sql<number>`cast(${of("replacement")} as integer)`.as("certificate"))
        .select(columns)
        .where("certificate", "=", of("predecessor")),
    ),
);
