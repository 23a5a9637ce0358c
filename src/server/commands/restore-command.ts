import { join } from "node:path";
import { Command } from "commander";
import { restore, type Restored } from "../backup/restore.ts";
import type { ForgottenRevocation } from "../issuance/revoke-again.ts";
import { interruptible } from "./interruption.ts";
import { printResult } from "./print-result.ts";
import { jsonOption, type ServiceOptions } from "./service-command.ts";

interface RestoreOptions extends ServiceOptions {
  readonly from: string;
  readonly replacing?: string;
  readonly list?: readonly string[];
  readonly revokeAgain?: true;
}

/** `koshin restore`. */
export function restoreCommand(): Command {
  return new Command("restore")
    .description("Restore a service from a backup, after every file and the audit trail have been checked, and tell what was revoked since.")
    .requiredOption("--from <folder>", "the folder that koshin backup made")
    .requiredOption("--data <folder>", "an empty folder, or one that does not exist")
    .option("--replacing <folder>", "the data folder that this takes the place of, or what is left of it: it has the last revocation lists")
    .option("--list <file...>", "revocation lists that were published, as /crl gave them")
    .option("--revoke-again", "revoke again what these lists say is revoked, and the backup does not")
    .option("--database <url>", "an empty PostgreSQL database in place of the one that the settings name")
    .option(...jsonOption)
    .addHelpText(
      "after",
      "\nExample:\n  koshin restore --from /backup/koshin-2026-11-21 --data /var/lib/koshin --replacing /var/lib/koshin.lost --revoke-again",
    )
    .action(async ({ from, data, database, replacing, list = [], revokeAgain, json }: RestoreOptions) => {
      const again = revokeAgain === true;
      const options = { now: new Date(), database, replacing, lists: list, revokeAgain: again };
      const restored = await interruptible(async (interruption) => await restore(from, data, { ...options, interruption }));
      printResult({ data, ...restored, revokedAgain: again }, json === true, sentences(data, restored, { again, replacing }));
    });
}

function sentences(
  data: string,
  { auditEntries, madeAt, lists, forgotten, laterAuthorities }: Restored,
  { again, replacing = "" }: { readonly again: boolean; readonly replacing: string | undefined },
): string {
  const done = `${data} is restored as it was at ${madeAt}, with ${auditEntries} entries in its audit trail.`;
  const unknown =
    "What was revoked since then is valid again, and nobody can say what it is: name the former data folder (--replacing) or the last revocation list (--list).";
  const valid = "They are valid again: revoke them (koshin revoke), or restore once more with --revoke-again.";
  const told = forgotten.length === 0 ? [] : ["Revoked since the backup:", ...forgotten.map(line), again ? "They are revoked again." : valid];
  const rotated = `The authorities were rotated after the backup, which lacks ${laterAuthorities.join(", ")}. Copy what it lacks from ${join(replacing, "authority")} to ${join(data, "authority")} before the service starts: otherwise nobody publishes the list of what that authority has issued.`;
  const missing = laterAuthorities.length === 0 ? [] : [rotated];
  return [done, ...(lists === 0 ? [unknown] : told), ...missing, `Start it: koshin serve --data ${data}`].join("\n");
}

function line({ serial, subject, reason, revokedAt }: ForgottenRevocation): string {
  const whose = subject === undefined ? "issued since the backup" : `${subject.cn} of ${subject.tenant}`;
  return `  ${serial}  ${whose}  ${reason}  ${revokedAt.toISOString()}`;
}
