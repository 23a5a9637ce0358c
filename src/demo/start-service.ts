import { readFile, writeFile } from "node:fs/promises";
import * as v from "valibot";
import { serve, type RunningService } from "../server/serve.ts";
import { sitesOf } from "../server/settings/hosts.ts";
import { demonstrationSettings } from "../server/settings/settings.ts";
import { dataFolder } from "../server/system/data-folder.ts";
import { createWebapp } from "../webapp/create-webapp.ts";
import { webappAssets } from "./world.ts";

/**
 * Starts the service of a demonstration with a web app, in this process.
 *
 * @param options.port 0 takes any free one; by default the demonstration's own setting
 * @param options.app a development server that is the web app; by default the demonstration's own
 * @throws OperatorError `address-in-use`, or if the demonstration's data cannot be used
 */
export async function startService(
  data: string,
  { port, app }: { readonly port?: number | undefined; readonly app?: URL | undefined } = {},
): Promise<RunningService> {
  await setUpstream(data, app?.origin);
  const webapp = createWebapp({ assets: webappAssets });
  return serve({ data, webapp, log: "warn", ...(port !== undefined && { port }) });
}

const Content = v.pipe(v.string(), v.parseJson(), v.looseObject({ hosts: v.looseObject({}) }));

/** Names the app in the demonstration's settings, or no longer does. */
async function setUpstream(data: string, upstream: string | undefined): Promise<void> {
  const { settings } = dataFolder(data);
  const content = v.parse(Content, await readFile(settings, "utf8"));
  const [site] = sitesOf(demonstrationSettings.hosts, "app");
  const app = upstream === undefined ? demonstrationSettings.hosts.app : [{ ...site, upstream }];
  await writeFile(settings, `${JSON.stringify({ ...content, hosts: { ...content.hosts, app } }, undefined, 2)}\n`);
}
