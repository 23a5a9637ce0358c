import type { Command } from "commander";
import { policyNameOf } from "../../authority/ca-certificate.ts";
import { acceptAuthority } from "../../issuance/lifecycle/accept-authority.ts";
import { permittedNames } from "../../issuance/permitted-names.ts";
import { openRecords, readAuthority } from "../../service/open-service.ts";
import { dataFolder } from "../../system/data-folder.ts";
import { readPassphrase } from "../../system/read-passphrase.ts";
import { byOperator } from "../line/by-operator.ts";
import { printResult } from "../line/print-result.ts";
import { serviceCommand, type ServiceOptions } from "../line/service-command.ts";
import { permittedNamesInWords } from "./permitted-names-in-words.ts";

interface AcceptOptions extends ServiceOptions {
  readonly root?: string;
}

/** `koshin authority accept`. */
export function acceptCommand(): Command {
  return serviceCommand(
    "authority accept",
    "Accept the certificate that the operators of the root issued for the request (PEM, DER or PKCS#7, with those above it): the issuing authority signs with it from the next reload of the service (koshin reload) on.",
    "issuing.pem",
  )
    .argument("<file>", "the certificate")
    .option("--root <file>", "the certificate of its root, if that is another one than the service's")
    .action(accept);
}

async function accept(path: string, { data, database, root, json }: AcceptOptions): Promise<void> {
  const { authority: files, passphrase } = dataFolder(data);
  await using records = await openRecords(data, { database });
  const accepted = await acceptAuthority(records, files, await readPassphrase(passphrase), { path, root, ...byOperator() });
  const authority = await readAuthority(data);
  const { issuing, earlier, notAfter } = authority;
  const { settings } = records;
  const names = permittedNames({ settings, authority });
  const [issuer, before] = [policyNameOf(issuing), earlier[0] && policyNameOf(earlier[0].issuing)];
  if (accepted === undefined) {
    printResult({ changed: false, issuer, notAfter }, json === true, `${path} had been accepted before; nothing was changed.`);
    return;
  }
  const sentences = [
    `Issuing authority ${accepted.generation}, "${issuer}", is accepted. Start the service, or reload those that run (koshin reload), to sign with it.`,
    ...(before === undefined || before === issuer
      ? []
      : [
          `Certificates no longer name "${before}" as their issuer: add the other name to browser policies that select by it (AutoSelectCertificateForUrls), or browsers keep using old certificates.`,
        ]),
    ...(names === undefined ? [] : permittedNamesInWords(names, settings)),
  ];
  const facts = { changed: true, generation: accepted.generation, issuer, notAfter };
  printResult({ ...facts, ...(names === undefined ? {} : { permittedNames: names }) }, json === true, sentences.join("\n"));
}
