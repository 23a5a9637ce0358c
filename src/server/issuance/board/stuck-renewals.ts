import { dayInMilliseconds } from "../../../core/days.ts";
import type { StuckReason } from "../../../protocol/console/board.ts";
import { productNamed } from "../../settings/products.ts";
import { findDue, findPending, type DueRow, type PendingRow } from "../../store/renewals/board-rows.ts";
import type { StageRules } from "../../store/renewals/renewal-stage.ts";
import { findTenant } from "../../store/tenants.ts";
import { patience } from "../administration/attention.ts";
import { Refusal } from "../refusal.ts";
import type { Service } from "../service.ts";

/** A due certificate without a replacement counts as stuck when fewer days are left: its holder was reminded for weeks. */
const lastDays = 14;

/** A renewal that does not go on by itself. */
export interface StuckRenewal {
  /** Of the certificate that is due, or of its replacement. */
  readonly number: number;
  readonly reason: StuckReason;
  /** When its holder has no valid certificate left. */
  readonly deadline: number;
}

/** The renewals of a tenant that are not completed. */
export interface OpenRenewals {
  readonly due: readonly DueRow[];
  readonly pending: readonly PendingRow[];
  /** Holders without a valid certificate come first, the latest of them at the top, then the others in the order of their deadline. */
  readonly stuck: readonly StuckRenewal[];
}

/**
 * The renewals of a tenant that are not completed.
 *
 * @throws Refusal `not-found`
 */
export async function openRenewals(
  { store, settings }: Pick<Service, "store" | "settings">,
  rules: StageRules,
): Promise<OpenRenewals> {
  const tenant = await findTenant(store, rules.tenant);
  if (tenant === undefined) throw new Refusal("not-found");
  const { renews } = productNamed(settings, tenant.product);
  const { now } = rules;
  const due = await findDue(store, rules);
  const pending = await findPending(store, rules);
  const stuck: StuckRenewal[] = [];
  for (const { number, cn, notAfter } of due) {
    const reason = whyStuck({
      expired: notAfter < now,
      renewable: renews(cn),
      soon: notAfter < now + lastDays * dayInMilliseconds,
    });
    if (reason !== undefined) stuck.push({ number, reason, deadline: notAfter });
  }
  for (const { number, issuedAt, deadline } of pending) {
    if (issuedAt < now - patience) stuck.push({ number, reason: "unused", deadline });
  }
  return { due, pending, stuck: stuck.toSorted((one, other) => inOrder(one, other, now)) };
}

interface DueFacts {
  readonly expired: boolean;
  readonly renewable: boolean;
  readonly soon: boolean;
}

function whyStuck({ expired, renewable, soon }: DueFacts): StuckReason | undefined {
  if (expired) return "expired";
  if (!renewable) return "not-renewable";
  return soon ? "ends-soon" : undefined;
}

function inOrder(one: StuckRenewal, other: StuckRenewal, now: number): number {
  const [without, otherWithout] = [one.deadline < now, other.deadline < now];
  if (without !== otherWithout) return without ? -1 : 1;
  const later = one.deadline - other.deadline || one.number - other.number;
  return without ? -later : later;
}
