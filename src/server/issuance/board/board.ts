import { stuckReasons, type Board } from "../../../protocol/console/board.ts";
import { renewalStages, type RenewalStage } from "../../../protocol/console/stages.ts";
import type { PendingRow } from "../../store/renewals/board-rows.ts";
import { countUsedReplacements } from "../../store/renewals/renewal-stage.ts";
import { stageRulesOf } from "../administration/stage-rules.ts";
import type { Service } from "../service.ts";
import { openRenewals } from "./stuck-renewals.ts";

/**
 * Where a tenant's renewals stand, by number.
 *
 * @throws Refusal `not-found`
 */
export async function describeBoard(records: Pick<Service, "store" | "settings">, tenant: string, now: Date): Promise<Board> {
  const { store } = records;
  const rules = await stageRulesOf(records, tenant, now);
  const { due, pending, stuck } = await openRenewals(records, rules);
  const counts = new Map<RenewalStage, number>([["due", due.length]]);
  for (const row of pending) {
    const stage = stageOfPending(row);
    counts.set(stage, (counts.get(stage) ?? 0) + 1);
  }
  const { firstUsed, retired, unretired } = await countUsedReplacements(store, rules);
  counts.set("first-used", firstUsed);
  counts.set("predecessor-retired", retired);
  return {
    stages: renewalStages.map((stage) => ({ stage, count: counts.get(stage) ?? 0 })),
    stuck: stuckReasons
      .map((reason) => ({ reason, count: stuck.filter((each) => each.reason === reason).length }))
      .filter(({ count }) => count > 0),
    unretired,
  };
}

/** The last stage that an unused replacement has reached. */
export function stageOfPending({
  importedAt,
  passwordShownAt,
  fetchedAt,
}: Pick<PendingRow, "importedAt" | "passwordShownAt" | "fetchedAt">): RenewalStage {
  if (importedAt !== null) return "imported";
  if (passwordShownAt !== null) return "password-shown";
  return fetchedAt === null ? "issued" : "fetched";
}
