import { createPrivateKey, createPublicKey } from "node:crypto";
import type { KeyKind } from "../../../core/key-kind.ts";
import { publicKeyKind } from "../../../core/x509/public-key.ts";
import type { HeldCertificate } from "../../store/certificates/certificates.ts";
import type { SigningOrderRow, StoreTransaction } from "../../store/database/schema.ts";
import { findOrderWithKey, type OrderedFor } from "../../store/renewals/signing-orders.ts";
import type { MasterKey } from "../../vault/master-keys.ts";
import { seal, unseal } from "../../vault/sealing.ts";
import type { ServiceKey } from "../../vault/service-key.ts";
import type { Vault } from "../../vault/vault.ts";
import { sealingKey } from "../secrets/kept-secrets.ts";
import type { Service } from "../service.ts";

/** A sealed private key of an order, as it is stored. */
type SealedKey = Pick<SigningOrderRow, "masterKey" | "sealedKey">;

/** Whom the replacement of a certificate is ordered for. */
export function replacementFor({ number, tenant, cn }: HeldCertificate): OrderedFor {
  return { predecessor: number, tenant, cn };
}

/**
 * The key that the service made for a certificate which another authority has not signed yet: with a different one for each
 * try, an authority that takes its time would never be asked for the same certificate again.
 *
 * @param keyKind the kind that is needed
 */
export async function heldKey({ store, vault }: Service, of: OrderedFor, keyKind: KeyKind): Promise<ServiceKey | undefined> {
  const order = await findOrderWithKey(store, of);
  const privateKey = order && (await openOrderedKey(vault, order));
  if (privateKey === undefined) return undefined;
  const key = createPrivateKey({ key: Buffer.from(privateKey), format: "der", type: "pkcs8" });
  const spki = new Uint8Array(createPublicKey(key).export({ type: "spki", format: "der" }));
  return publicKeyKind(spki) === keyKind ? { spki, privateKey } : undefined;
}

/** Seals the key of an order, bound to its fingerprint. */
export async function sealOrderedKey(
  vault: Vault,
  transaction: StoreTransaction,
  spkiSha256: string,
  privateKey: Uint8Array,
): Promise<SealedKey> {
  return sealWith(await sealingKey(vault, transaction), spkiSha256, privateKey);
}

/**
 * Seals the key of an order with another master key.
 *
 * @throws OperatorError `master-key-wrong`
 */
export async function resealOrderedKey(vault: Vault, to: MasterKey, order: SigningOrderRow): Promise<SealedKey> {
  const privateKey = await openOrderedKey(vault, order);
  return privateKey === undefined ? { masterKey: null, sealedKey: null } : sealWith(to, order.spkiSha256, privateKey);
}

function sealWith(masterKey: MasterKey, boundTo: string, privateKey: Uint8Array): SealedKey {
  return { masterKey: masterKey.id, sealedKey: seal(masterKey, { purpose: "ordered-key", boundTo }, privateKey) };
}

async function openOrderedKey(
  vault: Vault,
  { spkiSha256: boundTo, masterKey, sealedKey }: SigningOrderRow,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (masterKey === null || sealedKey === null) return undefined;
  return unseal(await vault.keyById(masterKey), { purpose: "ordered-key", boundTo }, sealedKey);
}
