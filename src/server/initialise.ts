import { randomBytes } from "node:crypto";
import { createAuthority } from "./authority/certificate-authority.ts";
import { loadAuthority } from "./authority/authority.ts";
import { createServerCertificate } from "./authority/server-certificate.ts";
import { dataFolder, makeDataFolder, writePrivateFile } from "./data-folder.ts";
import { readPassphrase } from "./open-service.ts";
import { defaultSettings, type Settings } from "./settings.ts";
import { openStore } from "./store/open-store.ts";

/**
 * Makes a service's data folder: settings, authorities, the server's certificate and an empty database.
 *
 * @param data an empty folder, or one that does not exist
 * @throws OperatorError `data-folder-in-use`, `data-folder-incomplete` where KOSHIN_CA_PASSPHRASE_FILE names no file
 */
export async function initialise(
  data: string,
  { now, settings = defaultSettings }: { readonly now: Date; readonly settings?: Settings },
): Promise<void> {
  const files = dataFolder(data);
  await makeDataFolder(files);
  if (process.env["KOSHIN_CA_PASSPHRASE_FILE"] === undefined) {
    await writePrivateFile(files.passphrase, `${randomBytes(32).toString("base64url")}\n`);
  }
  const passphrase = await readPassphrase(files.passphrase);
  await createAuthority(files.authority, passphrase, now);
  const { issuing, privateKey } = await loadAuthority(files.authority, passphrase);
  await createServerCertificate(files.authority, passphrase, { issuing, privateKey }, settings.serverCertificate, now);
  await (await openStore(files.database)).destroy();
  await writePrivateFile(files.settings, `${JSON.stringify(settings, undefined, 2)}\n`);
}
