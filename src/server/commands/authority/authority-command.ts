import { Command } from "commander";
import { acceptCommand } from "./accept-command.ts";
import { adoptCommand } from "./adopt-command.ts";
import { exportCommand } from "./export-command.ts";
import { requestCommand } from "./request-command.ts";
import { upstreamCommand } from "./upstream-command.ts";

/** `koshin authority`. */
export function authorityCommand(): Command {
  return new Command("authority")
    .description("Manage authorities that existed before, or that others keep.")
    .addCommand(adoptCommand())
    .addCommand(requestCommand())
    .addCommand(acceptCommand())
    .addCommand(upstreamCommand())
    .addCommand(exportCommand())
    .addHelpText("after", "\nExample:\n  koshin authority request --data /var/lib/koshin --out request.csr");
}
