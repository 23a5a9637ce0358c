import type { AuditRow, Store } from "../database/schema.ts";
import { mostDiscrepancies, type Discrepancy } from "./discrepancy.ts";
import { reconcileAccounts } from "./reconcile-accounts.ts";
import { reconcileBlockedKeys } from "./reconcile-blocked-keys.ts";
import { reconcileCertificates } from "./reconcile-certificates.ts";
import { reconcileDefaults } from "./reconcile-defaults.ts";
import { reconcileHolderRules } from "./reconcile-holder-rules.ts";
import { reconcileTenants } from "./reconcile-tenants.ts";
import { reconcileTokens } from "./reconcile-tokens.ts";

/** Compares the tables with the audit trail, which it reads page by page. */
export interface Reconciliation {
  read(page: readonly AuditRow[]): Promise<void>;
  /**
   * Must be called after the last page.
   *
   * @returns the discrepancies, at most a hundred
   */
  finish(): Promise<readonly Discrepancy[]>;
}

/**
 * Begins a comparison. Services may write meanwhile: what the trail records stays true, and every change has its entry.
 */
export function reconcile(store: Store): Reconciliation {
  const found: Discrepancy[] = [];
  const differ = (what: Discrepancy["what"], object: string, entry?: number): void => {
    if (found.length < mostDiscrepancies) found.push({ what, object, entry });
  };
  const certificates = reconcileCertificates(store, differ);
  const keys = reconcileBlockedKeys(store);
  const tenants = reconcileTenants(store);
  const defaults = reconcileDefaults(store);
  const holderRules = reconcileHolderRules(store);
  const accounts = reconcileAccounts(store);
  const tokens = reconcileTokens(store);
  return {
    async read(page) {
      await certificates.read(page);
      await keys.read(page);
      await tenants.read(page);
      defaults.read(page);
      holderRules.read(page);
      accounts.read(page);
      tokens.read(page);
    },
    async finish() {
      for (const object of await tenants.finish()) differ("tenant-changed", object);
      for (const object of await defaults.finish()) differ("defaults-changed", object);
      for (const object of await holderRules.finish()) differ("holder-rules-changed", object);
      for (const object of await accounts.finish()) differ("account-changed", object);
      for (const object of await tokens.finish()) differ("token-changed", object);
      for (const { object, entry } of await keys.finish()) differ("key-not-blocked", object, entry);
      await certificates.finish();
      return found;
    },
  };
}
