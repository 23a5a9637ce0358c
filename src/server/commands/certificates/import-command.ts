import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import type { ImportCounts } from "../../import/import-counts.ts";
import { importFiles } from "../../import/import-files.ts";
import type { Place } from "../../import/source-item.ts";
import { importSentences, type ImportCode } from "../../issuance/takeover/import-refusal.ts";
import { openService } from "../../service/open-service.ts";
import { productNamed } from "../../settings/products.ts";
import { counted } from "../../system/counted.ts";
import { byOperator } from "../line/by-operator.ts";
import { interruptible } from "../line/interruption.ts";
import { printPage, printResult } from "../line/print-result.ts";
import { jsonLine, printableValue } from "../line/printable.ts";
import { reportCount } from "../line/report-progress.ts";
import { listingCommand, type ServiceOptions } from "../line/service-command.ts";
import { keepLists } from "./keep-lists.ts";

interface ImportOptions extends ServiceOptions {
  readonly dryRun?: true;
  readonly passwordFile?: string;
  readonly tenant?: string;
  readonly product: string;
  readonly issuer?: string;
}

/** The number of refused rows that are named for a person; with --json all are. */
const mostNamed = 1000;

/** `koshin import`. */
export function importCommand(): Command {
  const description =
    "Import certificates that others have issued, so that they renew here, and revocation lists: PEM, DER, PKCS#7 and PKCS#12 files, OpenSSL's index.txt with newcerts, tables (CSV). Every file or row that is not imported is named with the reason. Can be repeated and interrupted.";
  return listingCommand("import", description, "--dry-run /srv/old-ca")
    .argument("<path...>", "files, and folders with everything in them")
    .option("--dry-run", "say what would be imported, and write nothing")
    .option("--password-file <file>", "passwords of PKCS#12 files, one on each line")
    .option("--tenant <name>", "the tenant of all certificates, if it is not the O of their subjects")
    .option("--product <name>", "the product of tenants that do not exist yet", "weborca")
    .option("--issuer <id>", "the issuer of rows that do not say it, by the identifier or CN of an authority")
    .action(async (paths: string[], { data, database, json, passwordFile, ...options }: ImportOptions) => {
      const passwords = passwordFile === undefined ? [] : await readPasswords(passwordFile);
      await using service = await openService(data, { database });
      productNamed(service.settings, options.product);
      const dryRun = options.dryRun === true;
      const names = refusedNames(json === true);
      const counts = await interruptible(
        async (interruption) =>
          await importFiles(service, {
            ...{ ...options, ...byOperator(), paths, dryRun, passwords, interruption },
            ...{ refused: names.print, progress: reportCount("certificates and revocations read") },
          }),
      );
      if (counts.revoked + counts.revocationsKept > 0 && !dryRun) await keepLists(service);
      printResult({ dryRun, ...counts }, json === true, [...names.rest(), ...inWords(counts, dryRun)].join("\n"));
    });
}

async function readPasswords(path: string): Promise<string[]> {
  const text = await readFile(path, "utf8");
  return text.split(/\r?\n/).filter((line) => line !== "");
}

interface RefusedNames {
  readonly print: (place: Place, code: ImportCode) => Promise<void>;
  /** What is to be said of those that were not named. */
  readonly rest: () => string[];
}

function refusedNames(json: boolean): RefusedNames {
  let count = 0;
  return {
    async print({ file, line }, code) {
      count += 1;
      if (json) await printPage([jsonLine({ refused: code, file, line: line ?? null, reason: importSentences[code] })]);
      else if (count <= mostNamed) {
        const place = printableValue(file) + (line === undefined ? "" : `:${line}`);
        await printPage([`${place}: ${importSentences[code]} (${code})`]);
      }
    },
    rest: () => (json || count <= mostNamed ? [] : [`… and ${count - mostNamed} more; --json names all.`]),
  };
}

function inWords(counts: ImportCounts, dryRun: boolean): string[] {
  const { taken, listed, bound, known, repeated, revoked, lists, knownLists, revocationsKept, tenantsCreated } = counts;
  const { repeatedLists, pointLists, privateKeys, bookkeeping, refused } = counts;
  const codes = Object.entries(refused).sort(([one], [other]) => (one < other ? -1 : 1));
  const shown = (count: number, words: string): string[] => (count === 0 ? [] : [`  ${count} ${words}`]);
  const things = (count: number, thing: string, words: string): string[] =>
    count === 0 ? [] : [`  ${counted(count, thing)}${words}`];
  return [
    `${dryRun ? "Of" : "From"} ${counted(counts.files, "file", "files")}${dryRun ? " would be:" : ":"}`,
    `  ${taken} imported`,
    ...shown(listed, "imported by their facts; each is completed when its holder presents it"),
    ...shown(bound, "known by their facts before, completed with the certificate itself"),
    ...shown(known, "imported before"),
    ...shown(repeated, "found again in this import"),
    ...shown(revoked, "revoked"),
    ...things(lists, "revocation list", " imported"),
    ...things(pointLists, "revocation list", " of these for the certificates that name its distribution point alone"),
    ...things(knownLists, "revocation list", " imported before"),
    ...things(repeatedLists, "revocation list", " found again in this import"),
    ...things(revocationsKept, "revocation", " of unknown certificates, in case they are imported later"),
    ...things(tenantsCreated, "tenant", " created"),
    ...things(privateKeys, "private key", ": never imported"),
    ...things(bookkeeping, "file", " of openssl ca itself (serial, crlnumber, index.txt.attr): nothing to import"),
    ...codes.map(([code, count]) => `  ${count} not imported: ${code}`),
  ];
}
