import { readFile } from "node:fs/promises";
import { loadAuthority } from "./authority/authority.ts";
import { dataFolder } from "./data-folder.ts";
import type { Service } from "./issuance/service.ts";
import { OperatorError } from "./operator-error.ts";
import { readSettings } from "./settings.ts";
import { openStore } from "./store/open-store.ts";

/** A service that has to be closed. */
export type OpenService = Service & AsyncDisposable & { close(): Promise<void> };

/**
 * Opens the service of a data folder for operations on its certificates; several programs may do so at once.
 *
 * @param data the folder that `initialise` made
 * @throws OperatorError `data-folder-incomplete`, `settings-malformed`, `passphrase-wrong`
 */
export async function openService(data: string): Promise<OpenService> {
  const files = dataFolder(data);
  const settings = await readSettings(files.settings);
  const authority = await loadAuthority(files.authority, await readPassphrase(files.passphrase));
  const store = await openStore(files.database);
  const close = async (): Promise<void> => await store.destroy();
  return { settings, authority, store, close, [Symbol.asyncDispose]: close };
}

/**
 * Reads the passphrase of the authority's keys.
 *
 * @throws OperatorError `data-folder-incomplete`
 */
export async function readPassphrase(path: string): Promise<string> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    const sentence = `The passphrase file ${path} cannot be read. Restore it, or name it in KOSHIN_CA_PASSPHRASE_FILE.`;
    throw new OperatorError("data-folder-incomplete", sentence, { cause });
  });
  return text.trim();
}
