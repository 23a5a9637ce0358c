import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { initialise } from "../../../src/server/service/initialise.ts";
import { defaultSettings, type Settings } from "../../../src/server/settings/settings.ts";
import { startPinned, type PinnedProcess } from "./pinned-process.ts";

const koshin = fileURLToPath(new URL("../../../src/koshin.ts", import.meta.url));
const emptyApp = fileURLToPath(new URL("empty-app.ts", import.meta.url));
const bareListener = fileURLToPath(new URL("bare-listener.ts", import.meta.url));
const bareSigner = fileURLToPath(new URL("bare-signer.ts", import.meta.url));
const Addresses = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ app: v.pipe(v.string(), v.url()), auth: v.pipe(v.string(), v.url()) }),
);

/** The production settings, except for limits per address, because all clients have the same one, and for timeouts. */
const settings: Settings = {
  ...defaultSettings,
  listen: { host: "127.0.0.1", port: 0 },
  operations: { host: "127.0.0.1", port: 0, names: [] },
  // On a busy machine a connection may wait for a long time.
  limits: {
    ...defaultSettings.limits,
    connectionsPerAddress: defaultSettings.limits.connections,
    handshakesPerSecondPerAddress: 1_000_000,
    headerSeconds: 120,
    requestSeconds: 120,
  },
};

/** A server process on one core, and its loopback port. */
export type Server = PinnedProcess & { readonly port: number };

/**
 * Creates a data folder with production settings for a callback; it is removed afterwards.
 *
 * @param own settings that override those
 */
export async function withDataFolder<T>(use: (data: string) => Promise<T>, own: Partial<Settings> = {}): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "koshin-bench-"));
  const data = join(folder, "data");
  try {
    await initialise(data, { now: new Date(), settings: { ...settings, ...own } });
    return await use(data);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Starts the service of a data folder, as an operator would. */
export async function startKoshin(data: string): Promise<Server> {
  const server = await startPinned(process.execPath, [koshin, "serve", "--data", data]);
  const { auth } = v.parse(Addresses, server.firstLine);
  return { ...server, port: Number(new URL(auth).port) };
}

/** Starts the service of a data folder with a web app on a separate host that responds to everything with an empty 204. */
export async function startWithEmptyApp(data: string): Promise<Server & { readonly appHost: string }> {
  const server = await startPinned(process.execPath, [emptyApp, data]);
  const { app, auth } = v.parse(Addresses, server.firstLine);
  return { ...server, port: Number(new URL(auth).port), appHost: new URL(app).hostname };
}

/** Starts only its authority, over plain HTTP. */
export async function startBareSigner(data: string): Promise<Server> {
  const server = await startPinned(process.execPath, [bareSigner, data]);
  return { ...server, port: Number(server.firstLine) };
}

/** Starts only its listener. */
export async function startBareListener(data: string): Promise<Server> {
  const server = await startPinned(process.execPath, [bareListener, data]);
  return { ...server, port: Number(server.firstLine) };
}
