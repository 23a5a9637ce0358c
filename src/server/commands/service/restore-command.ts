import { join } from "node:path";
import { Command } from "commander";
import { restore, type Restored } from "../../backup/restore.ts";
import { describeFinding } from "../../issuance/audit/verify-trail.ts";
import type { ForgottenRevocation } from "../../issuance/lifecycle/revoke-again.ts";
import { counted } from "../../system/counted.ts";
import { byOperator } from "../line/by-operator.ts";
import { interruptible } from "../line/interruption.ts";
import { printResult } from "../line/print-result.ts";
import { reportProgress } from "../line/report-progress.ts";
import { jsonOption, type ServiceOptions } from "../line/service-command.ts";

interface RestoreOptions extends ServiceOptions {
  readonly from: string;
  readonly replacing?: string;
  readonly list?: readonly string[];
  readonly revokeAgain?: true;
}

/** `koshin restore`. */
export function restoreCommand(): Command {
  return new Command("restore")
    .description(
      "Restore a service from a backup, after checking every file and the audit trail, and report what was revoked since. Exit code 1 if anything in the restored data was changed.",
    )
    .requiredOption("--from <folder>", "the folder that koshin backup created")
    .requiredOption("--data <folder>", "an empty folder, or one that does not exist")
    .option(
      "--replacing <folder>",
      "the data folder that this replaces, or what is left of it: it contains the last revocation lists",
    )
    .option("--list <file...>", "published revocation lists, as downloaded from /crl")
    .option("--revoke-again", "revoke again what is revoked in these lists but not in the backup")
    .option("--database <url>", "an empty PostgreSQL database instead of the one in the settings")
    .option(...jsonOption)
    .addHelpText(
      "after",
      "\nExample:\n  koshin restore --from /backup/koshin-2026-11-21 --data /var/lib/koshin --replacing /var/lib/koshin.lost --revoke-again",
    )
    .action(async ({ from, data, database, replacing, list = [], revokeAgain, json }: RestoreOptions) => {
      const again = revokeAgain === true;
      const progress = reportProgress("audit entries verified");
      const options = { ...byOperator(), database, replacing, lists: list, revokeAgain: again, progress };
      const restored = await interruptible(async (interruption) => await restore(from, data, { ...options, interruption }));
      const good = restored.findings.length === 0 && restored.unverified === undefined;
      printResult({ good, data, ...restored, revokedAgain: again }, json === true, sentences(data, restored, { again, replacing }));
      if (!good) process.exitCode = 1;
    });
}

function sentences(
  data: string,
  restored: Restored,
  { again, replacing = "" }: { readonly again: boolean; readonly replacing: string | undefined },
): string {
  const { auditEntries, madeAt, lists, forgotten, endedCodes, endedAccountCodes, doubtedNotices, laterAuthorities } = restored;
  const done = `${data} is restored to its state at ${madeAt}, with ${counted(auditEntries, "entry", "entries")} in its audit trail.`;
  const unknown =
    "Certificates revoked since then are valid again, and it is not known which. Before you start the service, restore again into an empty folder with the former data folder (--replacing) or the last revocation list (--list), or revoke them (koshin revoke).";
  const valid = "They are valid again: revoke them (koshin revoke), or restore once more with --revoke-again.";
  const told =
    forgotten.length === 0 ? [] : ["Revoked since the backup:", ...forgotten.map(line), again ? "They are revoked again." : valid];
  const rotated = `The authorities were rotated after the backup, which lacks ${laterAuthorities.join(", ")}. Copy the missing files from ${join(replacing, "authority")} to ${join(data, "authority")} before the service starts: otherwise the revocation list of that authority is no longer published.`;
  const missing = laterAuthorities.length === 0 ? [] : [rotated];
  const holders = endedCodes.map(({ tenant, cn }) => `${cn} of ${tenant}`);
  const ended = `Recovery codes that may have been used or cancelled since are cancelled: those of ${holders.join(", ")}. Issue new ones (koshin recovery-code) if they are still needed.`;
  const ownCodes =
    "Recovery codes of accounts at the administrators' site, which may have been used since, no longer work. Whoever has lost their second factor needs a reset (koshin account reset).";
  const doubted = `${counted(doubtedNotices, "notice that waited", "notices that waited")} may have been sent since. To send them all the same, perhaps twice: koshin resend-notices --data ${data} --unknown`;
  const codes = [...(holders.length === 0 ? [] : [ended]), ...(endedAccountCodes === 0 ? [] : [ownCodes])];
  return [
    done,
    ...faults(data, restored),
    ...codes,
    ...(doubtedNotices === 0 ? [] : [doubted]),
    ...(lists === 0 ? [unknown] : told),
    ...missing,
    `Start it: koshin serve --data ${data}`,
  ].join("\n");
}

/** The findings of the verification, in a sentence; the trail itself is intact, or nothing would have been restored. */
function faults(data: string, { findings, unverified }: Restored): string[] {
  const verify = `koshin audit --data ${data} --verify`;
  if (unverified !== undefined)
    return [`The audit trail was not compared with its checkpoint and the tables: ${unverified} Then run: ${verify}`];
  const [first] = findings;
  if (first === undefined) return [];
  return [
    `Some of the restored data was changed (${findings.length} found; all of them: ${verify}). The first: ${describeFinding(first)}`,
  ];
}

function line({ serial, subject, reason, revokedAt }: ForgottenRevocation): string {
  const whose = subject === undefined ? "issued since the backup" : `${subject.cn} of ${subject.tenant}`;
  return `  ${serial}  ${whose}  ${reason}  ${revokedAt.toISOString()}`;
}
