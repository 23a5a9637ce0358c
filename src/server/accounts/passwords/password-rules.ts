import { nameOfAccount, type AccountIdentity } from "../../store/accounts/account-rows.ts";

/** With a second factor (NIST SP 800-63B-4, section 3.1.1.2). */
const minimum = 8;

/**
 * Whether a person may choose a password for their account: it is long enough, none of the passwords that attackers try first,
 * and not made of the account's names alone. Which characters it consists of does not matter.
 */
export async function mayChoose(password: string, account: AccountIdentity): Promise<boolean> {
  const normal = password.normalize("NFKC");
  if (Array.from(normal).length < minimum) return false;
  const bare = normal.toLowerCase();
  if (new Set(bare).size === 1) return false;
  const names = [account.name, account.tenant.toLowerCase(), "koshin", nameOfAccount(account).toLowerCase()];
  const rest = names.toSorted((one, other) => other.length - one.length).reduce((left, name) => left.replaceAll(name, ""), bare);
  if (rest !== bare && !/\p{L}/u.test(rest)) return false;
  // Loaded only here: it takes longer than the rest of the service.
  const { dictionary } = await import("@zxcvbn-ts/language-common");
  return !dictionary["passwords-common"].includes(bare);
}
