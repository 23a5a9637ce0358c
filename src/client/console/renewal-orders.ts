import type { IssuedIdentity } from "../../protocol/console/certificates.ts";
import { consolePaths } from "../../protocol/console/paths.ts";
import { RenewalOrderResult, type RenewalOrder } from "../../protocol/console/renewal-orders.ts";
import type { Service } from "../ask.ts";
import { callFor, fillPath } from "./call.ts";

/** Which certificates an order is for: one, or all of the organisation. */
export type OrderedCertificates = IssuedIdentity | "all";

function pathOf(which: OrderedCertificates): string {
  if (which === "all") return consolePaths.tenantRenewalOrder;
  return fillPath(consolePaths.renewalOrder, { issuer: which.issuer, serial: which.serial });
}

/**
 * Orders that certificates are renewed before they are due.
 *
 * @returns how many they are
 * @throws AdministrationError `order-of-operators`, why one cannot be renewed, and as `call` does
 */
export async function orderRenewal(service: Service, which: OrderedCertificates, order: RenewalOrder): Promise<number> {
  return (await callFor(service, RenewalOrderResult, pathOf(which), { method: "POST", body: order })).certificates;
}

/** Cancels such orders. @throws AdministrationError `order-of-operators`, and as `call` does */
export async function cancelRenewalOrder(service: Service, which: OrderedCertificates): Promise<void> {
  await callFor(service, RenewalOrderResult, pathOf(which), { method: "DELETE" });
}
