#!/usr/bin/env node
import { Command } from "commander";
import { backupCommand } from "./server/commands/backup-command.ts";
import { checkCommand } from "./server/commands/check-command.ts";
import { initCommand } from "./server/commands/init-command.ts";
import { issueCommand } from "./server/commands/issue-command.ts";
import { recoveryCodeCommand } from "./server/commands/recovery-code-command.ts";
import { restoreCommand } from "./server/commands/restore-command.ts";
import { renewNowCommand } from "./server/commands/renew-now-command.ts";
import { rotateCommand } from "./server/commands/rotate-command.ts";
import { revokeCommand } from "./server/commands/revoke-command.ts";
import { runProgram } from "./server/commands/run-program.ts";
import { serveCommand } from "./server/commands/serve-command.ts";
import { showCommand } from "./server/commands/show-command.ts";
import { tenantCommand } from "./server/commands/tenant-command.ts";

/** The demonstration and its web app are loaded by those who ask for them. */
const program = new Command("koshin")
  .description("Renews TLS client certificates before they expire, and proves that the new one works.")
  .addCommand(initCommand(async (...world) => await (await import("./demo/world.ts")).makeWorld(...world)))
  .addCommand(
    serveCommand(async ({ accounts, assets }) => {
      const { createWebapp } = await import("./webapp/create-webapp.ts");
      return createWebapp({ accounts, assets });
    }),
  )
  .addCommand(issueCommand())
  .addCommand(tenantCommand())
  .addCommand(renewNowCommand())
  .addCommand(revokeCommand())
  .addCommand(showCommand())
  .addCommand(recoveryCodeCommand())
  .addCommand(backupCommand())
  .addCommand(restoreCommand())
  .addCommand(rotateCommand())
  .addCommand(checkCommand())
  .addHelpText("after", "\nExample:\n  koshin init --data ./data && koshin serve --data ./data");

await runProgram(program, process.argv);
