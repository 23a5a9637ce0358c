import type { CertificateRow, Store } from "../../store/database/schema.ts";
import { findHolderRules } from "../../store/holders/holder-rules.ts";
import { isUsed } from "../../store/renewals/first-use.ts";
import type { HandOut } from "./record-hand-out.ts";

/**
 * Whether a certificate's secrets may be handed out by its tenant's rule for other devices. Where each device has a certificate of
 * its own, they may not once it is in use: nobody can tell whether the device that gets them is the same.
 */
export async function mayHandOut(
  store: Store,
  { tenant, number }: Pick<CertificateRow, "tenant" | "number">,
  { device }: Pick<HandOut, "device">,
): Promise<boolean> {
  const rules = await findHolderRules(store, tenant);
  if (rules?.otherDevices !== "refused") return true;
  return device === undefined && !(await isUsed(store, number));
}
