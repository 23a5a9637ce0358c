import { Command } from "commander";
import { moveDatabase } from "../../service/move-database.ts";
import { counted } from "../../system/counted.ts";
import { byOperator } from "../line/by-operator.ts";
import { interruptible } from "../line/interruption.ts";
import { printResult } from "../line/print-result.ts";
import { reportProgress } from "../line/report-progress.ts";
import { jsonOption } from "../line/service-command.ts";

interface MoveOptions {
  readonly data: string;
  readonly database: string;
  readonly json?: boolean;
}

/** `koshin move-database`. */
export function moveDatabaseCommand(): Command {
  return new Command("move-database")
    .description("Move a stopped service's records from its SQLite file to PostgreSQL, and name the new database in the settings.")
    .requiredOption("--data <folder>", "the folder that koshin init created")
    .requiredOption("--database <url>", "an empty PostgreSQL database: postgres://koshin@db.example/koshin")
    .option(...jsonOption)
    .addHelpText(
      "after",
      "\nExample:\n  koshin move-database --data /var/lib/koshin --database postgres://koshin@db.example/koshin",
    )
    .action(async ({ data, database, json }: MoveOptions) => {
      const onProgress = reportProgress("rows copied");
      const { rows, kept } = await interruptible(
        async (interruption) => await moveDatabase(data, { database, onProgress, interruption, ...byOperator() }),
      );
      const sentence = `${counted(rows, "row is", "rows are")} in PostgreSQL, which the settings name. Start the service. ${kept} is the old database: remove it once the service runs and is backed up, because it contains the same secrets.`;
      printResult({ rows, kept }, json === true, sentence);
    });
}
