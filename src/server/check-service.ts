import { X509Certificate } from "node:crypto";
import { stat } from "node:fs/promises";
import { loadAuthority } from "./authority/authority.ts";
import { findServerCertificateFaults, type ServerCertificateFault } from "./authority/server-certificate.ts";
import { dataFolder, type DataFolder } from "./data-folder.ts";
import { databaseAddress } from "./database-address.ts";
import { openDatabase, readPassphrase } from "./open-service.ts";
import { OperatorError } from "./operator-error.ts";
import { settingsOf, variableOf } from "./read-variables.ts";
import { readSettings, Settings } from "./settings.ts";
import { describeFinding, verifyTrail } from "./issuance/verify-trail.ts";
import { findDamage } from "./store/integrity.ts";
import { readMasterKeyLines } from "./vault/master-keys.ts";
import { Vault } from "./vault/vault.ts";

/** Something that keeps a service from starting or being safe, in a sentence that says what to do. */
export interface Finding {
  readonly what: "settings" | "variables" | "permissions" | "authority" | "server-certificate" | "master-key" | "database" | "audit-trail";
  readonly sentence: string;
}

interface CheckOptions {
  readonly database?: string | undefined;
  readonly progress?: (done: number, all: number) => void;
}

/** Variables that are no settings. */
const otherVariables = /^KOSHIN_(CA_PASSPHRASE|CA_PASSPHRASE_FILE|MASTER_KEY_FILE|DATABASE_URL|BROWSER|TEST_.+)$/;

/**
 * Looks for everything that is wrong with a data folder and what belongs to it, without changing any certificate. The
 * database's schema is brought up to date, as by every other command.
 *
 * @param options.database a PostgreSQL database in place of the one that the settings name
 * @param options.progress is told how many entries of the audit trail have been looked at, of how many
 */
export async function checkService(data: string, now: Date, options: CheckOptions = {}): Promise<readonly Finding[]> {
  const files = dataFolder(data);
  const findings = await Promise.all([
    attempt("settings", async () => await readSettings(files.settings)),
    checkPermissions(files),
    attempt("authority", async () => await checkAuthority(files, now)),
    checkServerCertificate(files, now),
    attempt("master-key", async () => await readMasterKeyLines(files.masterKey)),
    checkDatabase(files, options),
  ]);
  return [...checkVariables(), ...findings.flat()];
}

async function attempt(what: Finding["what"], work: () => Promise<unknown>): Promise<Finding[]> {
  try {
    await work();
    return [];
  } catch (error) {
    if (error instanceof OperatorError) return [{ what, sentence: error.message }];
    throw error;
  }
}

function checkVariables(): Finding[] {
  const known = new Set(settingsOf(Settings).map(({ path }) => variableOf(path)));
  const unknown = Object.keys(process.env).filter((name) => name.startsWith("KOSHIN_") && !known.has(name));
  const odd = unknown.filter((name) => !otherVariables.test(name));
  return odd.map((name) => ({ what: "variables", sentence: `${name} is no setting's variable. Correct its name.` }));
}

async function checkPermissions(files: DataFolder): Promise<Finding[]> {
  const { root, settings, passphrase, masterKey, webhookKey, database, authority } = files;
  const secret = [root, settings, passphrase, masterKey, webhookKey, database, authority.folder, authority.rootKey];
  const paths = [...secret, authority.issuingKey, authority.serverKey];
  const found = await Promise.all(
    paths.map(async (path): Promise<Finding[]> => {
      const entry = await stat(path).catch(() => undefined);
      if (entry === undefined || (entry.mode & 0o077) === 0) return [];
      const mode = entry.isDirectory() ? "0700" : "0600";
      return [{ what: "permissions", sentence: `Others may read ${path}. Run: chmod ${mode} ${path}` }];
    }),
  );
  return found.flat();
}

async function checkAuthority({ passphrase, authority }: DataFolder, now: Date): Promise<void> {
  const { notAfter, issuing, root } = await loadAuthority(authority, await readPassphrase(passphrase));
  if (!new X509Certificate(issuing).verify(new X509Certificate(root).publicKey)) {
    const sentence = `The root in ${authority.rootCertificate} did not sign the issuing authority. Restore both from one backup.`;
    throw new OperatorError("data-folder-incomplete", sentence);
  }
  if (notAfter <= now) throw new OperatorError("authority-expires-first", "The issuing authority has expired. Rotate it.");
}

/** Nothing where the settings or the authority cannot be read, of which the others tell. */
async function checkServerCertificate({ settings: file, passphrase: passphraseFile, authority: files }: DataFolder, now: Date): Promise<Finding[]> {
  const settings = await readSettings(file).catch(() => undefined);
  const passphrase = await readPassphrase(passphraseFile).catch(() => undefined);
  if (settings === undefined || passphrase === undefined) return [];
  const authority = await loadAuthority(files, passphrase).catch(() => undefined);
  if (authority === undefined) return [];
  const faults = await findServerCertificateFaults(files, passphrase, authority, settings.serverCertificate, now);
  return faults.map((fault) => ({
    what: "server-certificate",
    sentence: `The server certificate ${inWords(fault)}. Have the service reload or start again: it makes another one.`,
  }));
}

function inWords(fault: ServerCertificateFault): string {
  switch (fault.kind) {
    case "missing":
      return "or its key is missing";
    case "malformed":
      return "cannot be read";
    case "other-key":
      return "does not belong to its key";
    case "other-authority":
      return "was not signed by the issuing authority that signs now";
    case "ends":
      return `ends at ${fault.at.toISOString()}`;
    case "lacks-names":
      return `is not for ${fault.names.join(", ")}`;
  }
}

async function checkDatabase(files: DataFolder, { database, progress }: CheckOptions): Promise<Finding[]> {
  const settings = await readSettings(files.settings).catch(() => undefined);
  if (settings === undefined) return [];
  const found: Finding[] = [];
  const failed = await attempt("database", async () => {
    const store = await openDatabase(files, databaseAddress(files, settings, database));
    try {
      for (const said of await findDamage(store)) {
        found.push({ what: "database", sentence: `The database's file is damaged (${said}). Restore a backup, and see to the disk.` });
      }
      // Nothing can be read for certain out of a damaged file.
      if (found.length > 0) return;
      const { findings } = await verifyTrail({ store, vault: new Vault(files.masterKey), published: files.published }, { ...(progress ? { progress } : {}) });
      found.push(...findings.map((each) => ({ what: "audit-trail", sentence: describeFinding(each) }) as const));
    } finally {
      await store.destroy();
    }
  });
  return [...found, ...failed];
}
