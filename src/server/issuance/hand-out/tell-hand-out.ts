import type { CertificateRow, StoreTransaction } from "../../store/database/schema.ts";
import { handOutKind, readHandOutKind } from "../../store/notices/hand-out-notice.ts";
import { findNoticeKinds } from "../../store/notices/notices.ts";
import { tellTenant } from "../tell-tenant.ts";
import type { HandOut } from "./record-hand-out.ts";

/** Whoever takes the password and then the file is told of once, in milliseconds. */
const once = 3_600_000;

/**
 * Has the tenant's notice addresses told that secrets were handed out, in the transaction that records it.
 *
 * @param certificates how many certificates they are of; the notice names this one
 */
export async function tellHandOut(
  transaction: StoreTransaction,
  { number }: Pick<CertificateRow, "number">,
  { by, now, certificates }: HandOut & { readonly certificates: number },
): Promise<void> {
  const at = now.getTime();
  const told = (await findNoticeKinds(transaction, number)).map(readHandOutKind);
  // The notice of several names this one only: the others may be others than before.
  const recent = told.some(
    (each) => certificates === 1 && each?.account === by.user && each.token === by.token && Math.abs(at - each.at) < once,
  );
  if (recent) return;
  await tellTenant(
    transaction,
    { number, tenant: by.tenant },
    handOutKind({ at, certificates, account: by.user, token: by.token }),
    now,
  );
}
