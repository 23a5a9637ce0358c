import { Option, type Command } from "commander";
import { revocationReasons, type RevocationReason } from "../../../core/revocation-reason.ts";
import { revokeCertificate, type Revocation } from "../../issuance/lifecycle/revoke.ts";
import type { Relation } from "../../issuance/lifecycle/valid-relatives.ts";
import { openService } from "../../service/open-service.ts";
import { byOperator } from "../line/by-operator.ts";
import { printResult } from "../line/print-result.ts";
import { issuerOption, readSerial } from "../line/read-serial.ts";
import { serviceCommand, type ServiceOptions } from "../line/service-command.ts";
import { keepLists } from "./keep-lists.ts";
import { othersToTell, tellInWords } from "./others-to-tell.ts";

interface RevokeOptions extends ServiceOptions {
  readonly serial: string;
  readonly issuer?: string;
  readonly reason: RevocationReason;
  readonly withReplacement?: true;
  readonly withPredecessor?: true;
}

/** `koshin revoke`. */
export function revokeCommand(): Command {
  const description =
    "Revoke a certificate: it is refused from the next request on, and listed in the revocation list. With key-compromise, all certificates of the key are revoked, and the key is blocked.";
  return serviceCommand("revoke", description, "--serial 5F3A…C1 --reason key-compromise")
    .requiredOption("--serial <hex>", "its serial number, as koshin show prints it", readSerial)
    .option(...issuerOption)
    .addOption(new Option("--reason <reason>", "why").choices(Object.keys(revocationReasons)).makeOptionMandatory())
    .option("--with-replacement", "also revoke the certificate that it was renewed to")
    .option("--with-predecessor", "also revoke the certificate that it was renewed from")
    .action(async ({ data, database, serial, issuer, reason, withReplacement, withPredecessor, json }: RevokeOptions) => {
      const along: Relation[] = [
        ...(withReplacement === true ? ["replacement" as const] : []),
        ...(withPredecessor === true ? ["predecessor" as const] : []),
      ];
      await using service = await openService(data, { database });
      const revocation = await revokeCertificate(service, { serial, issuer }, reason, { ...byOperator(), along });
      const changed = revocation.revoked.length > 0 || revocation.blockedKey !== null;
      if (changed) await keepLists(service);
      const alsoTell = othersToTell(service.authority, revocation.revoked);
      const sentences = [inWords(revocation), ...alsoTell.map(tellInWords)].join("\n");
      printResult({ changed, ...revocation, alsoTell }, json === true, sentences);
    });
}

function inWords({ revoked, revokedBefore, stillValid, blockedKey }: Revocation): string {
  return [
    ...(revokedBefore === null
      ? []
      : [`It was already revoked, at ${revokedBefore.at.toISOString()} (${revokedBefore.reason}). This is unchanged.`]),
    ...(revoked.length === 0 ? [] : [`Revoked: ${revoked.map(({ serial }) => serial).join(", ")}.`]),
    ...stillValid.map(({ serial, relation }) => `Still valid: its ${relation} ${serial} (--with-${relation} revokes it, too).`),
    ...(blockedKey === null ? [] : [`Blocked: the key ${blockedKey}. No more certificates are issued for it.`]),
  ].join("\n");
}
