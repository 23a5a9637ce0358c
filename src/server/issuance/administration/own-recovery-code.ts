import type { CertificateDetail } from "../../../protocol/console/certificates.ts";
import { productNamed } from "../../settings/products.ts";
import type { HeldCertificate } from "../../store/certificates/certificates.ts";
import { findRecoveryCode } from "../../store/renewals/recovery-codes.ts";
import { OperatorError } from "../../system/operator-error.ts";
import { cancelRecoveryCode, createRecoveryCode, type CreatedRecoveryCode } from "../recovery/recovery-codes.ts";
import { Refusal } from "../refusal.ts";
import type { Service } from "../service.ts";
import { accountIn } from "./account-in.ts";
import type { Administrator } from "./administrator.ts";
import { requireOwn, type OwnCertificate } from "./own-certificate.ts";

/** Who acts, and when. */
interface Acting {
  readonly by: Administrator;
  readonly now: Date;
}

/**
 * Issues a recovery code for the holder of a certificate, as `createRecoveryCode` does.
 *
 * @throws Refusal `not-found`, `type-not-renewable`, `tenant-closed`
 */
export async function issueOwnCode(service: Service, named: OwnCertificate, acting: Acting): Promise<CreatedRecoveryCode> {
  return await createRecoveryCode(service, await holderOf(service, named, acting)).catch(inAdministratorsWords);
}

/**
 * Cancels the recovery code of a certificate's holder.
 *
 * @returns whether there was one that could still have been used
 * @throws Refusal `not-found`
 */
export async function cancelOwnCode(service: Service, named: OwnCertificate, acting: Acting): Promise<boolean> {
  return await cancelRecoveryCode(service, await holderOf(service, named, acting)).catch(inAdministratorsWords);
}

/** Why the holder of a certificate cannot have a recovery code; undefined if they can. */
export function whyNoCode(
  { settings }: Pick<Service, "settings">,
  { cn, product, closedAt }: HeldCertificate,
): "tenant-closed" | "type-not-renewable" | undefined {
  if (closedAt !== null) return "tenant-closed";
  return productNamed(settings, product).renews(cn) ? undefined : "type-not-renewable";
}

/** Whether the holder of a certificate can have a recovery code, and the one that they have. */
export async function describeOwnCode(
  service: Pick<Service, "store" | "settings">,
  certificate: HeldCertificate,
  now: Date,
): Promise<CertificateDetail["recoveryCode"]> {
  const possible = whyNoCode(service, certificate) === undefined;
  const held = await findRecoveryCode(service.store, certificate);
  const unused = held?.certificate === null && held.expiresAt > now.getTime();
  return {
    possible,
    unused: unused ? { by: accountIn(held.createdBy), expiresAt: new Date(held.expiresAt).toISOString() } : null,
  };
}

async function holderOf(
  { store }: Service,
  named: OwnCertificate,
  { by, now }: Acting,
): Promise<Parameters<typeof createRecoveryCode>[1]> {
  const { tenant, cn } = await requireOwn(store, named);
  return { tenant, cn, actor: by.actor, now, permitted: async (transaction) => await by.requireStill(transaction) };
}

/** What an operator is told by a sentence of the command, an administrator is told by a refusal. */
function inAdministratorsWords(error: unknown): never {
  if (!(error instanceof OperatorError)) throw error;
  const { code } = error;
  if (code === "type-not-renewable" || code === "tenant-closed") throw new Refusal(code, { cause: error });
  if (code === "certificate-unknown" || code === "tenant-unknown") throw new Refusal("not-found", { cause: error });
  throw error;
}
