import { Command, InvalidArgumentError, Option } from "commander";
import { blockKeys, unblockKey } from "../../issuance/lifecycle/blocked-keys.ts";
import { openService } from "../../service/open-service.ts";
import { identityOf } from "../../store/certificates/certificate-name.ts";
import { readBlockedKeys } from "../../store/certificates/known-keys.ts";
import { pagesOf } from "../../store/database/pages.ts";
import type { BlockedKeyRow } from "../../store/database/schema.ts";
import { byOperator } from "../line/by-operator.ts";
import { pageLength, printList, type Facts } from "../line/print-list.ts";
import { printResult } from "../line/print-result.ts";
import { reportProgress } from "../line/report-progress.ts";
import { listingCommand, serviceCommand, type ServiceOptions } from "../line/service-command.ts";
import { keepLists } from "./keep-lists.ts";
import { othersToTell, tellInWords } from "./others-to-tell.ts";
import { readKeyFile, readKeyHash } from "./read-key-file.ts";

interface AddOptions extends ServiceOptions {
  readonly file?: string;
  readonly sha256?: string;
  readonly source: string;
}

/** `koshin blocked-key`. */
export function blockedKeyCommand(): Command {
  return new Command("blocked-key")
    .description("Manage compromised keys: no certificate is issued for them, and their certificates are revoked.")
    .addCommand(addCommand())
    .addCommand(listCommand())
    .addCommand(removeCommand())
    .addHelpText(
      "after",
      '\nExample:\n  koshin blocked-key add --data /var/lib/koshin --file leaked.pem --source "found on a share"',
    );
}

function addCommand(): Command {
  return serviceCommand(
    "blocked-key add",
    "Block keys, and revoke all of their certificates.",
    '--file leaked.pem --source "found on a share"',
  )
    .addOption(
      new Option(
        "--file <file>",
        "a file with the SHA-256 of a SubjectPublicKeyInfo on each line; or certificates, requests or keys in PEM",
      ).conflicts("sha256"),
    )
    .option("--sha256 <hex>", "one key, by the SHA-256 of its SubjectPublicKeyInfo", hash)
    .requiredOption("--source <words>", "where this is known from")
    .action(async ({ data, database, file, sha256, source, json }: AddOptions, command: Command) => {
      if (file === undefined && sha256 === undefined) command.error("Name the keys: --file or --sha256.");
      const keys = [
        ...new Set([...(file === undefined ? [] : await readKeyFile(file)), ...(sha256 === undefined ? [] : [sha256])]),
      ];
      await using service = await openService(data, { database });
      const order = { keys, source, ...byOperator() };
      const { blocked, revoked } = await blockKeys(service, order, reportProgress("keys checked"));
      if (revoked.length > 0) await keepLists(service);
      const known = keys.length - blocked.length;
      const sentence = [
        `Blocked: ${blocked.length}.${known === 0 ? "" : ` Blocked before: ${known}.`}`,
        revoked.length === 0
          ? "No valid certificate has such a key."
          : `Revoked: ${revoked.map(({ serial }) => serial).join(", ")}.`,
      ].join("\n");
      const alsoTell = othersToTell(service.authority, revoked);
      const facts = { blocked: blocked.length, known, revoked: revoked.map(identityOf), alsoTell };
      printResult(facts, json === true, [sentence, ...alsoTell.map(tellInWords)].join("\n"));
    });
}

function listCommand(): Command {
  return listingCommand("blocked-key list", "List the blocked keys, by the SHA-256 of their SubjectPublicKeyInfo.", "").action(
    async ({ data, database, json }: ServiceOptions) => {
      await using service = await openService(data, { database });
      const pages = pagesOf<BlockedKeyRow>(
        async (after) => await readBlockedKeys(service.store, after?.spkiSha256 ?? "", pageLength),
      );
      await printList(pages, blockedKeyFacts, { json: json === true, none: "No key is blocked." });
    },
  );
}

function removeCommand(): Command {
  const description = "Unblock a key, for example one that was blocked by mistake. Revoked certificates stay revoked.";
  return serviceCommand("blocked-key remove", description, "--sha256 5F3A…C1")
    .requiredOption("--sha256 <hex>", "the SHA-256 of its SubjectPublicKeyInfo, as in the list", hash)
    .action(async ({ data, database, sha256, json }: ServiceOptions & { readonly sha256: string }) => {
      await using service = await openService(data, { database });
      await unblockKey(service, sha256, byOperator());
      printResult({ removed: sha256 }, json === true, `The key ${sha256} is no longer blocked.`);
    });
}

function hash(text: string): string {
  const read = readKeyHash(text);
  if (read === undefined) throw new InvalidArgumentError("Give a SHA-256 in hexadecimal: 64 digits.");
  return read;
}

function blockedKeyFacts({ spkiSha256: sha256, blockedAt, source }: BlockedKeyRow): Facts {
  return { sha256, blockedAt: new Date(blockedAt).toISOString(), source };
}
