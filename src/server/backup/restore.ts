import { readFile, rename, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import * as v from "valibot";
import { verifyTrail, type TrailFinding } from "../issuance/audit/verify-trail.ts";
import { cancelRecoveryCodes } from "../issuance/cancel-recovery-codes.ts";
import { readLaterIssuers, readListFile, readPublishedLists } from "../issuance/lifecycle/published-lists.ts";
import { continueLists, findForgotten, revokeAgain, type ForgottenRevocation } from "../issuance/lifecycle/revoke-again.ts";
import type { Service } from "../issuance/service.ts";
import { openService } from "../service/open-service.ts";
import { databaseAddress } from "../settings/database-address.ts";
import { readSettings, type Settings } from "../settings/settings.ts";
import { removeAllSessions } from "../store/accounts/sessions.ts";
import { type Act, appendAudit, verifyAudit } from "../store/audit/audit.ts";
import type { CodeHolder } from "../store/certificates/recovery-codes.ts";
import { readIdentity } from "../store/identity.ts";
import { transact } from "../store/transact.ts";
import { dataFolder, fillDataFolder, type DataFolder } from "../system/data-folder.ts";
import { OperatorError } from "../system/operator-error.ts";
import { ensurePrivateFolder, flushFolder, writePrivateFile } from "../system/private-file.ts";
import { hasSystemCode } from "../system/system-code.ts";
import { kindOf, restoreDatabase } from "./copy-database.ts";
import { inBackup, readBackup, type Manifest } from "./manifest.ts";

/** A settings file as it was written, without what variables set and without defaults. */
const SettingsFile = v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.unknown()));

/** What a restore is told besides the backup. */
export interface RestoreOptions extends Act {
  /** An empty PostgreSQL database in place of the one that the backup's settings name. */
  readonly database?: string | undefined;
  /** The data folder that this one takes the place of, or what is left of it: it has the lists that were published last. */
  readonly replacing?: string | undefined;
  /** Files of revocation lists that were published. */
  readonly lists?: readonly string[];
  /** Whether what had been revoked since the backup is revoked again. */
  readonly revokeAgain?: boolean;
  /** Is told how many entries of the audit trail have been verified, of how many. */
  readonly progress?: (done: number, all: number) => void;
  /** Makes the restore fail with its reason. */
  readonly interruption?: AbortSignal;
}

/** What came of a restore. */
export interface Restored {
  /** How many entries of the audit trail are whole. */
  readonly auditEntries: number;
  /** What is not as it was written, in the audit trail or in the tables, and was so in the backup. */
  readonly findings: readonly TrailFinding[];
  /** Why the trail could be held against neither its checkpoint nor the tables, where that is so, as a sentence. */
  readonly unverified: string | undefined;
  /** When the backup was made, ISO 8601: what happened since is taken back. */
  readonly madeAt: string;
  /** How many lists told what had been revoked since; without one nobody can say. */
  readonly lists: number;
  readonly forgotten: readonly ForgottenRevocation[];
  /** Whose recovery codes were ended: since the backup each may have been used or taken back. */
  readonly endedCodes: readonly CodeHolder[];
  /** The certificates' files of issuing authorities that the former data folder has and the backup has not: they were made since. */
  readonly laterAuthorities: readonly string[];
}

/**
 * Makes a data folder and its database again from a backup, brings the schema up to date and verifies the audit trail:
 * a trail that is broken is refused, and what else is not as it was written is told.
 * What has been revoked since the backup is told by the revocation lists that were published last. Recovery codes are
 * ended, because nothing tells which were used or taken back since, and everybody is logged out, because nothing tells
 * who had logged out.
 * Every file is compared with the manifest before anything is written, and what is refused afterwards leaves the folder
 * and the database as they were. A folder that is not restored to the end, because this was killed, has no settings
 * file, without which no service starts from it.
 *
 * @param data an empty folder, or one that does not exist
 * @throws OperatorError `backup-missing`, `backup-damaged`, `list-unusable`, `file-unreadable`, `data-folder-in-use`, `database-in-use`, `database-address-wrong`,
 * `database-unusable`, `program-missing`, `passphrase-wrong`; the interruption's reason
 */
export async function restore(from: string, data: string, options: RestoreOptions): Promise<Restored> {
  const { database, interruption, replacing } = options;
  if (replacing !== undefined) await requireFolder(replacing);
  const manifest = await readBackup(from);
  const folder = dataFolder(data);
  return await fillDataFolder(folder, async () => {
    const settingsFile = `${folder.settings}.next`;
    await restoreFiles(from, manifest, (path) => (join(data, path) === folder.settings ? settingsFile : join(data, path)));
    const { settings, address } = await nameDatabase(folder, settingsFile, manifest, database);
    interruption?.throwIfAborted();
    const takeAway = await restoreDatabase(join(from, inBackup.database), address, interruption);
    try {
      await using service = await openService(data, { database, settings });
      const verified = await verify(service, manifest, options);
      const restored = { ...verified, madeAt: manifest.madeAt, ...(await takeUp(service, manifest, options)) };
      interruption?.throwIfAborted();
      await rename(settingsFile, folder.settings);
      await flushFolder(data);
      return restored;
    } catch (error) {
      await takeAway();
      throw error;
    }
  });
}

