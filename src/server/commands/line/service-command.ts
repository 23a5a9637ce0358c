import { Command } from "commander";

/** What every command on a service is given. */
export interface ServiceOptions {
  readonly data: string;
  readonly database?: string;
  readonly json?: true;
}

/** What `--database` is for, in each command's help. */
const databaseOption = [
  "--database <url>",
  "a PostgreSQL database in place of the one that the settings name; its password goes into PGPASSWORD or ~/.pgpass",
] as const;

/** What `--json` is for, in each command's help. */
export const jsonOption = ["--json", "print the result, or what went wrong, as one line of JSON on standard output"] as const;

/** The same for a command that lists, which has no other result than its lines. */
const jsonLinesOption = [
  "--json",
  "print each item, or else the result or what went wrong, as a line of JSON of its own on standard output",
] as const;

/**
 * A command on the service of a data folder.
 *
 * @param path its words, `tenant create`
 * @param example what is written behind them and `--data` in the help's example
 */
export function serviceCommand(path: string, description: string, example: string): Command {
  return commandOn(path, description, example).option(...jsonOption);
}

/** The same for a command that lists: with `--json` it prints a line of JSON for each item, and none where there is none. */
export function listingCommand(path: string, description: string, example: string): Command {
  return commandOn(path, description, example).option(...jsonLinesOption);
}

function commandOn(path: string, description: string, example: string): Command {
  return new Command(path.split(" ").at(-1))
    .description(description)
    .requiredOption("--data <folder>", "the folder that koshin init made")
    .option(...databaseOption)
    .addHelpText("after", `\nExample:\n  koshin ${path} --data /var/lib/koshin ${example}`.trimEnd());
}
