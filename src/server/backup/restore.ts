import { readFile, rename, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import * as v from "valibot";
import { latestStep } from "../accounts/second-factor/authenticator-app.ts";
import { revokeAllTokens } from "../accounts/tokens/manage-tokens.ts";
import { verifyTrail, type TrailFinding } from "../issuance/audit/verify-trail.ts";
import { cancelRecoveryCodes } from "../issuance/cancel-recovery-codes.ts";
import { readLaterIssuers, readListFile, readPublishedLists } from "../issuance/lifecycle/published-lists.ts";
import { continueLists, findForgotten, revokeAgain, type ForgottenRevocation } from "../issuance/lifecycle/revoke-again.ts";
import type { Service } from "../issuance/service.ts";
import { openService } from "../service/open-service.ts";
import { databaseAddress } from "../settings/database-address.ts";
import { readSettings, type Settings } from "../settings/settings.ts";
import { removeAllInvitations } from "../store/accounts/invitation-rows.ts";
import { endSteps, removeAllRecoveryCodes } from "../store/accounts/second-factor-rows.ts";
import { removeAllSessions } from "../store/accounts/session-rows.ts";
import { type Act, appendAudit, verifyAudit } from "../store/audit/audit.ts";
import { readIdentity } from "../store/identity.ts";
import { endJobsOf } from "../store/jobs/end-job.ts";
import { doubtNotices } from "../store/notices/doubt-notices.ts";
import type { CodeHolder } from "../store/renewals/recovery-codes.ts";
import { transact } from "../store/transact.ts";
import { dataFolder, fillDataFolder, type DataFolder } from "../system/data-folder.ts";
import { OperatorError } from "../system/operator-error.ts";
import { ensurePrivateFolder, flushFolder, writePrivateFile } from "../system/private-file.ts";
import { hasSystemCode } from "../system/system-code.ts";
import { kindOf, restoreDatabase } from "./copy-database.ts";
import { inBackup, readBackup, type Manifest } from "./manifest.ts";

/** A settings file as written, without variables and defaults. */
const SettingsFile = v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.unknown()));

/** Options of a restore. */
export interface RestoreOptions extends Act {
  /** An empty PostgreSQL database instead of that of the backup's settings. */
  readonly database?: string | undefined;
  /**
   * The data folder that this one replaces, or what is left of it, which contains the revocation lists published last.
   */
  readonly replacing?: string | undefined;
  /** Files with published revocation lists. */
  readonly lists?: readonly string[];
  /** Whether to repeat the revocations since the backup. */
  readonly revokeAgain?: boolean;
  /** Receives the number of verified entries of the audit trail, and of all. */
  readonly progress?: (done: number, all: number) => void;
  /** Aborts the restore with its reason. */
  readonly interruption?: AbortSignal;
}

/** The result of a restore. */
export interface Restored {
  /** The number of intact entries of the audit trail. */
  readonly auditEntries: number;
  /** Changes of the audit trail or the tables that the backup already contained. */
  readonly findings: readonly TrailFinding[];
  /** Why the trail could not be compared with its checkpoint and the tables, as a sentence; undefined if it was. */
  readonly unverified: string | undefined;
  /** When the backup was made, ISO 8601. */
  readonly madeAt: string;
  /** The number of revocation lists with the revocations since; without one, these are unknown. */
  readonly lists: number;
  readonly forgotten: readonly ForgottenRevocation[];
  /** The holders of cancelled recovery codes, which may have been used or cancelled since the backup. */
  readonly endedCodes: readonly CodeHolder[];
  /** The number of recovery codes of accounts that are no longer accepted, because they may have been used since the backup. */
  readonly endedAccountCodes: number;
  /** The number of notices, and mails to people about their accounts, that are not sent because they may have been since the backup. */
  readonly doubtedNotices: number;
  /** The certificate files of issuing authorities that were created since the backup, from the former data folder. */
  readonly laterAuthorities: readonly string[];
}

