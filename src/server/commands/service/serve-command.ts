import type { Command } from "commander";
import { serve, type RunningService, type ServeOptions } from "../../serve.ts";
import { readSettings, type Settings } from "../../settings/settings.ts";
import { dataFolder } from "../../system/data-folder.ts";
import { serviceCommand, type ServiceOptions } from "../line/service-command.ts";

type Webapp = NonNullable<ServeOptions["webapp"]>;
type OpenWebapp = (settings: NonNullable<Settings["webapp"]>) => Promise<Webapp>;

/** `koshin serve`. */
export function serveCommand(openWebapp: OpenWebapp): Command {
  const description =
    "Serve until SIGINT or SIGTERM; koshin reload, or SIGHUP, has it apply changed settings, authorities and certificates. Once ready, it prints its addresses as one line of JSON on standard output, with or without --json.";
  return serviceCommand("serve", description, "")
    .addHelpText("after", "\nThe log is JSON lines on standard error.")
    .action(async ({ data, database }: ServiceOptions) => {
      const { settings, running } = dataFolder(data);
      const { webapp } = await readSettings(settings);
      const starting = serve({ data, database, running, ...(webapp ? { webapp: await openWebapp(webapp) } : {}) });
      // A closing terminal sends SIGHUP to end the programs that run in it.
      if (!process.stdin.isTTY) process.on("SIGHUP", () => void starting.then(reload, () => undefined));
      const service = await starting;
      // A caller may stop it as soon as it is ready.
      const end = stopped();
      const { addresses, operations, fronts } = service;
      process.stdout.write(`${JSON.stringify({ ...addresses, operations, ...(fronts.length > 0 ? { fronts } : {}) })}\n`);
      await end;
      await service.close();
      // Node restores the default action of signals while it winds down.
      process.exit();
    });
}

/**
 * Resolves at the first signal that asks the service to end. Further ones are ignored: a supervisor sends one to every
 * process of the service, and the parent process forwards it again.
 */
async function stopped(): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => resolve());
  });
}

/** Ignores failures, which are in the log: the service continues unchanged. */
async function reload(service: RunningService): Promise<void> {
  await service.reload().catch(() => undefined);
}
