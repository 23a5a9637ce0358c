import { existsSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import packageJson from "../package.json" with { type: "json" };
import type { MakeDemonstration } from "./server/commands/service/init-command.ts";

/** Commands are loaded on demand, because loading all of them takes a second. The demonstration and its web app are passed in where needed. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  init: async () => {
    const { initCommand } = await import("./server/commands/service/init-command.ts");
    const makeDemonstration: MakeDemonstration = async (...world) => await (await import("./demo/world.ts")).makeWorld(...world);
    const [recoveryPage, console] = [built("recovery", "index.html"), built("console", "index.html")];
    return initCommand(makeDemonstration, { recoveryPage, console, inpage: built("inpage", "koshin.js") });
  },
  serve: async () => {
    const { serveCommand } = await import("./server/commands/service/serve-command.ts");
    return serveCommand(async ({ assets }) => (await import("./webapp/create-webapp.ts")).createWebapp({ assets }));
  },
  reload: async () => (await import("./server/commands/service/reload-command.ts")).reloadCommand(),
  issue: async () => (await import("./server/commands/certificates/issue-command.ts")).issueCommand(),
  "issue-many": async () => (await import("./server/commands/certificates/issue-many-command.ts")).issueManyCommand(),
  job: async () => (await import("./server/commands/jobs/job-command.ts")).jobCommand(),
  tenant: async () => (await import("./server/commands/tenants/tenant-command.ts")).tenantCommand(),
  holder: async () => (await import("./server/commands/tenants/holder-command.ts")).holderCommand(),
  account: async () => (await import("./server/commands/accounts/account-command.ts")).accountCommand(),
  token: async () => (await import("./server/commands/accounts/token-command.ts")).tokenCommand(),
  "renew-now": async () => (await import("./server/commands/certificates/renew-now-command.ts")).renewNowCommand(),
  revoke: async () => (await import("./server/commands/certificates/revoke-command.ts")).revokeCommand(),
  "blocked-key": async () => (await import("./server/commands/certificates/blocked-key-command.ts")).blockedKeyCommand(),
  find: async () => (await import("./server/commands/certificates/find-command.ts")).findCommand(),
  "find-across": async () => (await import("./server/commands/certificates/find-across-command.ts")).findAcrossCommand(),
  board: async () => (await import("./server/commands/certificates/board-command.ts")).boardCommand(),
  export: async () => (await import("./server/commands/certificates/export-command.ts")).exportCommand(),
  "hand-out": async () => (await import("./server/commands/certificates/hand-out-command.ts")).handOutCommand(),
  list: async () => (await import("./server/commands/certificates/list-command.ts")).listCommand(),
  show: async () => (await import("./server/commands/certificates/show-command.ts")).showCommand(),
  "recovery-code": async () => (await import("./server/commands/certificates/recovery-code-command.ts")).recoveryCodeCommand(),
  operator: async () => (await import("./server/commands/accounts/operator-command.ts")).operatorCommand(),
  announce: async () => (await import("./server/commands/tenants/announce-command.ts")).announceCommand(),
  "resend-notices": async () => (await import("./server/commands/tenants/resend-notices-command.ts")).resendNoticesCommand(),
  backup: async () => (await import("./server/commands/service/backup-command.ts")).backupCommand(),
  restore: async () => (await import("./server/commands/service/restore-command.ts")).restoreCommand(),
  "new-database": async () => (await import("./server/commands/service/new-database-command.ts")).newDatabaseCommand(),
  "move-database": async () => (await import("./server/commands/service/move-database-command.ts")).moveDatabaseCommand(),
  rotate: async () => (await import("./server/commands/service/rotate-command.ts")).rotateCommand(),
  import: async () => (await import("./server/commands/certificates/import-command.ts")).importCommand(),
  authority: async () => (await import("./server/commands/authority/authority-command.ts")).authorityCommand(),
  check: async () => (await import("./server/commands/service/check-command.ts")).checkCommand(),
  audit: async () => (await import("./server/commands/service/audit-command.ts")).auditCommand(),
};

/**
 * The program `koshin`.
 *
 * @param argv the process's arguments: if they name a command, only that command is loaded
 */
export async function createProgram(argv: readonly string[] = []): Promise<Command> {
  const program = new Command("koshin")
    .description("Renews TLS client certificates before they expire, and proves that the new one works.")
    .version(packageJson.version)
    .addHelpText("after", "\nExample:\n  koshin init --data ./data && koshin serve --data ./data");
  for (const load of loadersFor(argv[2])) program.addCommand(await load());
  return program;
}

function loadersFor(argument: string | undefined): readonly (() => Promise<Command>)[] {
  if (argument === "--version" || argument === "-V") return [];
  const named = argument !== undefined && Object.hasOwn(commands, argument) ? commands[argument] : undefined;
  return named === undefined ? Object.values(commands) : [named];
}

/** A folder of built files, which every installation has; undefined in a checkout where it is not built. */
function built(name: string, file: string): string | undefined {
  const folder = join(import.meta.dirname, "..", "dist", name);
  return existsSync(join(folder, file)) ? folder : undefined;
}
