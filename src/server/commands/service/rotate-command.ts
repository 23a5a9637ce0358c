import { X509Certificate } from "node:crypto";
import { Command } from "commander";
import { commonNameOf } from "../../authority/ca-certificate.ts";
import type { Rotation } from "../../authority/lifetime.ts";
import { rotateAuthority } from "../../issuance/lifecycle/rotate-authority.ts";
import { rotateMasterKey } from "../../issuance/lifecycle/rotate-master-key.ts";
import { openService, readAuthority } from "../../service/open-service.ts";
import { counted } from "../../system/counted.ts";
import { dataFolder } from "../../system/data-folder.ts";
import { readPassphrase } from "../../system/read-passphrase.ts";
import { byOperator } from "../line/by-operator.ts";
import { printResult } from "../line/print-result.ts";
import { serviceCommand, type ServiceOptions } from "../line/service-command.ts";

/** `koshin rotate`. */
export function rotateCommand(): Command {
  return new Command("rotate")
    .description(
      "Replace the service's own keys: the master key that encrypts stored secrets, the issuing authority that signs certificates, or the root above it.",
    )
    .addCommand(
      serviceCommand(
        "rotate issuing-ca",
        "Create another issuing authority under the root, whose key must be in place: it signs from the next reload of the service (koshin reload) on, and certificates of both are accepted.",
        "",
      ).action(async (options: ServiceOptions) => await rotate("issuing-ca", options)),
    )
    .addCommand(
      serviceCommand(
        "rotate root",
        "Create another root and an issuing authority under it, if the root expires too soon for another issuing authority. The two roots cross-certify each other; distribute the new one to everyone who verifies certificates, and reload the service (koshin reload).",
        "",
      ).action(async (options: ServiceOptions) => await rotate("root", options)),
    )
    .addCommand(
      serviceCommand(
        "rotate master-key",
        "Encrypt every stored secret under a new key; services may keep running. Keep the key with each later backup.",
        "",
      ).action(rotateMaster),
    )
    .addHelpText("after", "\nExample:\n  koshin rotate master-key --data /var/lib/koshin");
}

async function rotate(what: Rotation, { data, database, json }: ServiceOptions): Promise<void> {
  const { authority: files, passphrase } = dataFolder(data);
  await using service = await openService(data, { database });
  const { generation, resumed } = await rotateAuthority(service, files, await readPassphrase(passphrase), {
    what,
    ...byOperator(),
  });
  const { issuing, root, earlier, upstream } = await readAuthority(data);
  const [issuer, before] = [commonNameOf(issuing), earlier[0] && commonNameOf(earlier[0].issuing)];
  const sentences = [
    resumed ? "An interrupted rotation has been completed; nothing else was created." : undefined,
    `Issuing authority ${generation} is created. Reload the service (koshin reload) to sign with it.`,
    what === "root" && !resumed
      ? "Distribute the new root to everyone who verifies certificates of this service, before the earlier one expires."
      : undefined,
    upstream === undefined
      ? issuerInWords(issuer, before)
      : `It signs the service's own certificate and revocation lists. Clients' certificates are signed by the authority at ${upstream.url}, whose operators rotate it: set it again then (koshin authority upstream).`,
  ];
  const facts = {
    ...{ generation, resumed, issuer, rootNotAfter: new X509Certificate(root).validToDate.toISOString() },
    ...(upstream === undefined ? {} : { upstream: upstream.url }),
  };
  printResult(facts, json === true, sentences.filter((sentence) => sentence !== undefined).join("\n"));
}

function issuerInWords(issuer: string, before: string | undefined): string {
  return before === undefined || before === issuer
    ? `Certificates name "${issuer}" as their issuer, as before: browser policies that select by it (AutoSelectCertificateForUrls) keep working.`
    : `Certificates name "${issuer}" as their issuer from then on, and no longer "${before}": add it to browser policies that select by it (AutoSelectCertificateForUrls), or browsers keep using old certificates.`;
}

async function rotateMaster({ data, database, json }: ServiceOptions): Promise<void> {
  await using service = await openService(data, { database });
  const resealed = await rotateMasterKey(service, dataFolder(data).masterKey, byOperator());
  printResult(
    { resealed },
    json === true,
    `The master key is replaced; ${counted(resealed, "key was", "keys were")} re-encrypted.`,
  );
}
