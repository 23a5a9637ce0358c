import { Command } from "commander";
import { beginWithNewDatabase } from "../../service/new-database.ts";
import { byOperator } from "../line/by-operator.ts";
import { printResult } from "../line/print-result.ts";
import { jsonOption, type ServiceOptions } from "../line/service-command.ts";

/** `koshin new-database`. */
export function newDatabaseCommand(): Command {
  return new Command("new-database")
    .description(
      "Start with an empty database after the service's own was lost and no backup is left: certificates issued before are no longer known.",
    )
    .requiredOption("--data <folder>", "the folder that koshin init created")
    .option("--database <url>", "an empty PostgreSQL database instead of the one in the settings")
    .option(...jsonOption)
    .addHelpText("after", "\nExample:\n  koshin new-database --data /var/lib/koshin")
    .action(async ({ data, database, json }: ServiceOptions) => {
      const identity = await beginWithNewDatabase(data, byOperator(), database);
      const sentence = `${data} has an empty database. Certificates issued before are refused: issue new ones.`;
      printResult({ data, identity }, json === true, sentence);
    });
}
