import { Command } from "commander";
import type { Authority } from "../../authority/authority.ts";
import { policyNameOf } from "../../authority/ca-certificate.ts";
import { issuerId } from "../../authority/issuer-id.ts";
import { issuingTime } from "../../authority/lifetime.ts";
import { permittedNames } from "../../issuance/permitted-names.ts";
import { initialise, type Beginning, type Initialised } from "../../service/initialise.ts";
import { defaultSettings, readSettings, type Settings } from "../../settings/settings.ts";
import { counted } from "../../system/counted.ts";
import { dataFolder } from "../../system/data-folder.ts";
import { OperatorError } from "../../system/operator-error.ts";
import { permittedNamesInWords } from "../authority/permitted-names-in-words.ts";
import { interruptible } from "../line/interruption.ts";
import { printResult } from "../line/print-result.ts";
import { jsonOption, type ServiceOptions } from "../line/service-command.ts";

/** Fills an empty data folder with the demonstration. */
export type MakeDemonstration = (
  data: string,
  now: Date,
  options: Pick<Beginning, "database" | "interruption">,
) => Promise<unknown>;

/** Folders of built files, as far as they are built. */
interface BuiltFolders {
  readonly recoveryPage: string | undefined;
  readonly inpage: string | undefined;
  readonly console: string | undefined;
}

interface InitOptions extends ServiceOptions {
  readonly demo?: true;
  readonly authority?: string;
  readonly authorityKey?: string;
  readonly authorityPassphraseFile?: string;
  readonly root?: string;
  readonly crl?: string;
}

/**
 * `koshin init`.
 *
 * @param built the folders of what is built, which the settings then name
 */
export function initCommand(makeDemonstration: MakeDemonstration, built: BuiltFolders): Command {
  return new Command("init")
    .description("Create a data folder: authorities, the server's certificate, settings and an empty database.")
    .requiredOption("--data <folder>", "an empty folder, or one that does not exist")
    .option("--database <url>", "an empty PostgreSQL database, postgres://user@host/name; SQLite by default")
    .option("--demo", "fill it with demonstration data: tenants, an account, certificates in every state")
    .option(
      "--authority <file>",
      "an issuing authority that exists, instead of a new one: its certificate, and those above it, in PEM or DER, or a PKCS#12 file",
    )
    .option(
      "--authority-key <file>",
      "its private key, in PEM, DER or PKCS#12, or the address of one in a token (pkcs11:…, RFC 7512)",
    )
    .option("--authority-passphrase-file <file>", "the passphrase of its key or PKCS#12 file")
    .option(
      "--root <file>",
      "the certificate of its root, if its own file does not contain it; without --authority, an issuing authority is requested from the operators of this root",
    )
    .option("--crl <file>", "its last revocation list, whose entries and number are continued")
    .option(...jsonOption)
    .addHelpText(
      "after",
      "\nExamples:\n  koshin init --data /var/lib/koshin\n  koshin init --data /var/lib/koshin --authority issuing.pem --authority-key issuing.key --root root.pem",
    )
    .action(async (options: InitOptions) => {
      const { data, database, demo = false, json } = options;
      const now = new Date();
      const existing = existingAuthority(options);
      await interruptible(async (interruption) => {
        if (demo) {
          await makeDemonstration(data, now, { database, interruption });
          printResult({ data, demo }, json === true, readiness(data));
          return;
        }
        const settings = withFolders(built);
        const made = await initialise(data, { now, settings, database, interruption, ...existing });
        if (made.authority === undefined) {
          printResult({ data, demo, authority: "requested" }, json === true, requested(data));
          return;
        }
        const found = existing.authority && { ...made, authority: made.authority };
        const facts = found === undefined ? {} : await factsOf(data, found, now);
        const sentences = found === undefined ? [] : await sentencesOf(data, found, now);
        printResult({ data, demo, ...facts }, json === true, [...sentences, readiness(data)].join("\n"));
      });
    });
}

function withFolders({ recoveryPage, inpage, console }: BuiltFolders): Settings {
  return {
    ...defaultSettings,
    ...(recoveryPage === undefined ? {} : { recovery: { ...defaultSettings.recovery, assets: recoveryPage } }),
    ...(inpage === undefined ? {} : { inpage: { assets: inpage } }),
    ...(console === undefined ? {} : { console: { assets: console } }),
  };
}

