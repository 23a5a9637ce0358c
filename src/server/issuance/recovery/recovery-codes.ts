import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { clockSkew } from "../../../core/clock.ts";
import { generatePassword } from "../../../core/password.ts";
import { bareCode } from "../../../core/recovery-code.ts";
import { productNamed } from "../../settings/products.ts";
import { appendAudit, type Act } from "../../store/audit/audit.ts";
import type { RecoveryCodeRow, Store, StoreTransaction } from "../../store/database/schema.ts";
import { recoveryCodeKind } from "../../store/notices/recovery-code-notice.ts";
import {
  endRecoveryCodes,
  findRecoveryCode,
  hasRecoveryCodeBeyond,
  replaceRecoveryCode,
  type CodeHolder,
} from "../../store/renewals/recovery-codes.ts";
import { transact } from "../../store/transact.ts";
import { OperatorError } from "../../system/operator-error.ts";
import { cancelRecoveryCodes } from "../cancel-recovery-codes.ts";
import { Refusal } from "../refusal.ts";
import { requirePerson } from "../require-certificate.ts";
import type { Service } from "../service.ts";
import { tellTenant } from "../tell-tenant.ts";
import { requireOpenTenant } from "../tenants.ts";

const lifetime = 24 * 60 * 60 * 1000;

/** A code to create. */
export interface RecoveryCodeOrder extends Act {
  readonly tenant: string;
  readonly cn: string;
  /** Called first in the transaction: throws if it is not permitted any more. */
  readonly permitted?: (transaction: StoreTransaction) => Promise<void>;
}

/** A code that was created. */
export interface CreatedRecoveryCode {
  readonly code: string;
  readonly expiresAt: Date;
  /** Whether it replaced one that could still have been used. */
  readonly replaced: boolean;
}

/**
 * Creates a one-time code with which a person renews without presenting a certificate, because theirs has expired or its
 * file is lost. It is valid for 24 hours, and replaces their previous code. Only its hash is stored. The tenant's notice
 * addresses are told.
 *
 * @throws OperatorError `tenant-unknown`, `tenant-closed`, `certificate-unknown` if the person never had one,
 * `type-not-renewable`
 */
export async function createRecoveryCode(
  service: Service,
  { tenant: name, cn, permitted, actor, now }: RecoveryCodeOrder,
): Promise<CreatedRecoveryCode> {
  return await transact(service.store, async (transaction) => {
    await permitted?.(transaction);
    const tenant = await requireOpenTenant(transaction, name);
    const newest = await requirePerson(transaction, { tenant: name, cn });
    if (!productNamed(service.settings, tenant.product).renews(cn)) {
      throw new OperatorError(
        "type-not-renewable",
        `${cn} does not renew in product ${tenant.product}, nor by a code. Issue a further certificate (koshin issue).`,
      );
    }
    const created = await recordCode(transaction, { tenant: name, cn }, { actor, now });
    await tellTenant(transaction, newest, recoveryCodeKind({ at: now.getTime(), holders: 1, actor }), now);
    return created;
  });
}

/** Creates a code for a person whose tenant's rules permit it, in the caller's transaction, and records that. */
export async function recordCode(
  transaction: StoreTransaction,
  { tenant, cn }: CodeHolder,
  { actor, now }: Act,
): Promise<CreatedRecoveryCode> {
  const code = generateRecoveryCode();
  const expiresAt = expiryOfCode(now);
  const row = {
    ...{ tenant, cn, ...hashRecoveryCode(code), createdBy: actor },
    ...{ expiresAt: expiresAt.getTime(), certificate: null },
  };
  const replaced = await replaceRecoveryCode(transaction, row, now.getTime());
  const detail = { cn, expiresAt: expiresAt.toISOString() };
  await appendAudit(transaction, { at: now, actor, action: "recovery-code-created", object: tenant, detail, tenant });
  return { code, expiresAt, replaced };
}

/** When a code expires that is created at this moment. */
export function expiryOfCode(now: Date): Date {
  return new Date(now.getTime() + lifetime);
}

/**
 * Shortens codes that were created while the clock was ahead to 24 hours from now.
 *
 * @returns the number of codes shortened
 */
export async function shortenRecoveryCodes({ store }: Service, now: Date): Promise<number> {
  const latest = now.getTime() + lifetime;
  // Usually there is none, and no transaction is needed to find out.
  if (!(await hasRecoveryCodeBeyond(store, latest + clockSkew))) return 0;
  return await transact(store, async (transaction) => await endRecoveryCodes(transaction, latest));
}

/**
 * Generates a one-time code: 80 random bits in four groups, `xxxx-xxxx-xxxx-xxxx`, of characters that are not easily
 * confused.
 */
function generateRecoveryCode(): string {
  return generatePassword(4);
}

/** What is stored of a code: a salt, and the SHA-256 of both, hexadecimal. */
interface HashedCode {
  readonly salt: string;
  readonly codeHash: string;
}

/**
 * Hashes a code for the store. A fast hash is enough, because 80 random bits cannot be guessed within a day; slow hashes are
 * for passwords that people choose.
 */
function hashRecoveryCode(code: string): HashedCode {
  const salt = randomBytes(16).toString("hex");
  return { salt, codeHash: digest(salt, code).toString("hex") };
}

/** Whether a code matches a hash, regardless of spaces, case, and hyphens in any form; in constant time. */
function isRecoveryCode(tried: string, { salt, codeHash }: HashedCode): boolean {
  return timingSafeEqual(digest(salt, tried), Buffer.from(codeHash, "hex"));
}

function digest(salt: string, code: string): Buffer {
  return createHash("sha256")
    .update(`${salt}:${bareCode(code)}`)
    .digest();
}

/** The credentials of a person without a certificate. */
export interface RecoveryClaim {
  readonly tenant: string;
  readonly cn: string;
  readonly code: string;
}

/** The hash to compare with if there is no code. */
const nobody = hashRecoveryCode(generateRecoveryCode());

/**
 * Verifies the code of a claim. It always takes one query and one hash, whether the name has a code, had one or does not
 * exist, and writes nothing: guessing reveals nothing, not even by its time, and ends nobody's code.
 *
 * @throws Refusal `recovery-code-wrong` if the name has no code, or the code is wrong or expired
 */
export async function verifyCode(store: Store, claim: RecoveryClaim, now: Date): Promise<RecoveryCodeRow> {
  const held = await findRecoveryCode(store, claim);
  const matches = isRecoveryCode(claim.code, held ?? nobody);
  if (held === undefined || !matches || held.expiresAt <= now.getTime()) throw new Refusal("recovery-code-wrong");
  return held;
}

/**
 * Cancels the code of a person.
 *
 * @returns whether there was one that could still have been used
 * @throws OperatorError `tenant-unknown`, `certificate-unknown` if the person never had a certificate
 */
export async function cancelRecoveryCode(
  { store }: Service,
  { tenant, cn, permitted, ...by }: RecoveryCodeOrder,
): Promise<boolean> {
  const cancelled = await transact(store, async (transaction) => {
    await permitted?.(transaction);
    // A misspelt name must be an error: it has no code either, and the intended code would stay valid.
    await requirePerson(transaction, { tenant, cn });
    return await cancelRecoveryCodes(transaction, { tenant, cn }, by);
  });
  return cancelled.length > 0;
}
