import { chmod, mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { OperatorError } from "./operator-error.ts";

/** Where everything of one service lies: folders 0700, files 0600. */
export interface DataFolder {
  readonly root: string;
  readonly settings: string;
  readonly passphrase: string;
  readonly database: string;
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

/** Names the files of a data folder. `KOSHIN_CA_PASSPHRASE_FILE` puts the keys' passphrase outside of it. */
export function dataFolder(root: string): DataFolder {
  const folder = join(root, "authority");
  return {
    root,
    settings: join(root, "koshin.json"),
    passphrase: process.env["KOSHIN_CA_PASSPHRASE_FILE"] ?? join(root, "passphrase"),
    database: join(root, "koshin.sqlite"),
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
