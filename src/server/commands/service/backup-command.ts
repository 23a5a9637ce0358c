import type { Command } from "commander";
import { backUp } from "../../backup/back-up.ts";
import { interruptible } from "../line/interruption.ts";
import { printResult } from "../line/print-result.ts";
import { serviceCommand, type ServiceOptions } from "../line/service-command.ts";

interface BackupOptions extends ServiceOptions {
  readonly out: string;
}

/** `koshin backup`. */
export function backupCommand(): Command {
  const description = "Back up a service, which may keep running: its database, settings, authorities and keys.";
  return serviceCommand("backup", description, "--out /backup/koshin-2026-11-21")
    .requiredOption("--out <folder>", "a folder that does not exist; anyone who can read it can sign certificates: keep it safe")
    .action(async ({ data, database, out, json }: BackupOptions) => {
      const { madeAt, auditEntries, files } = await interruptible(
        async (interruption) => await backUp(data, out, { now: new Date(), database, interruption }),
      );
      const facts = { out, madeAt, auditEntries, files: files.length };
      printResult(facts, json === true, `${out} contains the backup. Restore it: koshin restore --from ${out} --data <folder>`);
    });
}
