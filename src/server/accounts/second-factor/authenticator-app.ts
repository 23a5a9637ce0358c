import { randomUUID } from "node:crypto";
import { Secret, TOTP } from "otpauth";
import { bareCode } from "../../../core/recovery-code.ts";
import { openSecondFactor, sealSecondFactor } from "../../issuance/secrets/second-factor-secret.ts";
import type { Service } from "../../issuance/service.ts";
import { nameOfAccount, updateAccount, type AccountIdentity } from "../../store/accounts/account-rows.ts";
import { confirmSecondFactor, findSecondFactor, insertSecondFactor, markStep } from "../../store/accounts/second-factor-rows.ts";
import type { SecondFactorRow, StoreTransaction } from "../../store/database/schema.ts";
import { makeRecoveryCodes } from "./recovery-codes.ts";

type Vault = Service["vault"];

/** RFC 4226, section 4, R6: 160 bits. */
const secretLength = 20;
/** In milliseconds. */
const period = 30_000;
/** The number of steps that the clock of a device may differ by (RFC 6238, section 5.2). */
const tolerated = 1;

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
  return await makeRecoveryCodes(transaction, account);
}

/**
 * Accepts a code of an account's authenticator app, each only once.
 *
 * @returns whether it is right and was not used before
 * @throws OperatorError `master-key-wrong`
 */
export async function acceptAppCode(
  vault: Vault,
  transaction: StoreTransaction,
  account: AccountIdentity,
  code: string,
  now: Date,
): Promise<boolean> {
  const factor = await findSecondFactor(transaction, account, "confirmed");
  const step = factor && (await stepOf(vault, factor, code, now));
  if (factor === undefined || step === undefined || step <= (factor.lastStep ?? -1)) return false;
  await markStep(transaction, factor.id, step);
  return true;
}

/** The last time step whose codes are accepted at a moment. */
export function latestStep(now: Date): number {
  return Math.floor(now.getTime() / period) + tolerated;
}

/** The time step of a code; undefined if it is none of the present ones. */
async function stepOf(vault: Vault, factor: SecondFactorRow, code: string, now: Date): Promise<number | undefined> {
  const token = bareCode(code);
  // The library compares octets, and fails if there are more or fewer.
  if (!/^\d{6}$/.test(token)) return undefined;
  const secret = new Secret({ buffer: (await openSecondFactor(vault, factor)).buffer });
  const { tenant, account: name } = factor;
  const timestamp = now.getTime();
  const delta = generatorOf({ tenant, name }, secret).validate({ token, timestamp, window: tolerated });
  return delta === null ? undefined : Math.floor(timestamp / period) + delta;
}

function generatorOf(account: AccountIdentity, secret: Secret): TOTP {
  return new TOTP({ issuer: "Koshin", label: nameOfAccount(account), algorithm: "SHA1", digits: 6, period: period / 1000, secret });
}
