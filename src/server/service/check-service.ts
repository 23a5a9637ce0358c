import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { loadAuthority, type Authority } from "../authority/authority.ts";
import { faultInWords, inspectServerCertificate, isFatal, unusable } from "../authority/server/server-certificate.ts";
import { checkFront } from "../front/check-front.ts";
import { checkApps } from "../gateway/check-apps.ts";
import { describeFinding, verifyTrail, type TrailFinding } from "../issuance/audit/verify-trail.ts";
import { checkNotices, undeliveredNotices } from "../notices/check-notices.ts";
import { databaseAddress } from "../settings/database-address.ts";
import { readSettings } from "../settings/settings.ts";
import { readSealingKey } from "../store/certificates/kept-keys.ts";
import { findDamage } from "../store/integrity.ts";
import { dataFolder, type DataFolder } from "../system/data-folder.ts";
import { OperatorError } from "../system/operator-error.ts";
import { readPassphrase } from "../system/read-passphrase.ts";
import { readMasterKeyLines } from "../vault/master-keys.ts";
import { Vault } from "../vault/vault.ts";
import { checkAdoption } from "./check-adoption.ts";
import { checkOcsp } from "./check-ocsp.ts";
import { checkSettings, checkVariables } from "./check-settings.ts";
import { describeAuthority } from "./describe-authority.ts";
import { attempt, attemptTo, type Finding } from "./finding.ts";
import { findUnknownProducts } from "./known-products.ts";
import { openDatabase, readAuthority } from "./open-service.ts";

interface CheckOptions {
  readonly database?: string | undefined;
  readonly progress?: (done: number, all: number) => void;
  /** The web app's public URL, where a front is to be tried. */
  readonly front?: URL | undefined;
}

/**
 * Finds all problems of a data folder and what belongs to it. Changes nothing, except that it migrates the database's
 * schema, as every other command does.
 *
 * @param options.database a PostgreSQL database instead of the settings' one
 * @param options.front tries the front at this URL as well
 * @param options.progress receives the number of verified entries of the audit trail, and of all
 */
export async function checkService(data: string, now: Date, options: CheckOptions = {}): Promise<readonly Finding[]> {
  const files = dataFolder(data);
  const missing = await findMissingDataFolder(files);
  if (missing !== undefined) return [missing];
  const findings = await Promise.all([
    checkSettings(files),
    checkPermissions(files),
    checkAuthority(files, now),
    checkServerCertificate(files, now),
    attempt("master-key", async () => await readMasterKeyLines(files.masterKey)),
    checkDatabase(files, now, options),
    options.front === undefined ? [] : tryFront(files, options.front, now),
    tryApps(files),
  ]);
  return [...checkVariables(), ...findings.flat()];
}

/** If there is no data folder, nothing else is checked. */
async function findMissingDataFolder({ settings }: DataFolder): Promise<Finding | undefined> {
  try {
    await readSettings(settings);
    return undefined;
  } catch (error) {
    const missing = error instanceof OperatorError && error.code === "data-folder-missing";
    return missing ? { what: "data-folder", sentence: error.message } : undefined;
  }
}

/** Returns nothing if the settings or the authority cannot be read, which other checks report. */
async function tryFront(files: DataFolder, url: URL, now: Date): Promise<Finding[]> {
  const settings = await readSettings(files.settings).catch(() => undefined);
  const authority = await readAuthority(files.root).catch(() => undefined);
  if (settings === undefined || authority === undefined) return [];
  const what = "front";
  if (settings.front === undefined) return [{ what, sentence: "koshin.json names no front. Set front.form, as front.md says." }];
  const found = await checkFront(settings.front, url, settings.hosts, authority, now);
  return found.map((sentence) => ({ what, sentence }));
}

/** Returns nothing if the settings cannot be read, which another check reports. */
async function tryApps(files: DataFolder): Promise<Finding[]> {
  const settings = await readSettings(files.settings).catch(() => undefined);
  if (settings === undefined) return [];
  return findingsOf("app", await checkApps(settings));
}

/** What one check has found. */
interface Found {
  readonly problems: readonly string[];
  readonly notes: readonly string[];
}

function findingsOf(what: Finding["what"], { problems, notes }: Found): Finding[] {
  return [
    ...problems.map((sentence) => ({ what, sentence })),
    ...notes.map((sentence) => ({ what, sentence, note: true }) as const),
  ];
}

/**
 * All files must belong to the owner of the folder, and no one else may read them; the latter applies to files kept
 * elsewhere, too.
 */
