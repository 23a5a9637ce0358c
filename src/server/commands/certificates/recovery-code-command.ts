import type { Command } from "commander";
import { cancelRecoveryCode, createRecoveryCode } from "../../issuance/recovery/recovery-codes.ts";
import { openService } from "../../service/open-service.ts";
import { byOperator } from "../line/by-operator.ts";
import { printResult } from "../line/print-result.ts";
import { serviceCommand, type ServiceOptions } from "../line/service-command.ts";

interface RecoveryCodeOptions extends ServiceOptions {
  readonly tenant: string;
  readonly cn: string;
  readonly cancel?: true;
}

/** `koshin recovery-code`. */
export function recoveryCodeCommand(): Command {
  const description =
    "Issue a one-time code for a person whose certificate has expired or is lost, after verifying their identity. It is shown only once, is valid for one certificate within 24 hours, on the recovery page or by EST, and replaces the person's previous code.";
  return serviceCommand("recovery-code", description, "--tenant u00000014 --cn client28")
    .requiredOption("--tenant <name>", "the tenant: u00000014")
    .requiredOption("--cn <cn>", "the certificate's name, as in koshin list certificates: client28")
    .option("--cancel", "cancel the person's code instead of issuing one")
    .action(async ({ data, database, tenant, cn, cancel, json }: RecoveryCodeOptions) => {
      await using service = await openService(data, { database });
      if (cancel === true) {
        const cancelled = await cancelRecoveryCode(service, { tenant, cn, ...byOperator() });
        const told = cancelled ? `The code of ${cn} of ${tenant} is no longer valid.` : `${cn} of ${tenant} has no valid code.`;
        printResult({ tenant, cn, cancelled }, json === true, told);
        return;
      }
      const { code, expiresAt, replaced } = await createRecoveryCode(service, { tenant, cn, ...byOperator() });
      const facts = { tenant, cn, code, expiresAt: expiresAt.toISOString(), replaced };
      const sentence = `${code} is the code for ${cn} of ${tenant}, valid until ${expiresAt.toISOString()} for one certificate.`;
      printResult(facts, json === true, replaced ? `${sentence} The previous code is no longer valid.` : sentence);
    });
}
