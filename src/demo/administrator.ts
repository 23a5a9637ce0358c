import { Secret, TOTP } from "otpauth";
import type { Subject } from "../core/name/subject.ts";
import { generatePassword } from "../core/password.ts";
import { systemOperator } from "../protocol/console/session.ts";
import { addAccounts, type Account } from "../server/accounts/accounts.ts";
import { actorOfAccount, auditAccount } from "../server/accounts/audit-account.ts";
import { hashPassword } from "../server/accounts/passwords/password-hash.ts";
import { beginSecondFactor, completeSecondFactor } from "../server/accounts/second-factor/authenticator-app.ts";
import { byOperator } from "../server/commands/line/by-operator.ts";
import type { Service } from "../server/issuance/service.ts";
import { systemTenant } from "../server/store/accounts/system-operators.ts";
import { transact } from "../server/store/transact.ts";
import type { WorldAdministrator } from "./world-file.ts";

/** In milliseconds: the code with which the second factor is set up is not the one with which somebody logs in at once. */
const earlier = 5 * 60_000;

/** Adds the account of an administrator, with a second factor that is set up. */
export async function makeAdministrator(service: Service, tenant: string, now: Date): Promise<WorldAdministrator> {
  return await makeAccount(service, { name: "admin", tenant, role: "administrator", personName: "笠原" }, now);
}

/** Adds the account of a system operator, who logs in with this certificate, with a second factor that is set up. */
export async function makeSystemOperator(service: Service, certificate: Subject, now: Date): Promise<WorldAdministrator> {
  const account = { name: "operator", tenant: systemTenant, role: systemOperator, personName: "佐藤", certificate } as const;
  return await makeAccount(service, account, now);
}

async function makeAccount(service: Service, account: Omit<Account, "password">, now: Date): Promise<WorldAdministrator> {
  const user = account.name;
  const password = generatePassword(3);
  await addAccounts(service.store, [{ ...account, password: await hashPassword(password) }], byOperator(now));
  const then = new Date(now.getTime() - earlier);
  const secret = await transact(service.store, async (transaction) => {
    const begun = await beginSecondFactor(service.vault, transaction, account, then);
    await completeSecondFactor(service.vault, transaction, account, codeOf(begun.secret, then), then);
    // As at a first login, it is the person who does this.
    await auditAccount(transaction, account, "account-second-factor-set", { actor: actorOfAccount(account), now });
    return begun.secret;
  });
  return { user, password, secret };
}

/** The code of the second factor at a moment. */
export function codeOf(secret: string, at: Date): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: at.getTime() });
}

/** The second factor for an authenticator app: `otpauth://…`. */
export function authenticatorUri({ user, secret }: WorldAdministrator): string {
  return new TOTP({ issuer: "Koshin", label: `${user} (demonstration)`, secret: Secret.fromBase32(secret) }).toString();
}
