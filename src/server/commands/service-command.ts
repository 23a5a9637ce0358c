import { Command } from "commander";

/** What every command on a service is given. */
export interface ServiceOptions {
  readonly data: string;
  readonly database?: string;
  readonly json?: true;
}

/** What `--database` is for, in each command's help. */
export const databaseOption = ["--database <url>", "a PostgreSQL database in place of the one that the settings name; its password goes into PGPASSWORD or ~/.pgpass"] as const;

/** What `--json` is for, in each command's help. */
export const jsonOption = ["--json", "print the result, or what went wrong, as one line of JSON on standard output"] as const;

/**
 * A command on the service of a data folder.
 *
 * @param path its words, `tenant create`
 * @param example what is written behind them and `--data` in the help's example
 */
export function serviceCommand(path: string, description: string, example: string): Command {
  return new Command(path.split(" ").at(-1))
    .description(description)
    .requiredOption("--data <folder>", "the folder that koshin init made")
    .option(...databaseOption)
    .option(...jsonOption)
    .addHelpText("after", `\nExample:\n  koshin ${path} --data /var/lib/koshin ${example}`.trimEnd());
}
