import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, chown, mkdir, open, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { OperatorError } from "./operator-error.ts";

/** Where everything of one service lies: folders 0700, files 0600. */
export interface DataFolder {
  readonly root: string;
  readonly settings: string;
  readonly passphrase: string;
  readonly masterKey: string;
  /** There once a webhook has been named. */
  readonly webhookKey: string;
  readonly database: string;
  /** What this service has told the world last: its revocation lists and the end of its audit trail. Not in backups. */
  readonly published: string;
  /** Which database is this service's, wherever it is. */
  readonly databaseIdentity: string;
  readonly authority: {
    readonly folder: string;
    readonly rootCertificate: string;
    readonly rootKey: string;
    readonly issuingCertificate: string;
    readonly issuingKey: string;
    readonly serverCertificate: string;
    readonly serverKey: string;
  };
}

/**
 * Names the files of a data folder. `KOSHIN_CA_PASSPHRASE_FILE` and `KOSHIN_MASTER_KEY_FILE`, or else systemd's
 * credentials `koshin-ca-passphrase` and `koshin-master-key`, put these two secrets outside of it.
 */
export function dataFolder(root: string): DataFolder {
  const folder = join(root, "authority");
  return {
    root,
    settings: join(root, "koshin.json"),
    passphrase:
      process.env["KOSHIN_CA_PASSPHRASE_FILE"] ?? credential("koshin-ca-passphrase") ?? join(root, "passphrase"),
    masterKey: process.env["KOSHIN_MASTER_KEY_FILE"] ?? credential("koshin-master-key") ?? join(root, "master.key"),
    webhookKey: credential("koshin-webhook-key") ?? join(root, "webhook.key"),
    database: join(root, "koshin.sqlite"),
    published: join(root, "published"),
    databaseIdentity: join(root, "database.id"),
    authority: {
      folder,
      rootCertificate: join(folder, "root.pem"),
      rootKey: join(folder, "root.key"),
      issuingCertificate: join(folder, "issuing.pem"),
      issuingKey: join(folder, "issuing.key"),
      serverCertificate: join(folder, "server.pem"),
      serverKey: join(folder, "server.key"),
    },
  };
}

/** Whether a file belongs to a data folder, and is not one that the operator keeps elsewhere. */
export function isInside({ root }: DataFolder, path: string): boolean {
  return path === join(root, basename(path));
}

/** A file that systemd's `LoadCredential=` provides, where it does. */
function credential(name: string): string | undefined {
  const folder = process.env["CREDENTIALS_DIRECTORY"];
  if (folder === undefined) return undefined;
  const path = join(folder, name);
  return existsSync(path) ? path : undefined;
}

/**
 * Makes an empty data folder, or takes one that is there and empty.
 *
 * @throws OperatorError `data-folder-in-use`
 */
export async function makeDataFolder(data: DataFolder): Promise<void> {
  await mkdir(data.root, { recursive: true, mode: 0o700 });
  if ((await readdir(data.root)).length > 0) {
    throw new OperatorError("data-folder-in-use", `${data.root} is not empty. Name an empty folder or another one.`);
  }
  await chmod(data.root, 0o700);
  await mkdir(data.authority.folder, { mode: 0o700 });
}

/**
 * Writes a file that only its owner can read, and never over another one.
 *
 * @throws OperatorError `file-exists`
 */
export async function writePrivateFile(path: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeFile(path, content, { mode: 0o600, flag: "wx", flush: true });
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "EEXIST") {
      throw new OperatorError("file-exists", `${path} exists. Move it away or name another file.`, { cause });
    }
    throw cause;
  }
}

/** Replaces a private file: at every moment, even after a loss of power, it is the earlier one or the whole later one. */
export async function replacePrivateFile(path: string, content: string | Uint8Array): Promise<void> {
  // Another process may be about to do the same.
  const beside = `${path}.${randomBytes(4).toString("hex")}.next`;
  try {
    await writePrivateFile(beside, content);
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
  await using folder = await open(dirname(path));
  await folder.sync();
}

/** Replaces a file in `published`. It belongs to whom the data folder belongs to, where root runs a command beside the service. */
export async function replacePublishedFile(published: string, name: string, content: string | Uint8Array): Promise<void> {
  const path = join(published, name);
  await mkdir(published, { recursive: true, mode: 0o700 });
  await replacePrivateFile(path, content);
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = await stat(dirname(published));
  for (const each of [published, path]) await chown(each, uid, gid);
}