/** A mistyped name would say that nothing was revoked. */
async function requireFolder(replacing: string): Promise<void> {
  const found = await stat(replacing).catch((error: unknown) => {
    if (!hasSystemCode(error, "ENOENT", "ENOTDIR")) throw error;
  });
  if (found?.isDirectory() === true) return;
  throw new OperatorError("list-unusable", `${replacing} is not a folder. Name the former data folder, or leave --replacing out.`);
}

async function restoreFiles(from: string, { files }: Manifest, placeOf: (path: string) => string): Promise<void> {
  const prefix = `${inBackup.files}/`;
  for (const { path } of files.filter((file) => file.path.startsWith(prefix))) {
    const to = placeOf(path.slice(prefix.length));
    await ensurePrivateFolder(dirname(to));
    await writePrivateFile(to, await readFile(join(from, path)));
  }
}

/**
 * Has the settings name the database that is restored into. All else in the file stays what it was: what variables set
 * at present is not the backup's.
 *
 * @returns them, and where that database is
 */
async function nameDatabase(
  folder: DataFolder,
  settingsFile: string,
  manifest: Manifest,
  database: string | undefined,
): Promise<{ readonly settings: Settings; readonly address: string }> {
  const settings = await readSettings(settingsFile);
  const address = databaseAddress(folder, settings, database);
  if (kindOf(address) !== manifest.database) {
    const sentence = `The backup is of a ${manifest.database} database. Name a database of that kind, or unset KOSHIN_DATABASE_URL.`;
    throw new OperatorError("database-address-wrong", sentence);
  }
  if (database !== undefined) {
    const content = v.parse(SettingsFile, await readFile(settingsFile, "utf8"));
    await writeFile(settingsFile, `${JSON.stringify({ ...content, database }, undefined, 2)}\n`, { flush: true });
  }
  return { settings, address };
}

/** Goes on after what had been published. */
async function takeUp(
  service: Service,
  { madeAt }: Manifest,
  { actor, now, replacing, lists: files = [], revokeAgain: again = false }: RestoreOptions,
): Promise<Pick<Restored, "lists" | "forgotten" | "endedCodes" | "laterAuthorities">> {
  const { store, authority } = service;
  const former = replacing === undefined ? undefined : dataFolder(replacing);
  const later = former === undefined ? [] : await readLaterIssuers(former.authority, authority);
  const issuers = [authority, ...authority.earlier, ...later];
  const lists = former === undefined ? [] : await readPublishedLists(former.published, issuers);
  for (const file of files) lists.push(await readListFile(file, issuers));
  if (again && lists.length === 0) {
    const sentence =
      "Nothing says what was revoked since the backup. Name a former data folder with published lists (--replacing) or the last list (--list), or leave --revoke-again out.";
    throw new OperatorError("list-unusable", sentence);
  }
  const forgotten = await findForgotten(service, lists);
  await continueLists(service, lists);
  const detail = { madeAt, forgottenRevocations: forgotten.length, revokedAgain: again ? 1 : 0 };
  const object = (await readIdentity(store)) ?? "";
  const endedCodes = await transact(store, async (transaction) => {
    await appendAudit(transaction, { at: now, actor, action: "restored", object, detail });
    await removeAllSessions(transaction);
    return await cancelRecoveryCodes(transaction, "all", { actor, now });
  });
  if (again) await revokeAgain(service, forgotten, { actor, now });
  return { lists: lists.length, forgotten, endedCodes, laterAuthorities: later.map(({ file }) => file) };
}

type Verified = Pick<Restored, "auditEntries" | "findings" | "unverified">;

/**
 * Recomputes the trail, and holds it against its checkpoint and the tables, where the master key can be read.
 *
 * @throws OperatorError `backup-damaged` where the trail is broken, or shorter than it was
 */
async function verify(service: Service, manifest: Manifest, { progress }: RestoreOptions): Promise<Verified> {
  try {
    const { entries, findings } = await verifyTrail(service, progress === undefined ? {} : { progress });
    const broken = findings.find(({ kind }) => kind === "broken");
    requireWhole(manifest, entries, broken !== undefined && "entry" in broken ? broken.entry : undefined);
    return { auditEntries: entries, findings, unverified: undefined };
  } catch (error) {
    if (!(error instanceof OperatorError) || error.code === "backup-damaged") throw error;
    const { whole, broken } = await verifyAudit(service.store);
    requireWhole(manifest, whole, broken);
    return { auditEntries: whole, findings: [], unverified: error.message };
  }
}

function requireWhole({ auditEntries }: Manifest, whole: number, broken: number | undefined): void {
  if (broken === undefined && whole >= auditEntries) return;
  const place = broken === undefined ? `it ends at entry ${whole} of ${auditEntries}` : `it breaks at entry ${broken}`;
  throw new OperatorError("backup-damaged", `The backup's audit trail is not whole: ${place}. Restore from another one.`);
}
