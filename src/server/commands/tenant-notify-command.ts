import { Command } from "commander";
import { notifyAt, notifyNoMoreAt } from "../notices/addresses.ts";
import { openService } from "../open-service.ts";
import { printResult } from "./print-result.ts";

interface NotifyOptions {
  readonly data: string;
  readonly tenant: string;
  readonly mail?: string;
  readonly webhook?: string;
  readonly remove?: true;
  readonly json?: true;
}

/** `koshin tenant notify`. */
export function tenantNotifyCommand(): Command {
  return new Command("notify")
    .description("Tell a tenant, by mail or webhook, of each certificate that is issued or ends soon.")
    .requiredOption("--data <folder>", "the folder that koshin init made")
    .requiredOption("--tenant <name>", "its name: u00000014")
    .option("--mail <address>", "a mail address; the settings name the server that mail goes through")
    .option("--webhook <url>", "an https:// URL; the key that its receiver needs is printed")
    .option("--remove", "tell that address nothing more")
    .option("--json", "print the result as one line of JSON")
    .addHelpText("after", "\nExample:\n  koshin tenant notify --data /var/lib/koshin --tenant u00000014 --mail office@example.jp")
    .action(async ({ data, tenant, mail, webhook, remove, json }: NotifyOptions, command: Command) => {
      const address = mail ?? webhook;
      if (address === undefined || (mail !== undefined && webhook !== undefined)) {
        command.error("error: name either --mail or --webhook");
      }
      await using service = await openService(data);
      const channel = mail === undefined ? "webhook" : "mail";
      const place = { tenant, channel, address } as const;
      if (remove === true) {
        await notifyNoMoreAt(service, place, new Date());
        printResult({ ...place, removed: true }, json === true, `${address} is told nothing more.`);
        return;
      }
      const secret = await notifyAt(service, place, new Date());
      const key = secret === undefined ? "" : ` Its key is ${secret}.`;
      printResult({ ...place, ...(secret === undefined ? {} : { secret }) }, json === true, `${address} is told from now on.${key}`);
    });
}
