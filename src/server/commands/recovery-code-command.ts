import { Command } from "commander";
import { createRecoveryCode } from "../issuance/create-recovery-code.ts";
import { openService } from "../open-service.ts";
import { printResult } from "./print-result.ts";

interface RecoveryCodeOptions {
  readonly data: string;
  readonly database?: string;
  readonly tenant: string;
  readonly cn: string;
  readonly json?: true;
}

/** `koshin recovery-code`. */
export function recoveryCodeCommand(): Command {
  return new Command("recovery-code")
    .description("Give a one-time code to somebody whose certificate has expired or is lost. It is shown this once.")
    .requiredOption("--data <folder>", "the folder that koshin init made")
    .requiredOption("--tenant <name>", "the tenant: u00000014")
    .requiredOption("--cn <cn>", "whom the certificate names: client28")
    .option("--database <url>", "a PostgreSQL database in place of the one that the settings name")
    .option("--json", "print the result as one line of JSON")
    .addHelpText("after", "\nExample:\n  koshin recovery-code --data /var/lib/koshin --tenant u00000014 --cn client28")
    .action(async ({ data, database, tenant, cn, json }: RecoveryCodeOptions) => {
      await using service = await openService(data, { database });
      const { code, expiresAt } = await createRecoveryCode(service, { tenant, cn, actor: "operator", now: new Date() });
      const facts = { tenant, cn, code, expiresAt: expiresAt.toISOString() };
      const sentence = `${code} is the code for ${cn} of ${tenant}, until ${expiresAt.toISOString()} and for one certificate.`;
      printResult(facts, json === true, sentence);
    });
}
