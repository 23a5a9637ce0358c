import { dayInMilliseconds } from "../../../core/days.ts";
import { loginPageLength, type LoginHistory } from "../../../protocol/console/accounts.ts";
import type { Service } from "../../issuance/service.ts";
import { countLogins, hasLoginsBefore, insertLogin, readLogins, removeLoginsBefore } from "../../store/accounts/login-history.ts";
import type { Store, StoreTransaction } from "../../store/database/schema.ts";
import { transact } from "../../store/transact.ts";

/** The number removed in one transaction, which others wait for. */
const batch = 500;

/** The host that is logged in to, and the client's address, for the login history. */
export interface Place {
  readonly host: string;
  readonly address: string;
}

/** Adds an entry to the login history. */
export async function recordLogin(
  transaction: StoreTransaction,
  entry: Pick<Parameters<typeof insertLogin>[1], "tenant" | "account" | "result" | "cn">,
  { host, address }: Place,
  now: Date,
): Promise<void> {
  await insertLogin(transaction, { ...entry, host, address, at: now.getTime() });
}

/**
 * A page of the login history of a tenant, the latest entry first.
 *
 * @param page from 1
 */
export async function pageOfLogins(store: Store, tenant: string, page: number): Promise<LoginHistory> {
  const total = await countLogins(store, tenant);
  const rows = await readLogins(store, tenant, { skip: (page - 1) * loginPageLength, limit: loginPageLength });
  const logins = rows.map(({ at, account, result, cn, host, address }) => {
    return { at: new Date(at).toISOString(), user: account ?? "", result, cn, host, address };
  });
  return { logins, total, page, pages: Math.max(1, Math.ceil(total / loginPageLength)) };
}

/**
 * Removes entries that are older than the settings allow.
 *
 * @returns their number
 */
export async function shortenLoginHistory({ store, settings }: Service, now: Date): Promise<number> {
  const moment = now.getTime() - settings.loginHistoryDays * dayInMilliseconds;
  // Usually there is none, and no transaction is needed to find out.
  if (!(await hasLoginsBefore(store, moment))) return 0;
  let removed = 0;
  for (let count = batch; count === batch; removed += count)
    count = await transact(store, async (transaction) => await removeLoginsBefore(transaction, moment, batch));
  return removed;
}
