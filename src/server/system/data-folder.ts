import { chmod, readdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { makeFolders } from "./make-folders.ts";
import { OperatorError } from "./operator-error.ts";
import { ensurePrivateFolder, makePrivateFolder, replacePrivateFile } from "./private-file.ts";
import { unreadable } from "./read-data-file.ts";
import { readVariable } from "./read-variables.ts";
import { hasSystemCode } from "./system-code.ts";
import { systemdCredential } from "./systemd-credential.ts";

/** The paths of a service's files; folders have mode 0700, files 0600. */
export interface DataFolder {
  readonly root: string;
  readonly settings: string;
  readonly passphrase: string;
  readonly masterKey: string;
  /** Exists once a webhook has been added. */
  readonly webhookKey: string;
  readonly database: string;
  /** What this service published last: its revocation lists and the end of its audit trail. Not in backups. */
  readonly published: string;
  /** Where `koshin reload` finds the services that run. Not in backups. */
  readonly running: string;
  /** The identity of this service's database. */
  readonly databaseIdentity: string;
  readonly authority: {
    readonly folder: string;
    /** What a rotation has created but not yet moved into place. */
    readonly next: string;
    readonly rootCertificate: string;
    readonly rootKey: string;
    readonly issuingCertificate: string;
    readonly issuingKey: string;
    /** The key of an issuing authority that the operators of the root are asked to certify, and the request for it. */
    readonly requestedKey: string;
    readonly request: string;
    readonly serverCertificate: string;
    readonly serverKey: string;
  };
}

/**
 * The paths of a data folder. `KOSHIN_CA_PASSPHRASE_FILE` and `KOSHIN_MASTER_KEY_FILE`, or else systemd's credentials
 * `koshin-ca-passphrase` and `koshin-master-key`, keep these two secrets outside it.
 */
export function dataFolder(root: string): DataFolder {
  const folder = join(root, "authority");
  return {
    root,
    settings: join(root, "koshin.json"),
    passphrase: readVariable("KOSHIN_CA_PASSPHRASE_FILE") ?? systemdCredential("koshin-ca-passphrase") ?? join(root, "passphrase"),
    masterKey: readVariable("KOSHIN_MASTER_KEY_FILE") ?? systemdCredential("koshin-master-key") ?? join(root, "master.key"),
    webhookKey: systemdCredential("koshin-webhook-key") ?? join(root, "webhook.key"),
    database: join(root, "koshin.sqlite"),
    published: join(root, "published"),
    running: join(root, "running"),
    databaseIdentity: join(root, "database.id"),
    authority: {
      folder,
      next: join(folder, "next"),
      rootCertificate: join(folder, "root.pem"),
      rootKey: join(folder, "root.key"),
      issuingCertificate: join(folder, "issuing.pem"),
      issuingKey: join(folder, "issuing.key"),
      requestedKey: join(folder, "requested.key"),
      request: join(folder, "requested.csr"),
      serverCertificate: join(folder, "server.pem"),
      serverKey: join(folder, "server.key"),
    },
  };
}

/** Whether a file is directly in a data folder, and not kept elsewhere by the operator. */
export function isInside({ root }: DataFolder, path: string): boolean {
  return path === join(root, basename(path));
}

/**
 * Fills a data folder that is empty or does not exist. If that fails, it is emptied or removed again, so that a retry is
 * possible. What root creates belongs to the folder's owner.
 *
 * @throws OperatorError `data-folder-in-use`, `file-unusable` if no folder can be created there; what `fill` throws
 */
export async function fillDataFolder<T>(data: DataFolder, fill: () => Promise<T>): Promise<T> {
  const created = await makeFolders(data.root);
  const names = await readdir(data.root).catch((cause: unknown) => {
    if (!hasSystemCode(cause, "ENOTDIR")) throw cause;
    throw new OperatorError("data-folder-in-use", `${data.root} is a file. Name an empty folder, or one that does not exist.`, {
      cause,
    });
  });
  if (names.length > 0) {
    const sentence =
      incompleteness(data.root, names) ?? `${data.root} is not empty. Name an empty folder, or one that does not exist.`;
    throw new OperatorError("data-folder-in-use", sentence);
  }
  try {
    await chmod(data.root, 0o700);
    await makePrivateFolder(data.authority.folder);
    return await fill();
  } catch (error) {
    // A folder that existed is not removed, because it may be a mount point.
    const remains = created === undefined ? (await readdir(data.root)).map((name) => join(data.root, name)) : [created];
    for (const path of remains) await rm(path, { recursive: true });
    throw error;
  }
}

/**
 * The error of a data folder without settings: it is not a data folder, its path is mistyped, its creation was not completed,
 * or the file is lost.
 *
 * @returns OperatorError `data-folder-missing`, `data-folder-incomplete`, `file-unreadable`
 */
export async function missingSettings(root: string, cause: unknown): Promise<OperatorError> {
  const names = await readdir(root).catch((error: unknown) => {
    if (hasSystemCode(error, "ENOENT")) return `There is no data folder at ${root}. Check the path; koshin init creates one.`;
    if (hasSystemCode(error, "ENOTDIR")) return `${root} is not a data folder: it is a file, or below one. Check the path.`;
    return unreadable(root, "", error);
  });
  if (names instanceof OperatorError) return names;
  if (typeof names === "string") return new OperatorError("data-folder-missing", names, { cause });
  const half = incompleteness(root, names);
  if (half !== undefined) return new OperatorError("data-folder-incomplete", half, { cause });
  return new OperatorError("data-folder-missing", `${root} is not a data folder: it has no koshin.json. Check the path.`, {
    cause,
  });
}

/** The error of a folder with files of a data folder but no settings, which are written last. */
function incompleteness(root: string, names: readonly string[]): string | undefined {
  if (names.includes("koshin.json")) return undefined;
  if (names.includes("koshin.json.next")) {
    return `${root} is not completely restored: koshin restore was interrupted. Remove the folder, and run koshin restore again.`;
  }
  if (!names.includes("authority")) return undefined;
  return `${root} has no koshin.json, which is written last. If koshin init or koshin restore was interrupted, remove the folder and run it again; if a service has run from it, restore koshin.json from a backup.`;
}

/** Replaces a file in `published`, which is created if it does not exist. */
export async function replacePublishedFile(published: string, name: string, content: string | Uint8Array): Promise<void> {
  await ensurePrivateFolder(published);
  await replacePrivateFile(join(published, name), content);
}
