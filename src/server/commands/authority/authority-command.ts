import { Command } from "commander";
import { adoptCommand } from "./adopt-command.ts";

/** `koshin authority`. */
export function authorityCommand(): Command {
  return new Command("authority")
    .description("Manage authorities that existed before, or that others keep.")
    .addCommand(adoptCommand())
    .addHelpText("after", "\nExample:\n  koshin authority adopt --data /var/lib/koshin old-ca.pem");
}
