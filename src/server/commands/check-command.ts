import { Command } from "commander";
import { checkService } from "../check-service.ts";
import { printResult } from "./print-result.ts";

interface CheckOptions {
  readonly data: string;
  readonly json?: true;
}

/** `koshin check`. */
export function checkCommand(): Command {
  return new Command("check")
    .description("Look for what is wrong: settings, permissions, authority, server certificate, keys, database, audit trail. Exit code 1 where anything is.")
    .requiredOption("--data <folder>", "the folder that koshin init made")
    .option("--json", "print the result as one line of JSON")
    .addHelpText("after", "\nExample:\n  koshin check --data /var/lib/koshin")
    .action(async ({ data, json }: CheckOptions) => {
      const findings = await checkService(data, new Date());
      const sentences = findings.map(({ what, sentence }) => `${what}: ${sentence}`).join("\n");
      printResult({ good: findings.length === 0, findings }, json === true, sentences === "" ? `${data} is in order.` : sentences);
      if (findings.length > 0) process.exitCode = 1;
    });
}
