import { serve, type RunningService } from "../server/serve.ts";
import { createWebapp } from "../webapp/create-webapp.ts";
import { webappAssets } from "./world.ts";

/**
 * Starts the service of a demonstration with its web app, in this process.
 *
 * @param port 0 takes any free one; by default the demonstration's own setting
 * @throws OperatorError `address-in-use`, or if the demonstration's data cannot be used
 */
export async function startService(data: string, port?: number): Promise<RunningService> {
  const webapp = createWebapp({ assets: webappAssets });
  return serve({ data, webapp, log: "warn", ...(port !== undefined && { port }) });
}
