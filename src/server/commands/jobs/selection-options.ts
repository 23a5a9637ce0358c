import { InvalidArgumentError, Option, type Command } from "commander";
import { attentions, certificateStates, type CertificateSearch } from "../../../protocol/console/certificates.ts";
import { renewalStages } from "../../../protocol/console/stages.ts";
import { otherKind } from "../../settings/kinds.ts";
import { readDays } from "../line/read-days.ts";
import { readMoment } from "../line/read-moment.ts";
import { readText } from "../line/read-text.ts";

/** What `searching` reads: which certificates of a tenant are searched for, as on the administrators' site. */
export interface SearchOptions {
  readonly tenant: string;
  readonly all?: true;
  readonly search?: string;
  readonly state?: CertificateSearch["state"];
  readonly kind?: string;
  readonly remark?: string;
  readonly remarked?: CertificateSearch["remarked"];
  readonly stage?: CertificateSearch["stage"];
  readonly attention?: CertificateSearch["attention"];
  readonly endsWithin?: number;
  readonly endsFrom?: Date;
  readonly endsBefore?: Date;
  readonly issuedBy?: string;
  readonly ended?: true;
}

/** What `selecting` reads: which certificates of a tenant are acted on. */
export interface SelectionOptions extends SearchOptions {
  readonly certificates?: string;
  readonly mark?: string;
  readonly yes?: true;
}

/** Each of these says which certificates are searched for. */
const criteria = [
  ...["all", "search", "state", "kind", "remark", "remarked", "stage", "attention"],
  ...["endsWithin", "endsFrom", "endsBefore", "issuedBy"],
];

/** All of these options, by their attributes. */
export const selectionNames: readonly string[] = ["certificates", ...criteria, "ended", "mark", "yes"];

/** The heading of these options in a command's help. */
const which = "Which certificates:";

/** Adds the options that select certificates: those of a file, or all that a search of the administrators' site finds. */
export function selecting(command: Command): Command {
  const file =
    "those in this file, one on each line: a serial number, ISSUER/SERIAL, or as koshin find --json prints it; - for standard input";
  command
    .option("--yes", "do it; without it, only say what would be done")
    .option("--mark <mark>", "only if the search finds what was counted with this mark")
    .addOption(new Option("--certificates <file>", file).helpGroup(which).conflicts([...criteria, "ended", "mark"]));
  return searching(command);
}

/** Adds the options that search for certificates. */
export function searching(command: Command): Command {
  return command
    .requiredOption("--tenant <name>", "the tenant: u00000014")
    .optionsGroup(which)
    .option("--all", "all that have not ended, if nothing else is asked for")
    .option("--search <text>", "those with this in their CN, remark, device or serial number", readText(100, "one"))
    .addOption(new Option("--state <state>", "those in this state, as in koshin show").choices(certificateStates))
    .option("--kind <kind>", `those of this kind: as named in the settings, or ${otherKind}`)
    .option("--remark <text>", "those with this whole remark", readText(1000, "any"))
    .addOption(new Option("--remarked <yes|no>", "those with a remark, or without").choices(["yes", "no"]))
    .addOption(new Option("--stage <stage>", "those whose renewal stands there").choices(renewalStages))
    .addOption(new Option("--attention <what>", "those behind a figure of the site's first page").choices(attentions))
    .option("--ends-within <days>", "those that expire within this number of days", readDays)
    .option("--ends-from <moment>", "those that expire from this moment on: 2026-12-31 or 2026-12-31T09:00:00Z", readMoment)
    .option("--ends-before <moment>", "those that expire before this moment", readMoment)
    .option("--issued-by <job>", "those that a job has issued, by its id", readId)
    .option("--ended", "also renewed, revoked and expired ones")
    .optionsGroup("Options:");
}

/** Ends a command with a usage error unless it says which certificates it is about. */
export function requireSelection(options: SearchOptions, command: Command): void {
  if (Object.keys(options).some((name) => name === "certificates" || criteria.includes(name))) return;
  const file = command.options.some(({ long }) => long === "--certificates") ? "--certificates, " : "";
  command.error(`Name the certificates: ${file}what to search for, such as --search, or --all.`);
}

/** What is searched for. */
export function searchIn(options: SearchOptions): CertificateSearch {
  const { search = "", state, kind, remark, remarked, stage, attention, endsWithin, endsFrom, endsBefore, issuedBy } = options;
  return {
    ...{ search, state, kind, remark, remarked, stage, attention, days: endsWithin, job: issuedBy },
    ...{ from: endsFrom?.toISOString(), until: endsBefore?.toISOString() },
    ended: options.ended === true ? "shown" : "hidden",
  };
}

/**
 * Reads the identifier of a job.
 *
 * @throws InvalidArgumentError, which Commander reports as a usage error
 */
export function readId(text: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text))
    throw new InvalidArgumentError("An id, as koshin job list prints it.");
  return text.toLowerCase();
}
