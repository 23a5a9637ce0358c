import type { Command } from "commander";
import { policyNameOf } from "../../authority/ca-certificate.ts";
import { setUpstream, unsetUpstream } from "../../issuance/upstream/set-upstream.ts";
import { openService } from "../../service/open-service.ts";
import { dataFolder } from "../../system/data-folder.ts";
import { OperatorError } from "../../system/operator-error.ts";
import { readPassphrase } from "../../system/read-passphrase.ts";
import { byOperator } from "../line/by-operator.ts";
import { printResult } from "../line/print-result.ts";
import { serviceCommand, type ServiceOptions } from "../line/service-command.ts";

interface UpstreamOptions extends ServiceOptions {
  readonly url?: string;
  readonly authority?: string;
  readonly credential?: string;
  readonly credentialKey?: string;
  readonly passphraseFile?: string;
  readonly serverRoots?: string;
  readonly remove?: true;
}

/** `koshin authority upstream`. */
export function upstreamCommand(): Command {
  return serviceCommand(
    "authority upstream",
    "Have another authority sign the certificates of this service, by EST (RFC 7030). It is asked with a certificate of the service's own, and adopted. Services ask it after the next reload (koshin reload).",
    "--url https://ca.example --authority issuing.pem --credential service.p12 --passphrase-file service.pass",
  )
    .option("--url <url>", "the address of its EST service; without a path, /.well-known/est")
    .option("--authority <file>", "its certificate, with those above it up to the root (PEM, DER or PKCS#7)")
    .option(
      "--credential <file>",
      "what this service authenticates itself with: a certificate, or a PKCS#12 file with its key, too",
    )
    .option("--credential-key <file>", "the private key of the credential")
    .option("--passphrase-file <file>", "the passphrase of that key, or of the PKCS#12 file")
    .option("--server-roots <file>", "the roots of its server's certificate, instead of those that the system trusts")
    .option("--remove", "sign here again; the other authority stays adopted")
    .action(run);
}

async function run(options: UpstreamOptions): Promise<void> {
  const { data, database, json, remove } = options;
  await using service = await openService(data, { database });
  const { authority: files, passphrase } = dataFolder(data);
  if (remove === true) {
    const changed = await unsetUpstream(service, files, byOperator());
    const sentence = changed
      ? "This service signs itself again. Reload those that run (koshin reload)."
      : "No other authority signs for this service; nothing was changed.";
    printResult({ changed }, json === true, sentence);
    return;
  }
  const { url, authority, credential, credentialKey, passphraseFile, serverRoots } = options;
  if (url === undefined || authority === undefined || credential === undefined) {
    throw new OperatorError("wrong-usage", "Name the other authority with --url, --authority and --credential, or --remove it.");
  }
  const given = { url, authority, credential, credentialKey, passphraseFile, serverRoots };
  const set = await setUpstream(service, files, await readPassphrase(passphrase), given, byOperator());
  const issuer = policyNameOf(set.chain[0]);
  const { notAfter } = set.credential;
  const sentence = `"${issuer}" at ${set.url} signs the certificates of this service. Reload those that run (koshin reload). The credential, valid until ${notAfter.toISOString()}, is renewed in time by the service.`;
  printResult({ changed: true, url: set.url, issuer, credentialNotAfter: notAfter }, json === true, sentence);
}
