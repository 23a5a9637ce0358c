import { serve, type RunningService } from "../server/serve.ts";
import { createWebapp } from "../webapp/create-webapp.ts";
import { forwardTo } from "./forward.ts";
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
  const answering = app === undefined ? { webapp: createWebapp({ assets: webappAssets }) } : forwardTo(app);
  return serve({ data, ...answering, log: "warn", ...(port !== undefined && { port }) });
}
