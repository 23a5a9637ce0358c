import { createHash, randomUUID } from "node:crypto";
import { Secret, TOTP } from "otpauth";
import { generatePassword } from "../../core/password.ts";
import { bareCode } from "../../core/recovery-code.ts";
import { openSecondFactor, sealSecondFactor } from "../issuance/secrets/second-factor-secret.ts";
import type { Service } from "../issuance/service.ts";
import { nameOfAccount, updateAccount, type AccountIdentity } from "../store/accounts/account-rows.ts";
import {
  confirmSecondFactor,
  findSecondFactor,
  insertSecondFactor,
  markStep,
  replaceRecoveryCodes,
  takeRecoveryCode,
} from "../store/accounts/second-factor-rows.ts";
import type { SecondFactorRow, StoreTransaction } from "../store/database/schema.ts";

type Vault = Service["vault"];

/** RFC 4226, section 4, R6: 160 bits. */
const secretLength = 20;
/** In milliseconds. */
const period = 30_000;
/** The number of steps that the clock of a device may differ by (RFC 6238, section 5.2). */
const tolerated = 1;
const recoveryCodeCount = 10;

/** A second factor that is being set up, as the person puts it into an authenticator app. */
interface BegunFactor {
  /** Base32. */
  readonly secret: string;
  /** `otpauth://totp/…` */
  readonly uri: string;
}

/**
 * Begins to set up a second factor. The one in use stays in use until the first code of this one.
 *
 * @throws OperatorError `master-key-wrong`
 */
export async function beginSecondFactor(
  vault: Vault,
  transaction: StoreTransaction,
  account: AccountIdentity,
  now: Date,
): Promise<BegunFactor> {
  const secret = new Secret({ size: secretLength });
  const sealed = await sealSecondFactor(vault, transaction, account, secret.bytes);
  const { tenant, name } = account;
  const unused = { beganAt: now.getTime(), confirmedAt: null, lastStep: null };
  await insertSecondFactor(transaction, { id: randomUUID(), tenant, account: name, ...sealed, ...unused });
  return { secret: secret.base32, uri: generatorOf(account, secret).toString() };
}

/**
 * Puts a second factor that is being set up into use, if this is its code.
 *
 * @returns recovery codes of the account, in the place of earlier ones; undefined if the code is wrong
 * @throws OperatorError `master-key-wrong`
 */
export async function completeSecondFactor(
  vault: Vault,
  transaction: StoreTransaction,
  account: AccountIdentity,
  code: string,
  now: Date,
): Promise<readonly string[] | undefined> {
  const begun = await findSecondFactor(transaction, account, "begun");
  const step = begun && (await stepOf(vault, begun, code, now));
  if (begun === undefined || step === undefined) return undefined;
  await confirmSecondFactor(transaction, begun, { at: now.getTime(), step });
  await updateAccount(transaction, account, { secondFactorSince: now.getTime() });
  const codes = Array.from({ length: recoveryCodeCount }, () => generatePassword(4));
  await replaceRecoveryCodes(
    transaction,
    account,
    codes.map((each) => hashCode(account, each)),
  );
  return codes;
}

/**
 * Accepts a code of an account's second factor, each only once: six digits of its authenticator app, or else one of its
 * recovery codes.
 *
 * @returns which it was; undefined if it is wrong or was used before
 * @throws OperatorError `master-key-wrong`
 */
export async function acceptCode(
  vault: Vault,
  transaction: StoreTransaction,
  account: AccountIdentity,
  code: string,
  now: Date,
): Promise<"app" | "recovery" | undefined> {
  const factor = await findSecondFactor(transaction, account, "confirmed");
  if (factor === undefined) return undefined;
  if (!/^\d{6}$/.test(bareCode(code))) {
    return (await takeRecoveryCode(transaction, account, hashCode(account, code))) ? "recovery" : undefined;
  }
  const step = await stepOf(vault, factor, code, now);
  if (step === undefined || step <= (factor.lastStep ?? -1)) return undefined;
  await markStep(transaction, factor.id, step);
  return "app";
}

/** The time step of a code; undefined if it is none of the present ones. */
async function stepOf(vault: Vault, factor: SecondFactorRow, code: string, now: Date): Promise<number | undefined> {
  const secret = new Secret({ buffer: (await openSecondFactor(vault, factor)).buffer });
  const { tenant, account: name } = factor;
  const timestamp = now.getTime();
  const delta = generatorOf({ tenant, name }, secret).validate({ token: bareCode(code), timestamp, window: tolerated });
  return delta === null ? undefined : Math.floor(timestamp / period) + delta;
}

function generatorOf(account: AccountIdentity, secret: Secret): TOTP {
  return new TOTP({ issuer: "Koshin", label: nameOfAccount(account), algorithm: "SHA1", digits: 6, period: period / 1000, secret });
}

/** A fast hash is enough, because 80 random bits cannot be guessed. */
function hashCode(account: AccountIdentity, code: string): string {
  return createHash("sha256")
    .update(JSON.stringify([nameOfAccount(account), bareCode(code)]))
    .digest("hex");
}
