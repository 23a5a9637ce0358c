import { Command } from "commander";
import { dataFolder } from "../data-folder.ts";
import { serve, type ServeOptions } from "../serve.ts";
import { readSettings, type Settings } from "../settings.ts";

type Webapp = NonNullable<ServeOptions["webapp"]>;
type OpenWebapp = (settings: NonNullable<Settings["webapp"]>) => Promise<Webapp>;

/** `koshin serve`. */
export function serveCommand(openWebapp: OpenWebapp): Command {
  return new Command("serve")
    .description("Serve until SIGINT or SIGTERM. One line of JSON on standard output says where, once it is ready.")
    .requiredOption("--data <folder>", "the folder that koshin init made")
    .option("--database <url>", "a PostgreSQL database in place of the one that the settings name")
    .addHelpText("after", "\nExample:\n  koshin serve --data /var/lib/koshin\n\nThe log is JSON lines on standard error.")
    .action(async ({ data, database }: { data: string; database?: string }) => {
      const { webapp } = await readSettings(dataFolder(data).settings);
      const service = await serve({ data, database, ...(webapp ? { webapp: await openWebapp(webapp) } : {}) });
      process.stdout.write(`${JSON.stringify(service.addresses)}\n`);
      await stopped();
      await service.close();
    });
}

async function stopped(): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => resolve());
  });
}
