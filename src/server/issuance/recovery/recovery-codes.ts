import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { clockSkew } from "../../../core/clock.ts";
import { generatePassword } from "../../../core/password.ts";
import { isRenewableType } from "../../../core/renewal/eligibility.ts";
import { appendAudit, type Act } from "../../store/audit/audit.ts";
import {
  type CodeHolder,
  endRecoveryCodes,
  findRecoveryCode,
  hasRecoveryCodeBeyond,
  replaceRecoveryCode,
} from "../../store/certificates/recovery-codes.ts";
import type { RecoveryCodeRow, Store } from "../../store/database/schema.ts";
import { transact } from "../../store/transact.ts";
import { OperatorError } from "../../system/operator-error.ts";
import { cancelRecoveryCodes } from "../cancel-recovery-codes.ts";
import { Refusal } from "../refusal.ts";
import { requirePerson } from "../require-certificate.ts";
import type { Service } from "../service.ts";
import { requireOpenTenant } from "../tenants.ts";

const lifetime = 24 * 60 * 60 * 1000;

/** For whom a code is, and who gives it. */
export interface RecoveryCodeOrder extends Act {
  readonly tenant: string;
  readonly cn: string;
}

/**
 * Makes a one-time code with which a person gets a certificate without showing one: theirs has expired, or its file is
 * lost. It is good for 24 hours, and ends the code that they had before. It is nowhere else but in the answer.
 *
 * @returns `replaced`: whether it has ended one that could still have been used
 * @throws OperatorError `tenant-unknown`, `tenant-closed`, `certificate-unknown` where the person never had one,
 * `type-not-renewable`
 */
export async function createRecoveryCode(
  service: Service,
  { tenant: name, cn, actor, now }: RecoveryCodeOrder,
): Promise<{ readonly code: string; readonly expiresAt: Date; readonly replaced: boolean }> {
  const code = generateRecoveryCode();
  const expiresAt = new Date(now.getTime() + lifetime);
  const replaced = await transact(service.store, async (transaction) => {
    const tenant = await requireOpenTenant(transaction, name);
    await requirePerson(transaction, { tenant: name, cn });
    if (!isRenewableType(cn, service.settings.products[tenant.product].renewableTypes)) {
      throw new OperatorError(
        "type-not-renewable",
        `${cn} does not renew in product ${tenant.product}, nor by a code. Issue a further certificate (koshin issue).`,
      );
    }
    const hashed = hashRecoveryCode(code);
    const row = { tenant: name, cn, ...hashed, createdBy: actor, expiresAt: expiresAt.getTime(), serial: null };
    const endsEarlier = await replaceRecoveryCode(transaction, row, now.getTime());
    const detail = { cn, expiresAt: expiresAt.toISOString() };
    await appendAudit(transaction, { at: now, actor, action: "recovery-code-created", object: name, detail });
    return endsEarlier;
  });
  return { code, expiresAt, replaced };
}

/**
 * Has codes that a clock made that was ahead end 24 hours from now.
 *
 * @returns how many
 */
export async function shortenRecoveryCodes({ store }: Service, now: Date): Promise<number> {
  const latest = now.getTime() + lifetime;
  // Nearly always there is none, and nobody has to wait for that.
  if (!(await hasRecoveryCodeBeyond(store, latest + clockSkew))) return 0;
  return await transact(store, async (transaction) => await endRecoveryCodes(transaction, latest));
}

/**
 * Makes a one-time code: 80 random bits in four groups, `xxxx-xxxx-xxxx-xxxx`, of characters that are not taken for
 * each other.
 */
function generateRecoveryCode(): string {
  return generatePassword(4);
}

/** What is kept of a code: a salt and the SHA-256 of both, hexadecimal. */
interface HashedCode {
  readonly salt: string;
  readonly codeHash: string;
}

/**
 * Hashes a code for the store. One round is enough: 80 random bits, good for a day, are out of reach however fast
 * the tries are; slow hashes are for what people choose themselves.
 */
function hashRecoveryCode(code: string): HashedCode {
  const salt = randomBytes(16).toString("hex");
  return { salt, codeHash: digest(salt, code).toString("hex") };
}

/** Whether a code is the one that was hashed, however it is spaced and capitalised. Takes the same time either way. */
function isRecoveryCode(tried: string, { salt, codeHash }: HashedCode): boolean {
  return timingSafeEqual(digest(salt, tried), Buffer.from(codeHash, "hex"));
}

function digest(salt: string, code: string): Buffer {
  const characters = code.replaceAll(/[\s-]/g, "").toLowerCase();
  return createHash("sha256").update(`${salt}:${characters}`).digest();
}

/** What a person shows in place of a certificate. */
export interface RecoveryClaim {
  readonly tenant: string;
  readonly cn: string;
  readonly code: string;
}

/** What is compared where there is no code. */
const nobody = hashRecoveryCode(generateRecoveryCode());

/**
 * Looks whether a claim's code is the person's. One query and one hash, whether the name has a code, had one or never
 * existed, and nothing is written: whoever guesses learns nothing, from the time neither, and ends nobody's code.
 *
 * @throws Refusal `recovery-code-wrong` alike for a name without a code and for a code that is wrong or expired
 */
export async function proveCode(store: Store, claim: RecoveryClaim, now: Date): Promise<RecoveryCodeRow> {
  const held = await findRecoveryCode(store, claim);
  const right = isRecoveryCode(claim.code, held ?? nobody);
  if (held === undefined || !right || held.expiresAt <= now.getTime()) throw new Refusal("recovery-code-wrong");
  return held;
}

/**
 * Takes the code of a person back.
 *
 * @returns whether there was one that could still have been used
 * @throws OperatorError `tenant-unknown`, `certificate-unknown` where the person never had a certificate
 */
export async function cancelRecoveryCode({ store }: Service, { tenant, cn, ...by }: CodeHolder & Act): Promise<boolean> {
  const cancelled = await transact(store, async (transaction) => {
    // A misspelt name has no code either, and the right one's would go on working.
    await requirePerson(transaction, { tenant, cn });
    return await cancelRecoveryCodes(transaction, { tenant, cn }, by);
  });
  return cancelled.length > 0;
}
