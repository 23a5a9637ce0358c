import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { portOf } from "../../src/server/listener/listen.ts";
import type { Site } from "../../src/server/settings/hosts.ts";
import { defaultSettings, type Settings } from "../../src/server/settings/settings.ts";
import { startService, type ThrowawayService } from "./throwaway-service.ts";

/** The host of the app. */
export const appHost = "app.localhost";

/** The settings' host of an app at an origin. */
export function hostsWith(upstream: string, more: Partial<Site> = {}): Settings["hosts"] {
  return { ...defaultSettings.hosts, app: [{ host: appHost, product: "weborca", upstream, ...more }] };
}

/** An app that knows nothing of the service in front of it. */
export interface App extends AsyncDisposable {
  readonly server: Server;
  readonly origin: string;
}

/** Starts an app that answers by `listener`. */
export async function startApp(listener: RequestListener): Promise<App> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    server,
    origin: `http://127.0.0.1:${portOf(server)}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}

/** An app with a service in front of it. */
export interface AppBehind extends AsyncDisposable {
  readonly app: App;
  readonly world: ThrowawayService;
}

/** Starts an app, and a service in front of it. */
export async function startAppBehind(
  listener: RequestListener,
  { site = {}, ...options }: Parameters<typeof startService>[0] & { readonly site?: Partial<Site> } = {},
): Promise<AppBehind> {
  await using cleaning = new AsyncDisposableStack();
  const app = cleaning.use(await startApp(listener));
  const settings = { ...options.settings, hosts: hostsWith(app.origin, site) };
  const world = cleaning.use(await startService({ ...options, settings }));
  const everything = cleaning.move();
  return { app, world, [Symbol.asyncDispose]: async () => await everything.disposeAsync() };
}
