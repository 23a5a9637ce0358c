import { InvalidArgumentError, Option, type Command } from "commander";
import type { NotedCheckpoint, Recorded } from "../../issuance/audit/audit-checkpoint.ts";
import { describeFinding, verifyAndVouch } from "../../issuance/audit/verify-trail.ts";
import { openRecords } from "../../service/open-service.ts";
import { readAuditPages, type AuditFilter } from "../../store/audit/audit.ts";
import { findBatchEntries } from "../../store/audit/entries-of-batches.ts";
import { nameOf } from "../../store/certificates/certificate-name.ts";
import { findHeldBySerial, type HeldCertificate } from "../../store/certificates/certificates.ts";
import type { AuditRow, Store } from "../../store/database/schema.ts";
import { printPage, printResult } from "../line/print-result.ts";
import { jsonLine, printableValue } from "../line/printable.ts";
import { readMoment } from "../line/read-moment.ts";
import { readSerial } from "../line/read-serial.ts";
import { reportProgress } from "../line/report-progress.ts";
import { listingCommand, type ServiceOptions } from "../line/service-command.ts";

interface AuditOptions extends Omit<AuditFilter, "objects" | "numbers" | "actors">, ServiceOptions {
  readonly object?: string;
  readonly actor?: string;
  readonly verify?: true;
  readonly noted?: NotedCheckpoint;
}

type Filter = Pick<AuditOptions, "object" | "actor" | "action" | "since" | "until">;

const filters = ["object", "actor", "action", "since", "until"];

/** `koshin audit`. */
export function auditCommand(): Command {
  const description = "Print the audit trail, oldest entry first, or verify it. Exit code 1 if --verify finds anything.";
  return listingCommand("audit", description, "--action revoked --since 2026-11-01 --json")
    .option("--object <name>", "only entries about this certificate (by its serial), tenant or account")
    .option("--actor <name>", "only entries by this actor: operator, schedule, certificate 5F3A…C1")
    .option("--action <action>", "only entries with this action: issued, revoked, first-used")
    .option("--since <moment>", "only entries from this moment on: 2026-12-31 or 2026-12-31T09:00:00Z, in UTC", readMoment)
    .option("--until <moment>", "only entries before this moment", readMoment)
    .addOption(new Option("--verify", "recompute the trail, and compare its checkpoints and the tables with it").conflicts(filters))
    .addOption(
      new Option("--noted <number:hash>", "with --verify: a checkpoint that an earlier run printed and that was kept elsewhere")
        .argParser(readNoted)
        .conflicts(filters),
    )
    .action(async ({ data, database, verify, noted, json, ...filter }: AuditOptions) => {
      await using records = await openRecords(data, { database });
      if (verify === true) await verifyAll(records, noted, json === true);
      else await print(records, filter, json === true);
    });
}

async function verifyAll(records: Recorded, earlier: NotedCheckpoint | undefined, json: boolean): Promise<void> {
  const options = { ...(earlier ? { noted: [earlier] } : {}), progress: reportProgress("audit entries verified") };
  const { entries, hash, vouchedFor, findings } = await verifyAndVouch(records, options, new Date());
  const good = findings.length === 0;
  const facts = { good, entries, hash, vouchedFor, findings };
  const noted = entries === 0 ? "It has no entries yet." : `Keep this elsewhere: --noted ${entries}:${hash}`;
  const sentence = `The audit trail is intact, and the tables agree with it. ${noted}`;
  printResult(facts, json, good ? sentence : findings.map(describeFinding).join("\n"));
  if (!good) process.exitCode = 1;
}

async function print({ store }: Recorded, { object, actor, ...filter }: Filter, json: boolean): Promise<void> {
  let empty = true;
  const objects = object === undefined ? undefined : await namesOf(store, object);
  const numbers = object === undefined ? undefined : await batchesOf(store, object);
  const actors = actor === undefined ? undefined : await actorsNamed(store, actor);
  for await (const page of readAuditPages(store, { ...filter, objects, numbers, actors })) {
    if (!(await printPage(page.map((entry) => (json ? jsonLine(decoded(entry)) : written(entry)))))) return;
    empty = false;
  }
  if (empty) process.stderr.write("koshin: No entry matches.\n");
}

/** What entries call a certificate that is named by its serial number; any other name is itself. */
async function namesOf(store: Store, name: string): Promise<string[]> {
  const certificates = await certificatesNamed(store, name);
  return [...new Set([name, ...certificates.flatMap((each) => [each.serial, nameOf(each)])])];
}

/** The entries about a certificate that was imported, or revoked, with others. */
async function batchesOf(store: Store, name: string): Promise<number[]> {
  const certificates = await certificatesNamed(store, name);
  const entries = await Promise.all(certificates.map(async (each) => await findBatchEntries(store, each)));
  return entries.flat().map(({ number }) => number);
}

async function certificatesNamed(store: Store, name: string): Promise<HeldCertificate[]> {
  return /^-?[0-9A-Fa-f]{2,}$/.test(name) ? await findHeldBySerial(store, readSerial(name)) : [];
}

async function actorsNamed(store: Store, actor: string): Promise<string[]> {
  const [, certificate] = /^certificate (.+)$/.exec(actor) ?? [];
  return certificate === undefined ? [actor] : (await namesOf(store, certificate)).map((name) => `certificate ${name}`);
}

function decoded({ at, detail, previousHash, ...entry }: AuditRow): Record<string, unknown> {
  const { number, actor, action, object, hash } = entry;
  const content: unknown = JSON.parse(detail);
  return { number, at: new Date(at).toISOString(), actor, action, object, detail: content, previousHash, hash };
}

function written({ number, at, actor, action, object, detail }: AuditRow): string {
  return [number, new Date(at).toISOString(), ...[actor, action, object, detail].map(printableValue)].join("  ");
}

function readNoted(text: string): NotedCheckpoint {
  const [, number = "", hash = ""] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (hash === "") throw new InvalidArgumentError("Write it as printed by koshin audit --verify: NUMBER:HASH.");
  return { number: Number(number), hash };
}
