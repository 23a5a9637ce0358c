import type { Command } from "commander";
import { createRecoveryCode } from "../issuance/create-recovery-code.ts";
import { openService } from "../open-service.ts";
import { printResult } from "./print-result.ts";
import { serviceCommand, type ServiceOptions } from "./service-command.ts";

interface RecoveryCodeOptions extends ServiceOptions {
  readonly tenant: string;
  readonly cn: string;
}

/** `koshin recovery-code`. */
export function recoveryCodeCommand(): Command {
  const description = "Give a one-time code to somebody whose certificate has expired or is lost. It is shown this once.";
  return serviceCommand("recovery-code", description, "--tenant u00000014 --cn client28")
    .requiredOption("--tenant <name>", "the tenant: u00000014")
    .requiredOption("--cn <cn>", "whom the certificate names: client28")
    .action(async ({ data, database, tenant, cn, json }: RecoveryCodeOptions) => {
      await using service = await openService(data, { database });
      const { code, expiresAt } = await createRecoveryCode(service, { tenant, cn, actor: "operator", now: new Date() });
      const facts = { tenant, cn, code, expiresAt: expiresAt.toISOString() };
      const sentence = `${code} is the code for ${cn} of ${tenant}, until ${expiresAt.toISOString()} and for one certificate.`;
      printResult(facts, json === true, sentence);
    });
}
