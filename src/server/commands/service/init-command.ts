import { Command } from "commander";
import { initialise, type Beginning } from "../../service/initialise.ts";
import { interruptible } from "../line/interruption.ts";
import { printResult } from "../line/print-result.ts";
import { jsonOption, type ServiceOptions } from "../line/service-command.ts";

/** Fills an empty data folder with the demonstration. */
type MakeDemonstration = (data: string, now: Date, options: Pick<Beginning, "database" | "interruption">) => Promise<unknown>;

interface InitOptions extends ServiceOptions {
  readonly demo?: true;
}

/** `koshin init`. */
export function initCommand(makeDemonstration: MakeDemonstration): Command {
  return new Command("init")
    .description("Create a data folder: authorities, the server's certificate, settings and an empty database.")
    .requiredOption("--data <folder>", "an empty folder, or one that does not exist")
    .option("--database <url>", "an empty PostgreSQL database, postgres://user@host/name; SQLite by default")
    .option("--demo", "fill it with demonstration data: tenants, an account, certificates in every state")
    .option(...jsonOption)
    .addHelpText("after", "\nExample:\n  koshin init --data /var/lib/koshin")
    .action(async ({ data, database, demo, json }: InitOptions) => {
      const now = new Date();
      await interruptible(async (interruption) => {
        await (demo === true
          ? makeDemonstration(data, now, { database, interruption })
          : initialise(data, { now, database, interruption }));
      });
      printResult({ data, demo: demo === true }, json === true, `${data} is ready. Start it: koshin serve --data ${data}`);
    });
}
