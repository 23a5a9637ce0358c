import { Command } from "commander";

/** The options of every command on a service. */
export interface ServiceOptions {
  readonly data: string;
  readonly database?: string;
  readonly json?: true;
}

/** `--database`, with its help. */
const databaseOption = [
  "--database <url>",
  "a PostgreSQL database instead of the one in the settings; put its password into PGPASSWORD or ~/.pgpass",
] as const;

/** `--json`, with its help. */
export const jsonOption = ["--json", "print the result, or the error, as one line of JSON on standard output"] as const;

/** The same for a command that lists, whose only result is its lines. */
const jsonLinesOption = [
  "--json",
  "print each item, or else the result or the error, as a separate line of JSON on standard output",
] as const;

/**
 * Creates a command on the service of a data folder.
 *
 * @param path its words, `tenant create`
 * @param example what follows them and `--data` in the help's example
 */
export function serviceCommand(path: string, description: string, example: string): Command {
  return commandOn(path, description, example).option(...jsonOption);
}

/** The same for a command that lists: with `--json` it prints a line of JSON for each item. */
export function listingCommand(path: string, description: string, example: string): Command {
  return commandOn(path, description, example).option(...jsonLinesOption);
}

function commandOn(path: string, description: string, example: string): Command {
  return new Command(path.split(" ").at(-1))
    .description(description)
    .requiredOption("--data <folder>", "the folder that koshin init created")
    .option(...databaseOption)
    .addHelpText("after", `\nExample:\n  koshin ${path} --data /var/lib/koshin ${example}`.trimEnd());
}