/**
 * Restores a data folder and its database from a backup, brings the schema up to date and verifies the audit trail: a broken
 * trail is an error, and other changes are reported. Revocations since the backup are read from the revocation lists that
 * were published last. Recovery codes and invitations are cancelled, because they may have been used or cancelled since, and
 * all sessions, tokens and unfinished jobs are ended, because people may have logged out, revoked or stopped them since. Notices
 * that wait are not sent, because they may have been.
 *
 * Every file is compared with the manifest before anything is written, and an error afterwards leaves the folder and the
 * database unchanged. If this is killed, the folder has no settings file, so that no service starts from it.
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
    const undo = await restoreDatabase(join(from, inBackup.database), address, interruption);
    try {
      await using service = await openService(data, { database, settings });
      const verified = await verify(service, manifest, options);
      const restored = { ...verified, madeAt: manifest.madeAt, ...(await continueAfter(service, manifest, options)) };
      interruption?.throwIfAborted();
      await rename(settingsFile, folder.settings);
      await flushFolder(data);
      return restored;
    } catch (error) {
      await undo();
      throw error;
    }
  });
}

/** With a mistyped name, nothing would appear to have been revoked. */
async function requireFolder(replacing: string): Promise<void> {
  const found = await stat(replacing).catch((error: unknown) => {
    if (!hasSystemCode(error, "ENOENT", "ENOTDIR")) throw error;
  });
  if (found?.isDirectory() === true) return;
  throw new OperatorError("list-unusable", `${replacing} is not a folder. Name the former data folder, or omit --replacing.`);
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
 * Writes the restored database into the settings file. Nothing else in it is changed: the current variables are not
 * part of the backup.
 *
 * @returns the settings, and the database's address
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

/** Continues after the revocation lists that had been published. */
async function continueAfter(
  service: Service,
  { madeAt }: Manifest,
  { actor, now, replacing, lists: files = [], revokeAgain: again = false }: RestoreOptions,
): Promise<Pick<Restored, "lists" | "forgotten" | "endedCodes" | "endedAccountCodes" | "doubtedNotices" | "laterAuthorities">> {
  const { store, authority } = service;
  const former = replacing === undefined ? undefined : dataFolder(replacing);
  const later = former === undefined ? [] : await readLaterIssuers(former.authority, authority);
  const issuers = [authority, ...authority.earlier, ...later];
  const lists = former === undefined ? [] : await readPublishedLists(former.published, issuers);
  for (const file of files) lists.push(await readListFile(file, issuers));
  if (again && lists.length === 0) {
    const sentence =
      "It is not known what was revoked since the backup. Name a former data folder with published lists (--replacing) or the last list (--list), or omit --revoke-again.";
    throw new OperatorError("list-unusable", sentence);
  }
  const forgotten = await findForgotten(service, lists);
  await continueLists(service, lists);
  const detail = { madeAt, forgottenRevocations: forgotten.length, revokedAgain: again ? 1 : 0 };
  const object = (await readIdentity(store)) ?? "";
  let endedAccountCodes = 0;
  let doubtedNotices = 0;
  const endedCodes = await transact(store, async (transaction) => {
    await appendAudit(transaction, { at: now, actor, action: "restored", object, detail, tenant: null });
    await removeAllSessions(transaction);
    await removeAllInvitations(transaction);
    await revokeAllTokens(transaction, { actor, now });
    // What they have done since the backup would be done again, and what was stopped would go on.
    await endJobsOf(transaction, {}, "not-logged-in", { actor, now });
    // Codes that were used since the backup would be accepted again.
    await endSteps(transaction, latestStep(now));
    endedAccountCodes = await removeAllRecoveryCodes(transaction);
    doubtedNotices = await doubtNotices(transaction, now.getTime());
    return await cancelRecoveryCodes(transaction, "all", { actor, now });
  });
  if (again) await revokeAgain(service, forgotten, { actor, now });
  const ended = { endedCodes, endedAccountCodes, doubtedNotices };
  return { lists: lists.length, forgotten, ...ended, laterAuthorities: later.map(({ file }) => file) };
}

type Verified = Pick<Restored, "auditEntries" | "findings" | "unverified">;

/**
 * Recomputes the trail, and compares it with its checkpoint and the tables if the master key can be read.
 *
 * @throws OperatorError `backup-damaged` if the trail is broken, or shorter than it was
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
  throw new OperatorError("backup-damaged", `The backup's audit trail is incomplete: ${place}. Restore another one.`);
}
