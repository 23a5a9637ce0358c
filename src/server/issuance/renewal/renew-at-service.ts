import { identityOf, nameOf, type CertificateIdentity } from "../../store/certificates/certificate-name.ts";
import { findKeptKeyOfReplacement, insertKeptKey } from "../../store/certificates/kept-keys.ts";
import { CertifiableKey } from "../certifiable-key.ts";
import { refuseByAuthority } from "../may-issue.ts";
import { openAccess, sealingKey, sealKey, type FileAccess } from "../secrets/kept-secrets.ts";
import type { Service } from "../service.ts";
import { heldKey, replacementFor } from "../upstream/held-key.ts";
import { issuing } from "../upstream/issuing.ts";
import { storedKeyKind } from "./key-origin.ts";
import { judgeReplacement, type ReplacementOrder } from "./renewal-judgement.ts";
import { replace } from "./replace.ts";

/** The replacement of a certificate, with the password and the address of its file. */
export type KeptReplacement = FileAccess & CertificateIdentity;

/**
 * Renews a certificate with an RSA-2048 key that the service generates and stores, sealed, for the file that its holder
 * fetches. A repeated request returns the same file and password until the replacement is first used; an unused
 * replacement whose key was generated elsewhere is revoked. Concurrent requests of one certificate are handled one after
 * the other, so that only the first generates a key.
 *
 * @returns the replacement, which is durable, with its file's password and token
 * @throws Refusal with the code of the rule
 */
export async function renewAtService(service: Service, order: ReplacementOrder): Promise<KeptReplacement> {
  return await service.keyMaking.inTurn(nameOf(order.predecessor), async () => await renewInTurn(service, order));
}

async function renewInTurn(service: Service, order: ReplacementOrder): Promise<KeptReplacement> {
  const { store, vault, rsaKeys } = service;
  const { number } = order.predecessor;
  // Before the key is generated, the most expensive part, which neither a refused nor a repeated request needs.
  const pending = await findKeptKeyOfReplacement(store, number);
  const { repeated: again } = await judgeReplacement(service, store, order, { kind: "service-stored", pending });
  if (again !== undefined && pending !== undefined) return { ...(await openAccess(vault, pending)), ...identityOf(again) };

  refuseByAuthority(service, order.predecessor, order.now);
  const held = await heldKey(service, replacementFor(order.predecessor), storedKeyKind);
  const generated = held ?? (await rsaKeys.take());
  const key = CertifiableKey.examine(generated.spki, storedKeyKind);
  const { kept: replaced, repeated } = await issuing(service, order.now, async (transaction) => {
    const kept = await findKeptKeyOfReplacement(transaction, number);
    const origin = { kind: "service-stored", pending: kept, key } as const;
    const replacement = await replace(service, transaction, order, origin, { kind: "service", privateKey: generated.privateKey });
    const identity = identityOf(replacement);
    const acted = async (): Promise<void> => await order.administrator?.acted?.(transaction, replacement.number);
    if (replacement.repeated && kept !== undefined) {
      await acted();
      return { kept: { ...(await openAccess(vault, kept)), ...identity }, repeated: true };
    }
    const sealed = sealKey(await sealingKey(vault, transaction), replacement, generated.privateKey);
    await insertKeptKey(transaction, sealed.kept);
    await acted();
    return { kept: { ...sealed.access, ...identity }, repeated: false };
  });
  if (repeated && held === undefined) rsaKeys.giveBack(generated);
  return replaced;
}
