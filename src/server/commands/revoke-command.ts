import { Command, Option } from "commander";
import { revocationReasons, type RevocationReason } from "../../core/revocation-reason.ts";
import { revokeCertificate, type Relation, type ValidRelative } from "../issuance/revoke.ts";
import { openService } from "../open-service.ts";
import { printResult } from "./print-result.ts";

interface RevokeOptions {
  readonly data: string;
  readonly serial: string;
  readonly reason: RevocationReason;
  readonly withReplacement?: true;
  readonly withPredecessor?: true;
  readonly json?: true;
}

/** `koshin revoke`. */
export function revokeCommand(): Command {
  return new Command("revoke")
    .description("Revoke a certificate: it is refused from the next request on, and stands in the revocation list.")
    .requiredOption("--data <folder>", "the folder that koshin init made")
    .requiredOption("--serial <hex>", "its serial number, as koshin show prints it")
    .addOption(
      new Option("--reason <reason>", "why").choices(Object.keys(revocationReasons)).makeOptionMandatory(),
    )
    .option("--with-replacement", "revoke what it was renewed to as well")
    .option("--with-predecessor", "revoke what it was renewed from as well")
    .option("--json", "print the result as one line of JSON")
    .addHelpText("after", "\nExample:\n  koshin revoke --data /var/lib/koshin --serial 5F3A…C1 --reason key-compromise")
    .action(async ({ data, serial, reason, withReplacement, withPredecessor, json }: RevokeOptions) => {
      const along: Relation[] = [
        ...(withReplacement === true ? ["replacement" as const] : []),
        ...(withPredecessor === true ? ["predecessor" as const] : []),
      ];
      await using service = await openService(data);
      const { revoked, stillValid } = await revokeCertificate(service, serial.toUpperCase(), reason, new Date(), { along });
      printResult({ revoked, stillValid }, json === true, sentence(revoked, stillValid));
    });
}

function sentence(revoked: readonly string[], stillValid: readonly ValidRelative[]): string {
  const done = revoked.length === 0 ? "It had been revoked before." : `Revoked: ${revoked.join(", ")}.`;
  const left = stillValid.map(({ serial, relation }) => `\nStill valid: its ${relation} ${serial} (--with-${relation} revokes that too).`);
  return done + left.join("");
}
