import { Command } from "commander";
import packageJson from "../package.json" with { type: "json" };
import { auditCommand } from "./server/commands/audit-command.ts";
import { backupCommand } from "./server/commands/backup-command.ts";
import { blockedKeyCommand } from "./server/commands/blocked-key-command.ts";
import { checkCommand } from "./server/commands/check-command.ts";
import { initCommand } from "./server/commands/init-command.ts";
import { issueCommand } from "./server/commands/issue-command.ts";
import { newDatabaseCommand } from "./server/commands/new-database-command.ts";
import { listCommand } from "./server/commands/list-command.ts";
import { recoveryCodeCommand } from "./server/commands/recovery-code-command.ts";
import { renewNowCommand } from "./server/commands/renew-now-command.ts";
import { resendNoticesCommand } from "./server/commands/resend-notices-command.ts";
import { restoreCommand } from "./server/commands/restore-command.ts";
import { revokeCommand } from "./server/commands/revoke-command.ts";
import { rotateCommand } from "./server/commands/rotate-command.ts";
import { serveCommand } from "./server/commands/serve-command.ts";
import { showCommand } from "./server/commands/show-command.ts";
import { tenantCommand } from "./server/commands/tenant-command.ts";

/** The program `koshin` with all of its commands. The demonstration and its web app are loaded by those who ask for them. */
export function createProgram(): Command {
  return new Command("koshin")
    .description("Renews TLS client certificates before they expire, and proves that the new one works.")
    .version(packageJson.version)
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
    .addCommand(blockedKeyCommand())
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(recoveryCodeCommand())
    .addCommand(resendNoticesCommand())
    .addCommand(backupCommand())
    .addCommand(restoreCommand())
    .addCommand(newDatabaseCommand())
    .addCommand(rotateCommand())
    .addCommand(checkCommand())
    .addCommand(auditCommand())
    .addHelpText("after", "\nExample:\n  koshin init --data ./data && koshin serve --data ./data");
}
