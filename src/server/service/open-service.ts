import { loadAuthority, type Authority } from "../authority/authority.ts";
import { OcspSigners } from "../authority/ocsp/ocsp-signers.ts";
import { FileCache } from "../issuance/file-cache.ts";
import { OcspResponder } from "../issuance/ocsp/ocsp-responder.ts";
import type { Service } from "../issuance/service.ts";
import { Turns } from "../issuance/turns.ts";
import { databaseAddress } from "../settings/database-address.ts";
import { readSettings, type Settings } from "../settings/settings.ts";
import type { Store } from "../store/database/schema.ts";
import { hasTables, isPostgres, openExistingStore, openStore, rememberContent } from "../store/open-store.ts";
import { dataFolder, type DataFolder } from "../system/data-folder.ts";
import { OperatorError } from "../system/operator-error.ts";
import { readPassphrase } from "../system/read-passphrase.ts";
import { RsaKeyPool } from "../vault/rsa-key-pool.ts";
import { Vault } from "../vault/vault.ts";
import { recogniseDatabase } from "./database-identity.ts";
import { unusableDatabase } from "./unusable-database.ts";

/** An open service, which has to be closed, and whose authority and settings can be replaced. */
export type OpenService = Omit<Service, "authority" | "settings"> &
  AsyncDisposable & { authority: Authority; settings: Settings; close(): Promise<void> };

/**
 * Opens the service of a data folder for operations on its certificates; several processes may do so at once.
 *
 * @param data a folder created by `initialise`
 * @param options.database a `postgres://` URL instead of the settings' database
 * @param options.settings for a folder that has no settings file yet, because it is being created
 * @throws OperatorError `data-folder-incomplete`, `settings-malformed`, `passphrase-wrong`, `database-address-wrong`,
 * `database-lost`, `database-foreign`, `database-unusable`
 */
export async function openService(
  data: string,
  options: { readonly database?: string | undefined; readonly settings?: Settings } = {},
): Promise<OpenService> {
  const files = dataFolder(data);
  const settings = options.settings ?? (await readSettings(files.settings));
  const authority = await readAuthority(data);
  const store = await openDatabase(files, databaseAddress(files, settings, options.database));
  const rsaKeys = new RsaKeyPool(settings.keyPoolSize);
  const close = async (): Promise<void> => {
    rsaKeys.close();
    await store.destroy();
  };
  const vault = new Vault(files.masterKey);
  const { webhookKey: webhookKeyFile, published } = files;
  return {
    settings,
    authority,
    store,
    vault,
    webhookKeyFile,
    published,
    rsaKeys,
    files: new FileCache(),
    ocsp: new OcspResponder(new OcspSigners(files.authority, async () => await readPassphrase(files.passphrase))),
    keyMaking: new Turns(),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** The records of a service, without its authorities. */
export type OpenRecords = AsyncDisposable & Pick<Service, "settings" | "store" | "vault" | "published">;

/**
 * Opens the records of a data folder, which does not need the authorities' passphrase.
 *
 * @param options.database a `postgres://` URL instead of the settings' database
 * @throws OperatorError as `openService`, except the errors of the authorities
 */
export async function openRecords(
  data: string,
  { database }: { readonly database?: string | undefined } = {},
): Promise<OpenRecords> {
  const files = dataFolder(data);
  const settings = await readSettings(files.settings);
  const store = await openDatabase(files, databaseAddress(files, settings, database));
  return {
    settings,
    store,
    vault: new Vault(files.masterKey),
    published: files.published,
    [Symbol.asyncDispose]: async () => await store.destroy(),
  };
}

/**
 * Reads the settings of a data folder.
 *
 * @throws OperatorError as `readSettings`
 */
export async function readSettingsOf(data: string): Promise<Settings> {
  return await readSettings(dataFolder(data).settings);
}

/**
 * Reads the authorities of a data folder.
 *
 * @throws OperatorError as `loadAuthority` and `readPassphrase`
 */
export async function readAuthority(data: string): Promise<Authority> {
  const { authority, passphrase } = dataFolder(data);
  return await loadAuthority(authority, await readPassphrase(passphrase));
}

/**
 * Opens the database of a data folder.
 *
 * @param address from `databaseAddress`
 * @throws OperatorError `database-lost`, `database-foreign`, `database-unusable`, `file-unreadable`
 */
export async function openDatabase(files: DataFolder, address: string): Promise<Store> {
  const store = await usable(async () => await openExistingStore(address));
  if (store === undefined) {
    const place = isPostgres(address) ? "The PostgreSQL database" : address;
    const sentence =
      `${place} is missing or empty. Restore it from a backup (koshin restore), ` +
      `or start with an empty one on purpose: koshin new-database --data ${files.root}`;
    throw new OperatorError("database-lost", sentence);
  }
  try {
    await recogniseDatabase(files, store);
    return store;
  } catch (error) {
    await store.destroy();
    throw error;
  }
}

/**
 * Creates the tables of a service in a database that is empty or does not exist, and fills them. If that fails, the database
 * is restored to what it was, so that a retry finds an empty one.
 *
 * @param address from `databaseAddress`
 * @throws OperatorError `database-in-use`, `database-unusable`; what `fill` throws
 */
export async function fillDatabase<T>(address: string, fill: (store: Store) => Promise<T>): Promise<T> {
  if (await usable(async () => await hasTables(address))) {
    const sentence = isPostgres(address)
      ? "The PostgreSQL database is not empty. Name an empty one with --database."
      : `${address} already contains a database, which is left unchanged. If it is the service's own, nothing is lost; otherwise move it away, and try again.`;
    throw new OperatorError("database-in-use", sentence);
  }
  const undo = await usable(async () => await rememberContent(address));
  try {
    await using store = await usable(async () => await openStore(address));
    return await fill(store);
  } catch (error) {
    await undo();
    throw error;
  }
}

async function usable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw cause instanceof OperatorError ? cause : unusableDatabase(cause);
  }
}
