import { serve, type RunningService } from "../server/serve.ts";
import { createWebapp } from "../webapp/create-webapp.ts";
import { accountsFile, webappAssets } from "./world.ts";

/**
 * Starts the service of a demonstration world with its web app, in this process.
 *
 * @param port 0 takes any free one; the world's own setting where it is not given
 * @throws OperatorError `address-in-use`, or where the world's data cannot be used
 */
export async function startService(data: string, port?: number): Promise<RunningService> {
  const webapp = createWebapp({ accounts: accountsFile(data), assets: webappAssets });
  return serve({ data, webapp, log: "warn", ...(port !== undefined && { port }) });
}
