import { Option, type Command } from "commander";
import { cancelRecoveryCode, createRecoveryCode } from "../../issuance/recovery/recovery-codes.ts";
import { openService } from "../../service/open-service.ts";
import { issueCodesForSeveral } from "../jobs/codes-for-several.ts";
import { selecting, selectionNames, type SelectionOptions } from "../jobs/selection-options.ts";
import { byOperator } from "../line/by-operator.ts";
import { printResult } from "../line/print-result.ts";
import { serviceCommand, type ServiceOptions } from "../line/service-command.ts";

interface RecoveryCodeOptions extends ServiceOptions, SelectionOptions {
  readonly cn?: string;
  readonly cancel?: true;
}

/** `koshin recovery-code`. */
export function recoveryCodeCommand(): Command {
  const description =
    "Issue a one-time code for a person whose certificate has expired or is lost, after verifying their identity; or codes for the holders of several certificates, after --yes. It is shown only once, is valid for one certificate within 24 hours, on the recovery page or by EST, and replaces the person's previous code.";
  const name = "one person, by the certificate's name as in koshin list certificates: client28";
  return selecting(serviceCommand("recovery-code", description, "--tenant u00000014 --cn client28"))
    .addOption(new Option("--cn <cn>", name).conflicts([...selectionNames]))
    .addOption(new Option("--cancel", "cancel the person's code instead of issuing one").conflicts([...selectionNames]))
    .action(async ({ cn, cancel, ...options }: RecoveryCodeOptions, command: Command) => {
      if (cn !== undefined) await forOne({ ...options, cn, cancel: cancel === true });
      else if (cancel === true) command.error("Name the person whose code is cancelled: --cn.");
      else await issueCodesForSeveral(options, command);
    });
}

async function forOne({
  data,
  database,
  tenant,
  cn,
  cancel,
  json,
}: ServiceOptions & Pick<SelectionOptions, "tenant"> & { readonly cn: string; readonly cancel: boolean }): Promise<void> {
  await using service = await openService(data, { database });
  if (cancel) {
    const cancelled = await cancelRecoveryCode(service, { tenant, cn, ...byOperator() });
    const told = cancelled ? `The code of ${cn} of ${tenant} is no longer valid.` : `${cn} of ${tenant} has no valid code.`;
    printResult({ tenant, cn, cancelled }, json === true, told);
    return;
  }
  const { code, expiresAt, replaced } = await createRecoveryCode(service, { tenant, cn, ...byOperator() });
  const facts = { tenant, cn, code, expiresAt: expiresAt.toISOString(), replaced };
  const sentence = `${code} is the code for ${cn} of ${tenant}, valid until ${expiresAt.toISOString()} for one certificate.`;
  printResult(facts, json === true, replaced ? `${sentence} The previous code is no longer valid.` : sentence);
}
