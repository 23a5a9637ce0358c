import { clockSkew } from "../../../core/clock.ts";
import { certificateType } from "../../../core/x509/subject.ts";
import { OperatorError } from "../../system/operator-error.ts";
import { appendAudit } from "../../store/audit/audit.ts";
import { endRecoveryCodes, hasRecoveryCodeBeyond, replaceRecoveryCode } from "../../store/certificates/recovery-codes.ts";
import { transact } from "../../store/transact.ts";
import { generateRecoveryCode, hashRecoveryCode } from "./recovery-code.ts";
import { requirePerson } from "./require-person.ts";
import type { Service } from "../service.ts";
import { requireOpenTenant } from "../tenants.ts";

const lifetime = 24 * 60 * 60 * 1000;

/** For whom a code is, and who gives it. */
export interface RecoveryCodeOrder {
  readonly tenant: string;
  readonly cn: string;
  /** Who answers for it, as the audit trail names them. */
  readonly actor: string;
  readonly now: Date;
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
    if (!service.settings.products[tenant.product].renewableTypes.some((type) => type === certificateType(cn))) {
      throw new OperatorError("type-not-renewable", `${cn} does not renew in product ${tenant.product}, nor by a code. Issue a further certificate (koshin issue).`);
    }
    const hashed = hashRecoveryCode(code);
    const row = { tenant: name, cn, ...hashed, created_by: actor, expires_at: expiresAt.getTime(), serial: null };
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
