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
    "Serve until SIGINT or SIGTERM; SIGHUP takes up renewed certificates. One line of JSON on standard output says where, once it is ready, with --json or without.";
  return serviceCommand("serve", description, "")
    .addHelpText("after", "\nThe log is JSON lines on standard error.")
    .action(async ({ data, database }: ServiceOptions) => {
      const { webapp } = await readSettings(dataFolder(data).settings);
      const starting = serve({ data, database, ...(webapp ? { webapp: await openWebapp(webapp) } : {}) });
      // What a terminal sends when it is closed ends whatever runs there.
      if (!process.stdin.isTTY) process.on("SIGHUP", () => void starting.then(reload, () => undefined));
      const service = await starting;
      // Whoever reads that it is ready may end it at once.
      const end = stopped();
      process.stdout.write(`${JSON.stringify({ ...service.addresses, operations: service.operations })}\n`);
      await end;
      await service.close();
      // Node gives signals their default action back while it winds down by itself.
      process.exit();
    });
}

/**
 * Resolves at the first signal that asks the service to end. Further ones change nothing: a supervisor sends one to every
 * process of the service, and the one that started this passes it on once more.
 */
async function stopped(): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => resolve());
  });
}

/** The log says where it failed, and the service goes on. */
async function reload(service: RunningService): Promise<void> {
  await service.reload().catch(() => undefined);
}
