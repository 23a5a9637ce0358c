import { Command } from "commander";
import { restore } from "../backup/restore.ts";
import { printResult } from "./print-result.ts";
import { jsonOption, type ServiceOptions } from "./service-command.ts";

interface RestoreOptions extends ServiceOptions {
  readonly from: string;
}

/** `koshin restore`. */
export function restoreCommand(): Command {
  return new Command("restore")
    .description("Restore a service from a backup, after every file and the audit trail have been checked.")
    .requiredOption("--from <folder>", "the folder that koshin backup made")
    .requiredOption("--data <folder>", "an empty folder, or one that does not exist")
    .option("--database <url>", "an empty PostgreSQL database in place of the one that the settings name")
    .option(...jsonOption)
    .addHelpText("after", "\nExample:\n  koshin restore --from /backup/koshin-2026-11-21 --data /var/lib/koshin")
    .action(async ({ from, data, database, json }: RestoreOptions) => {
      const auditEntries = await restore(from, data, database);
      const sentence = `${data} is restored, with ${auditEntries} entries in its audit trail. Start it: koshin serve --data ${data}`;
      printResult({ data, auditEntries }, json === true, sentence);
    });
}
