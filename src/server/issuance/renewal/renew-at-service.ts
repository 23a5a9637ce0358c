import { findKeptKeyOfReplacement, insertKeptKey } from "../../store/certificates/kept-keys.ts";
import { transact } from "../../store/transact.ts";
import { CertifiableKey } from "../certifiable-key.ts";
import { openAccess, sealingKey, sealKey, type FileAccess } from "../secrets/kept-secrets.ts";
import type { Service } from "../service.ts";
import { refuseByAuthority } from "../sign-and-record.ts";
import { judgeReplacement, replace, type ReplacementOrder } from "./replace.ts";

/** A renewal for clients that state no precondition. */
type AtService = Omit<ReplacementOrder, "precondition">;

/**
 * Renews a certificate with an RSA-2048 key that is made here and kept, sealed, for the file that its holder fetches.
 * The same request again is given the same file and password until the replacement is first used; a replacement whose
 * key was made elsewhere, and that was never used, makes room. Those that one certificate sends at once are answered
 * one after the other, so that a key is made for the first alone.
 *
 * @returns the file's password and token; the replacement is durable
 * @throws Refusal with the code of the rule that speaks against it
 */
export async function renewAtService(service: Service, order: AtService): Promise<FileAccess> {
  return await service.keyMaking.inTurn(order.predecessor.serial, async () => await renewInTurn(service, order));
}

async function renewInTurn(service: Service, order: AtService): Promise<FileAccess> {
  const { store, vault, rsaKeys } = service;
  const { serial: predecessor } = order.predecessor;
  const unconditional = { ...order, precondition: undefined };
  // Making a key is the dearest part: not for those who are refused anyway, nor for those who repeat themselves.
  const pending = await findKeptKeyOfReplacement(store, predecessor);
  const isKept = (present: { readonly serial: string }): boolean => present.serial === pending?.serial;
  const { repeated: again } = await judgeReplacement(service, store, unconditional, isKept);
  if (again !== undefined && pending !== undefined) return await openAccess(vault, pending);

  refuseByAuthority(service, order.now);
  const key = await rsaKeys.take();
  const certifiable = CertifiableKey.examine(key.spki, "RSA-2048");
  const { access, repeated } = await transact(store, async (transaction) => {
    const kept = await findKeptKeyOfReplacement(transaction, predecessor);
    const replacement = await replace(
      service,
      transaction,
      unconditional,
      { key: certifiable, kept: true },
      (present) => present.serial === kept?.serial,
    );
    if (replacement.repeated && kept !== undefined) return { access: await openAccess(vault, kept), repeated: true };
    const sealed = sealKey(await sealingKey(vault, transaction), replacement.serial, key.privateKey);
    await insertKeptKey(transaction, sealed.kept);
    return { access: sealed.access, repeated: false };
  });
  if (repeated) rsaKeys.giveBack(key);
  return access;
}
