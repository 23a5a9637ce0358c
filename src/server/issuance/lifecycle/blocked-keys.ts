import { appendAudit, type Act, type AuditEntry } from "../../store/audit/audit.ts";
import { nameOf } from "../../store/certificates/certificate-name.ts";
import { markRevoked } from "../../store/certificates/certificates.ts";
import { deleteBlockedKey, findValidOfKeys, insertBlockedKey } from "../../store/certificates/known-keys.ts";
import type { CertificateRow, StoreTransaction } from "../../store/database/schema.ts";
import { transact } from "../../store/transact.ts";
import { OperatorError } from "../../system/operator-error.ts";
import type { Service } from "../service.ts";

/** The number of keys blocked in one transaction, which others wait for. */
const batch = 200;

/** Compromised keys to block. */
export interface BlockingOrder extends Act {
  /** SHA-256 of each SubjectPublicKeyInfo, upper-case hexadecimal. */
  readonly keys: readonly string[];
  /** How it became known; stored with the key. */
  readonly source: string;
}

/** The result of blocking keys. */
export interface Blocking {
  /** The keys that were not blocked before. */
  readonly blocked: readonly string[];
  /** The certificates with these keys that were valid until then. */
  readonly revoked: readonly CertificateRow[];
}

/**
 * Blocks keys, so that no certificate is issued with them, and revokes every certificate that has one. Each batch of keys
 * is a transaction; if it is interrupted, the same order does the rest.
 *
 * @param progress receives the number of processed keys
 */
export async function blockKeys(
  service: Service,
  order: BlockingOrder,
  progress: (done: number, of: number) => void = () => undefined,
): Promise<Blocking> {
  const keys = [...new Set(order.keys)];
  const blocked: string[] = [];
  const revoked: CertificateRow[] = [];
  for (let start = 0; start < keys.length; start += batch) {
    const part = { ...order, keys: keys.slice(start, start + batch) };
    const done = await transact(service.store, async (transaction) => await block(transaction, part));
    blocked.push(...done.blocked);
    revoked.push(...done.revoked);
    progress(start + part.keys.length, keys.length);
  }
  return { blocked, revoked };
}

/** Blocks keys as `blockKeys` does, in the caller's transaction. */
export async function block(transaction: StoreTransaction, { keys, source, actor, now }: BlockingOrder): Promise<Blocking> {
  const entries: AuditEntry[] = [];
  const blocked: string[] = [];
  for (const key of keys) {
    if (!(await insertBlockedKey(transaction, { spkiSha256: key, blockedAt: now.getTime(), source }))) continue;
    blocked.push(key);
    entries.push({ at: now, actor, action: "key-blocked", object: key, detail: { source }, tenant: null });
  }
  const revoked = keys.length === 0 ? [] : await findValidOfKeys(transaction, keys, now.getTime());
  for (const certificate of revoked) {
    await markRevoked(transaction, certificate.number, "key-compromise", now.getTime());
    const detail = { reason: "key-compromise" };
    entries.push({ at: now, actor, action: "revoked", object: nameOf(certificate), detail, tenant: certificate.tenant });
  }
  if (entries.length > 0) await appendAudit(transaction, ...entries);
  return { blocked, revoked };
}

/**
 * Unblocks a key, for example one that was blocked by mistake. Certificates that were revoked with it stay revoked.
 *
 * @param key SHA-256 of its SubjectPublicKeyInfo, upper-case hexadecimal
 * @throws OperatorError `key-not-blocked`
 */
export async function unblockKey({ store }: Service, key: string, { actor, now }: Act): Promise<void> {
  await transact(store, async (transaction) => {
    if (!(await deleteBlockedKey(transaction, key))) {
      throw new OperatorError("key-not-blocked", `The key ${key} is not blocked. Check its digits.`);
    }
    await appendAudit(transaction, { at: now, actor, action: "key-unblocked", object: key, detail: {}, tenant: null });
  });
}