async function checkPermissions(files: DataFolder): Promise<Finding[]> {
  const folder = await stat(files.root).catch(() => undefined);
  if (folder === undefined) return [];
  const inside = await readdir(files.root, { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = inside.filter((entry) => entry.isFile() || entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
  const elsewhere = [files.passphrase, files.masterKey, files.webhookKey].filter((path) => !paths.includes(path));
  const found = await Promise.all(
    [files.root, ...paths, ...elsewhere].map(async (path): Promise<Finding[]> => {
      const entry = await stat(path).catch(() => undefined);
      if (entry === undefined) return [];
      const findings: Finding[] = [];
      if ((entry.mode & 0o077) !== 0) {
        const mode = entry.isDirectory() ? "0700" : "0600";
        findings.push({ what: "permissions", sentence: `Others may read ${path}. Run: chmod ${mode} ${path}` });
      }
      if (entry.uid !== folder.uid && !elsewhere.includes(path)) {
        const sentence = `${path} and ${files.root} belong to different users, so the service cannot read it. Run: chown ${folder.uid}:${folder.gid} ${path}`;
        findings.push({ what: "permissions", sentence });
      }
      return findings;
    }),
  );
  return found.flat();
}

async function checkAuthority(files: DataFolder, now: Date): Promise<Finding[]> {
  const what = "authority";
  const load = async (): Promise<Authority> => await loadAuthority(files.authority, await readPassphrase(files.passphrase));
  const { value: authority, findings } = await attemptTo(what, load);
  if (authority === undefined) return findings;
  const settings = await readSettings(files.settings).catch(() => undefined);
  const { problems, notes } = describeAuthority(authority, files.authority, settings, now);
  const passphrase = await readPassphrase(files.passphrase);
  const signers = settings === undefined ? [] : await checkOcsp(settings, files.authority, authority, { passphrase, now });
  return findingsOf(what, { problems: [...problems, ...signers], notes });
}

/** Returns nothing if the settings or the authority cannot be read, which other checks report. */
async function checkServerCertificate(
  { settings: file, passphrase: passphraseFile, authority: files }: DataFolder,
  now: Date,
): Promise<Finding[]> {
  const settings = await readSettings(file).catch(() => undefined);
  const passphrase = await readPassphrase(passphraseFile).catch(() => undefined);
  if (settings === undefined || passphrase === undefined) return [];
  const authority = await loadAuthority(files, passphrase).catch(() => undefined);
  if (authority === undefined) return [];
  const what = "server-certificate";
  const { value, findings } = await attemptTo(
    what,
    async () => await inspectServerCertificate(files, passphrase, authority, settings.serverCertificate, now),
  );
  if (value === undefined) return findings;
  return value.faults.map((fault) => {
    const own = `The server certificate ${faultInWords(fault)}. Reload or restart the service, which then creates a new one.`;
    const replaced = `The server certificate ${faultInWords(fault)}. You have installed it, so the service does not replace it: replace it, and reload the service.`;
    if (fault.kind === "chain-ends" && !fault.needed) {
      const dispensable = `The server certificate ${faultInWords(fault)}. Clients that trust the certificate below it do not need it: remove it from ${files.serverCertificate}, or replace it with a later one for other clients, and reload the service.`;
      return { what, sentence: dispensable, note: true };
    }
    return { what, sentence: value.own ? own : isFatal(fault) ? unusable(files, fault).message : replaced };
  });
}

async function checkDatabase(files: DataFolder, now: Date, { database, progress }: CheckOptions): Promise<Finding[]> {
  const settings = await readSettings(files.settings).catch(() => undefined);
  if (settings === undefined) return [];
  const found: Finding[] = [];
  const failed = await attempt("database", async () => {
    const store = await openDatabase(files, databaseAddress(files, settings, database));
    try {
      for (const damage of await findDamage(store)) {
        found.push({
          what: "database",
          sentence: `The database file is damaged (${damage}). Restore a backup, and check the disk.`,
        });
      }
      // Nothing read from a damaged file is reliable.
      if (found.length > 0) return;
      const unknown = await findUnknownProducts(store, settings);
      if (unknown !== undefined) found.push({ what: "settings", sentence: unknown });
      found.push(...(await checkNotices(store, settings)).map((sentence) => ({ what: "notices", sentence }) as const));
      const undelivered = await undeliveredNotices(store, now);
      if (undelivered !== undefined) found.push({ what: "notices", sentence: undelivered, note: true });
      // An authority that cannot be loaded is reported by its own check.
      const authority = await readAuthority(files.root).catch(() => undefined);
      const adoption = authority && (await checkAdoption(store, authority, settings, now));
      if (adoption !== undefined) found.push(...findingsOf("settings", adoption));
      const vault = new Vault(files.masterKey);
      const sealing = await readSealingKey(store);
      const otherKey = sealing === undefined ? [] : await attempt("master-key", async () => await vault.keyById(sealing));
      found.push(...otherKey);
      const { findings } = await verifyTrail({ store, vault, published: files.published }, { ...(progress ? { progress } : {}) });
      const what = ({ kind }: TrailFinding): Finding["what"] => (kind === "other-master-key" ? "master-key" : "audit-trail");
      // A missing key is reported only once.
      const reported = findings.filter(({ kind }) => otherKey.length === 0 || kind !== "other-master-key");
      found.push(...reported.map((each) => ({ what: what(each), sentence: describeFinding(each) })));
    } finally {
      await store.destroy();
    }
  });
  return [...found, ...failed];
}
