import { databaseAddress } from "../settings/database-address.ts";
import { readSettings } from "../settings/settings.ts";
import { appendAudit, type Act } from "../store/audit/audit.ts";
import { readIdentity } from "../store/identity.ts";
import { transact } from "../store/transact.ts";
import { dataFolder } from "../system/data-folder.ts";
import { adoptDatabase } from "./database-identity.ts";
import { fillDatabase } from "./open-service.ts";

/**
 * Starts with an empty database after a loss. All certificates issued before become unknown, including revoked ones.
 *
 * @param database an empty PostgreSQL database instead of the settings' one
 * @returns the identity of the database
 * @throws OperatorError `database-in-use`, `data-folder-incomplete`, `settings-malformed`, `database-address-wrong`,
 * `database-unusable`
 */
export async function beginWithNewDatabase(data: string, { actor, now }: Act, database?: string): Promise<string> {
  const files = dataFolder(data);
  return await fillDatabase(databaseAddress(files, await readSettings(files.settings), database), async (store) => {
    const identity = String(await readIdentity(store));
    const entry = { at: now, actor, action: "database-begun-anew", object: identity, detail: {}, tenant: null } as const;
    await transact(store, async (transaction) => await appendAudit(transaction, entry));
    await adoptDatabase(files, store);
    return identity;
  });
}
