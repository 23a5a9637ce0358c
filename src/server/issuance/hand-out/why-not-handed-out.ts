import type { HeldCertificate } from "../../store/certificates/certificates.ts";
import type { Store } from "../../store/database/schema.ts";
import { findHolderRules } from "../../store/holders/holder-rules.ts";
import { isUsed } from "../../store/renewals/first-use.ts";
import { isRetired } from "../validity.ts";
import type { HandOut } from "./record-hand-out.ts";

/**
 * Why a certificate's secrets are not handed out; undefined if they may be. Those of a revoked certificate are of no use to
 * anybody. Where each device has a certificate of its own by the tenant's rule, they are not handed out once it is in use: nobody
 * can tell whether the device that gets them is the same.
 */
export async function whyNotHandedOut(
  store: Store,
  certificate: HeldCertificate,
  { device, now }: Pick<HandOut, "device" | "now">,
): Promise<"revoked" | "retired" | "other-device-refused" | undefined> {
  if (isRetired(certificate, now) || certificate.revocationReason === "retired") return "retired";
  if (certificate.revokedAt !== null) return "revoked";
  const rules = await findHolderRules(store, certificate.tenant);
  if (rules?.otherDevices !== "refused") return undefined;
  const permitted = device === undefined && !(await isUsed(store, certificate.number));
  return permitted ? undefined : "other-device-refused";
}
