import { readdir, rename, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { readCaCertificate } from "../../authority/ca-certificate.ts";
import type { NextAuthority } from "../../authority/certificate-authority.ts";
import { hexadecimalId } from "../../authority/issuer-id.ts";
import { appendAudit, readAudit, type Act, type AuditEntry } from "../../store/audit/audit.ts";
import type { Store, StoreTransaction } from "../../store/database/schema.ts";
import { transact } from "../../store/transact.ts";
import type { DataFolder } from "../../system/data-folder.ts";
import { OperatorError } from "../../system/operator-error.ts";
import { flushFolder, makePrivateFolder, writePrivateFile } from "../../system/private-file.ts";
import { hasSystemCode } from "../../system/system-code.ts";

/** The certificate in the folder of the next authority that is moved last. */
const issuingName = /^issuing(?:-\d{1,6}-[0-9a-f]{8})?\.pem$/;
const rootName = /^root-\d{1,6}-[0-9a-f]{8}\.pem$/;

/** The result of a replacement. */
export interface Replaced {
  /** The number of the issuing authority that signs after the next reload. */
  readonly generation: number;
  /** Whether this only completed an interrupted replacement. */
  readonly resumed: boolean;
}

/**
 * Replaces the issuing authority. The files are written to a separate folder; then the audit trail records them; then they
 * are moved to their places, the certificate of the issuing authority last. If that is interrupted, the next replacement
 * removes files that the trail does not record, and completes the one that it does.
 *
 * @param create the authority that replaces it
 * @throws what `create` and loading the authorities throw
 */
export async function replaceAuthority(
  store: Store,
  files: DataFolder["authority"],
  act: Act,
  create: () => Promise<NextAuthority>,
): Promise<Replaced> {
  // The audit trail decides which files count, so they are written in the transaction that appends to it. This also
  // serialises concurrent replacements, because transactions are serialised across processes and end with theirs: Node.js
  // cannot lock files, and a lock file would remain after a process is killed.
  const replaced = await transact(store, async (transaction): Promise<Replaced> => {
    const waiting = await waitingGeneration(files, transaction);
    if (waiting !== undefined) return { generation: waiting, resumed: true };
    await rm(files.next, { recursive: true, force: true });
    const next = await create();
    await writeNext(files, next);
    await appendAudit(transaction, ...(await entriesOf(files, next, act)));
    return { generation: next.generation, resumed: false };
  });
  await activate(files);
  return replaced;
}

/** The number of an issuing authority that the audit trail records, and that is not in its place yet. */
async function waitingGeneration({ next }: DataFolder["authority"], transaction: StoreTransaction): Promise<number | undefined> {
  const names = await namesIn(next);
  const name = names.find((each) => issuingName.test(each));
  if (name === undefined) return undefined;
  // An incompletely written certificate is unsuitable, and the trail has no entry for it.
  const certificate = await readCaCertificate(join(next, name)).catch((error: unknown) => {
    if (error instanceof OperatorError && error.code === "authority-unsuitable") return undefined;
    throw error;
  });
  if (certificate === undefined) return undefined;
  const entries = await readAudit(transaction, hexadecimalId(certificate.keyIdentifier));
  return entries.length > 0 ? Number(name.split("-")[1] ?? 1) : undefined;
}

async function writeNext({ next }: DataFolder["authority"], { files }: NextAuthority): Promise<void> {
  await makePrivateFolder(next);
  for (const [name, content] of files) await writePrivateFile(join(next, name), content);
  await flushFolder(next);
}

async function entriesOf(
  { next }: DataFolder["authority"],
  { files, generation }: NextAuthority,
  { actor, now: at }: Act,
): Promise<AuditEntry[]> {
  const entries = files.map(async ([name]): Promise<AuditEntry[]> => {
    const rootAction = files.some(([each]) => each === name.replace(/pem$/, "key")) ? "root-rotated" : "root-added";
    const action = issuingName.test(name) ? "issuing-authority-rotated" : rootName.test(name) ? rootAction : undefined;
    if (action === undefined) return [];
    const { keyIdentifier, notAfter } = await readCaCertificate(join(next, name));
    const detail = {
      file: name,
      notAfter: notAfter.toISOString(),
      ...(action === "issuing-authority-rotated" ? { generation } : {}),
    };
    return [{ at, actor, action, object: hexadecimalId(keyIdentifier), detail, tenant: null }];
  });
  return (await Promise.all(entries)).flat();
}

/** Another process may move the same files, so one that is missing has been moved. */
async function activate({ folder, next }: DataFolder["authority"]): Promise<void> {
  const names = await namesIn(next);
  const last = names.filter((name) => issuingName.test(name));
  for (const name of [...names.filter((each) => !last.includes(each)), ...last]) {
    await rename(join(next, name), join(folder, name)).catch(ignoreMissing);
  }
  await flushFolder(folder);
  await rmdir(next).catch(ignoreMissing);
}

async function namesIn(folder: string): Promise<string[]> {
  return await readdir(folder).catch((error: unknown) => {
    ignoreMissing(error);
    return [];
  });
}

function ignoreMissing(error: unknown): void {
  if (!hasSystemCode(error, "ENOENT")) throw error;
}
