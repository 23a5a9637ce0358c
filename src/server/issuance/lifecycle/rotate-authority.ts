import { readdir, rename, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { readCaCertificate } from "../../authority/ca-certificate.ts";
import { nextIssuing, nextRoot, type NextAuthority } from "../../authority/certificate-authority.ts";
import { hexadecimalId } from "../../authority/issuer-id.ts";
import type { Rotation } from "../../authority/lifetime.ts";
import { appendAudit, readAudit, type Act, type AuditEntry } from "../../store/audit/audit.ts";
import type { StoreTransaction } from "../../store/database/schema.ts";
import { transact } from "../../store/transact.ts";
import type { DataFolder } from "../../system/data-folder.ts";
import { OperatorError } from "../../system/operator-error.ts";
import { flushFolder, makePrivateFolder, writePrivateFile } from "../../system/private-file.ts";
import { hasSystemCode } from "../../system/system-code.ts";
import type { Service } from "../service.ts";

/** The certificate that lies in the folder of what comes next, and is moved last. */
const issuingName = /^issuing-\d{1,6}-[0-9a-f]{8}\.pem$/;
const rootName = /^root-\d{1,6}-[0-9a-f]{8}\.pem$/;

/** What a rotation has done. */
export interface Rotated {
  /** The number of the issuing authority that signs from the next reload on. */
  readonly generation: number;
  /** Whether this finished a rotation that had been ended half way, and made nothing else. */
  readonly resumed: boolean;
}

/**
 * Puts a further issuing authority, or a further root and an issuing authority under it, into the place of the present
 * one. Everything is made in a folder of its own; then the audit trail says so; then the files are moved into their
 * places, the certificate of the issuing authority last. Wherever that is ended, the next rotation takes away what the
 * trail does not tell of, and finishes what it does.
 *
 * @throws OperatorError `authority-expires-first`, and what loading the authorities throws
 */
export async function rotateAuthority(
  { store, settings }: Pick<Service, "store" | "settings">,
  files: DataFolder["authority"],
  passphrase: string,
  { what, ...act }: Act & { readonly what: Rotation },
): Promise<Rotated> {
  const { validityYears } = settings;
  const { now } = act;
  // The audit trail decides which of the files count, so they are laid out in the transaction that writes to it. That two
  // rotations at once do not disturb each other follows from it: transactions run one after the other in every process,
  // and end with theirs. Node.js locks no files, and a lock that is a file itself would outlast a process that is killed.
  const rotated = await transact(store, async (transaction): Promise<Rotated> => {
    const waiting = await waitingGeneration(files, transaction);
    if (waiting !== undefined) return { generation: waiting, resumed: true };
    await rm(files.next, { recursive: true, force: true });
    const next = await (what === "root"
      ? nextRoot(files, passphrase, now)
      : nextIssuing(files, passphrase, { validityYears, now }));
    await lay(files, next);
    await appendAudit(transaction, ...(await entriesOf(files, next, act)));
    return { generation: next.generation, resumed: false };
  });
  await takeEffect(files);
  return rotated;
}

/** The number of an issuing authority that the audit trail tells of and that is not in its place yet. */
async function waitingGeneration({ next }: DataFolder["authority"], transaction: StoreTransaction): Promise<number | undefined> {
  const names = await namesIn(next);
  const name = names.find((each) => issuingName.test(each));
  if (name === undefined) return undefined;
  // A certificate that was not written to its end is none, and nothing tells of it.
  const certificate = await readCaCertificate(join(next, name)).catch((error: unknown) => {
    if (error instanceof OperatorError && error.code === "authority-unsuitable") return undefined;
    throw error;
  });
  if (certificate === undefined) return undefined;
  const told = await readAudit(transaction, hexadecimalId(certificate.keyIdentifier));
  return told.length > 0 ? Number(name.split("-")[1]) : undefined;
}

async function lay({ next }: DataFolder["authority"], { files }: NextAuthority): Promise<void> {
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
    const action = issuingName.test(name) ? "issuing-authority-rotated" : rootName.test(name) ? "root-rotated" : undefined;
    if (action === undefined) return [];
    const { keyIdentifier, notAfter } = await readCaCertificate(join(next, name));
    const detail = { file: name, notAfter: notAfter.toISOString(), ...(action === "root-rotated" ? {} : { generation }) };
    return [{ at, actor, action, object: hexadecimalId(keyIdentifier), detail }];
  });
  return (await Promise.all(entries)).flat();
}

/** Another process may be moving the same files: whatever is gone has been moved. */
async function takeEffect({ folder, next }: DataFolder["authority"]): Promise<void> {
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
