import { Command } from "commander";
import { backUp } from "../backup/back-up.ts";
import { printResult } from "./print-result.ts";

interface BackupOptions {
  readonly data: string;
  readonly database?: string;
  readonly out: string;
  readonly json?: true;
}

/** `koshin backup`. */
export function backupCommand(): Command {
  return new Command("backup")
    .description("Back up a service, which may go on running: its database, settings, authorities and keys.")
    .requiredOption("--data <folder>", "the folder that koshin init made")
    .requiredOption("--out <folder>", "a folder that does not exist; whoever reads it can sign certificates: keep it safe")
    .option("--database <url>", "a PostgreSQL database in place of the one that the settings name")
    .option("--json", "print the result as one line of JSON")
    .addHelpText("after", "\nExample:\n  koshin backup --data /var/lib/koshin --out /backup/koshin-2026-11-21")
    .action(async ({ data, database, out, json }: BackupOptions) => {
      const { madeAt, auditEntries, files } = await backUp(data, out, { now: new Date(), database });
      const facts = { out, madeAt, auditEntries, files: files.length };
      printResult(facts, json === true, `${out} holds the backup. Restore it: koshin restore --from ${out} --data <folder>`);
    });
}
