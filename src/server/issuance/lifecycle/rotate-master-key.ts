import { findFactorsSealedOtherwise, updateSealedSecret } from "../../store/accounts/second-factor-rows.ts";
import { appendAudit, type Act } from "../../store/audit/audit.ts";
import { findKeysSealedOtherwise, readSealingKey, resealKeptKey, writeSealingKey } from "../../store/certificates/kept-keys.ts";
import type { StoreTransaction } from "../../store/database/schema.ts";
import { findOrdersSealedOtherwise, updateSigningOrder } from "../../store/renewals/signing-orders.ts";
import { transact } from "../../store/transact.ts";
import { replacePrivateFile } from "../../system/private-file.ts";
import { newMasterKey, readMasterKeyLines } from "../../vault/master-keys.ts";
import { Vault } from "../../vault/vault.ts";
import { resignCheckpoint } from "../audit/audit-checkpoint.ts";
import { reseal } from "../secrets/kept-secrets.ts";
import { resealSecondFactor } from "../secrets/second-factor-secret.ts";
import type { Service } from "../service.ts";
import { resealOrderedKey } from "../upstream/held-key.ts";

const pageLength = 20;

/**
 * Seals every stored key, and every second factor, with a new master key. Meanwhile the file contains both master keys, so that running services are
 * not interrupted; an interrupted rotation is completed by the next one.
 *
 * @param path the master key file
 * @returns the number of stored secrets that this call sealed
 * @throws OperatorError `data-folder-incomplete`, `master-key-wrong`
 */
export async function rotateMasterKey({ store }: Pick<Service, "store">, path: string, act: Act): Promise<number> {
  // The table `vault` says which of the file's keys is current, so both are written in one transaction. Transactions are
  // serialised across processes and end with theirs: concurrent rotations become one, and a killed one leaves no lock
  // behind, as a lock file would be.
  const vault = await transact(store, async (transaction) => {
    await begin(transaction, path, act);
    return new Vault(path);
  });
  const to = await vault.firstKey();
  let resealed = 0;
  for (;;) {
    const count = await transact(store, async (transaction) => {
      const page = await findKeysSealedOtherwise(transaction, to.id, pageLength);
      for (const kept of page) await resealKeptKey(transaction, await reseal(vault, to, kept));
      const orders = await findOrdersSealedOtherwise(transaction, to.id, pageLength);
      for (const order of orders) await updateSigningOrder(transaction, order.number, await resealOrderedKey(vault, to, order));
      const factors = await findFactorsSealedOtherwise(transaction, to.id, pageLength);
      for (const factor of factors) await updateSealedSecret(transaction, factor.id, await resealSecondFactor(vault, to, factor));
      const sealed = page.length + orders.length + factors.length;
      if (sealed === 0) {
        await resignCheckpoint(vault, to, transaction);
        await finish(path);
      }
      return sealed;
    });
    if (count === 0) return resealed;
    resealed += count;
  }
}

async function begin(transaction: StoreTransaction, path: string, { actor, now }: Act): Promise<void> {
  const [present, earlier] = await readMasterKeyLines(path);
  const sealing = await readSealingKey(transaction);
  // Before any change, because the file may not be this database's.
  if (sealing !== undefined) await new Vault(path).keyById(sealing);
  if (earlier === undefined) await replacePrivateFile(path, `${newMasterKey()}\n${present}\n`);
  const { id } = await new Vault(path).firstKey();
  if (sealing === id) return;
  await writeSealingKey(transaction, id);
  const detail = { resumed: earlier === undefined ? 0 : 1 };
  await appendAudit(transaction, { at: now, actor, action: "master-key-rotated", object: id, detail, tenant: null });
}

async function finish(path: string): Promise<void> {
  const [present] = await readMasterKeyLines(path);
  await replacePrivateFile(path, `${present}\n`);
}
