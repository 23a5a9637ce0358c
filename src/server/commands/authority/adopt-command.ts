import type { Command } from "commander";
import { policyNameOf } from "../../authority/ca-certificate.ts";
import { issuerId } from "../../authority/issuer-id.ts";
import { adoptAuthority } from "../../issuance/lifecycle/adopt-authority.ts";
import { openService } from "../../service/open-service.ts";
import { dataFolder } from "../../system/data-folder.ts";
import { byOperator } from "../line/by-operator.ts";
import { printResult } from "../line/print-result.ts";
import { serviceCommand, type ServiceOptions } from "../line/service-command.ts";

/** `koshin authority adopt`. */
export function adoptCommand(): Command {
  const description =
    "Adopt an authority whose key the service does not have: its certificates are accepted and renewed once koshin import has recorded them. Services accept them after the next reload (koshin reload).";
  return serviceCommand("authority adopt", description, "old-ca.pem")
    .argument("<file>", "the authority's certificate, in PEM, DER or PKCS#7")
    .action(async (file: string, { data, database, json }: ServiceOptions) => {
      await using service = await openService(data, { database });
      const { adopted, changed } = await adoptAuthority(service, dataFolder(data).authority, file, byOperator());
      const facts = {
        changed,
        issuer: issuerId(adopted),
        subject: policyNameOf(adopted.certificate),
        notAfter: adopted.notAfter.toISOString(),
      };
      const sentence = changed
        ? `"${facts.subject}" (${facts.issuer}) is adopted. Reload the service (koshin reload), import its certificates and its revocation list (koshin import), and go on publishing that list where it is published now.`
        : `"${facts.subject}" (${facts.issuer}) is an authority of this service already.`;
      printResult(facts, json === true, sentence);
    });
}