function readiness(data: string): string {
  return `${data} is ready. Start it: koshin serve --data ${data}`;
}

/** @throws OperatorError `wrong-usage` for options that belong to an authority that is not named */
function existingAuthority(options: InitOptions): Pick<Beginning, "authority" | "root" | "revocationList"> {
  const { demo, authority, authorityKey: key, authorityPassphraseFile: passphraseFile, root, crl: revocationList } = options;
  const ofAuthority = [key, passphraseFile, revocationList].some((option) => option !== undefined);
  if (demo === true && (ofAuthority || authority !== undefined || root !== undefined)) {
    const sentence = "The demonstration makes its own authority: leave out --demo, or the authority that exists.";
    throw new OperatorError("wrong-usage", sentence);
  }
  if (authority !== undefined) return { authority: { authority, key, passphraseFile, root }, revocationList };
  if (!ofAuthority) return { root };
  const sentence =
    "--authority-key, --authority-passphrase-file and --crl belong to an authority that exists: name its certificate with --authority.";
  throw new OperatorError("wrong-usage", sentence);
}

function requested(data: string): string {
  return `${data} waits for its issuing authority. Print the request, send it to the operators of the root, and accept the certificate that they issue for it: koshin authority request --data ${data}, then koshin authority accept --data ${data} <file>`;
}

/** What is known of an authority that existed. */
type Found = Initialised & { readonly authority: Authority };

async function factsOf(
  data: string,
  { authority, serverFault, revocationList }: Found,
  now: Date,
): Promise<Readonly<Record<string, unknown>>> {
  const settings = await readSettings(dataFolder(data).settings);
  const { until } = issuingTime(authority, settings.validityYears, now);
  const names = permittedNames({ settings, authority });
  return {
    authority: {
      issuer: issuerId(authority),
      name: policyNameOf(authority.issuing),
      notAfter: authority.notAfter,
      issuesUntil: until,
    },
    ...(names === undefined ? {} : { permittedNames: names }),
    serverCertificate: serverFault === undefined ? "made" : "missing",
    ...(revocationList === undefined ? {} : { revocationList: continued(revocationList, now) }),
  };
}

/** A revocation list that is continued, as it is printed. */
interface ContinuedList {
  /** The identifier of its authority. */
  readonly issuer: string;
  readonly number: number;
  readonly thisUpdate: Date;
  /** Whether the next one was due already, so that later revocations may be missing. */
  readonly overdue: boolean;
  readonly entries: number;
  /** How many of them were valid in the database until then. */
  readonly revoked: number;
}

function continued(
  { issuer, number, thisUpdate, nextUpdate = thisUpdate, kept, revoked }: NonNullable<Initialised["revocationList"]>,
  now: Date,
): ContinuedList {
  return { issuer, number: Number(number ?? 0n), thisUpdate, overdue: nextUpdate < now, entries: kept + revoked, revoked };
}

async function sentencesOf(data: string, { authority, serverFault, revocationList }: Found, now: Date): Promise<string[]> {
  const settings = await readSettings(dataFolder(data).settings);
  const { until, over } = issuingTime(authority, settings.validityYears, now);
  const names = permittedNames({ settings, authority });
  const { serverCertificate, serverKey } = dataFolder(data).authority;
  const list = revocationList && continued(revocationList, now);
  return [
    `The authority "${policyNameOf(authority.issuing)}" signs from now on, until ${authority.notAfter.toISOString()}.`,
    over
      ? `That is before a certificate issued now would expire, so none is issued: lower validityYears, or ask the root's operators for another authority (koshin authority request --data ${data}).`
      : `It can issue certificates of full validity until ${until.toISOString()}.`,
    ...(names === undefined ? [] : permittedNamesInWords(names, settings)),
    ...(serverFault === undefined
      ? []
      : [
          `It may not sign the server's certificate (${serverFault}): before the start, put one of another authority, followed by its chain, into ${serverCertificate}, and its key into ${serverKey}.`,
        ]),
    ...(list === undefined
      ? []
      : [
          `The revocation list ${list.number} of ${list.thisUpdate.toISOString()} is continued, with ${counted(list.entries, "entry", "entries")}.${list.overdue ? " A later one was due: if there is one, import it (koshin import)." : ""}`,
        ]),
  ];
}
