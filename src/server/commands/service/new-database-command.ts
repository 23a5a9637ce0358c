import { Command } from "commander";
import { beginWithNewDatabase } from "../../service/new-database.ts";
import { printResult } from "../line/print-result.ts";
import { jsonOption, type ServiceOptions } from "../line/service-command.ts";

/** `koshin new-database`. */
export function newDatabaseCommand(): Command {
  return new Command("new-database")
    .description(
      "Begin with an empty database where the service's own is lost and no backup is left: no certificate that was issued is known any more.",
    )
    .requiredOption("--data <folder>", "the folder that koshin init made")
    .option("--database <url>", "an empty PostgreSQL database in place of the one that the settings name")
    .option(...jsonOption)
    .addHelpText("after", "\nExample:\n  koshin new-database --data /var/lib/koshin")
    .action(async ({ data, database, json }: ServiceOptions) => {
      const identity = await beginWithNewDatabase(data, new Date(), database);
      const sentence = `${data} has an empty database. Certificates that were issued before are refused: issue new ones.`;
      printResult({ data, identity }, json === true, sentence);
    });
}
