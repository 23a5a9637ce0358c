import { randomBytes } from "node:crypto";
import type { HolderRules, PresentHolderRules } from "../../../protocol/console/holder-rules.ts";
import { appendAudit, type Act } from "../../store/audit/audit.ts";
import type { StoreTransaction } from "../../store/database/schema.ts";
import { digestOfHolderRules, findHolderRules, usualHolderRules, writeHolderRules } from "../../store/holders/holder-rules.ts";
import { transact } from "../../store/transact.ts";
import { Refusal } from "../refusal.ts";
import type { Service } from "../service.ts";
import { requireTenant } from "../tenants.ts";

/** What a tenant has decided for the holders of its certificates. */
export async function describeHolderRules(
  { store, settings }: Pick<Service, "store" | "settings">,
  tenant: string,
): Promise<PresentHolderRules> {
  const row = await findHolderRules(store, tenant);
  const { mails, otherDevices, contact, version } = row ?? usualHolderRules;
  return {
    ...{ mails, otherDevices, contact, version: String(version) },
    mailDays: settings.holders.mailDays,
    mailServer: settings.notices.mail !== undefined,
    edited: row === undefined ? null : { by: row.editedBy, at: new Date(row.editedAt).toISOString() },
  };
}

/** A change of what a tenant has decided. */
interface HolderRulesChange extends Act {
  readonly rules: { readonly [Rule in keyof HolderRules]?: HolderRules[Rule] | undefined };
  /** Who is shown as having changed it. */
  readonly user: string;
  /** The version that it is made of; by default whichever is current. */
  readonly version?: string | undefined;
  /** Called in the transaction. */
  readonly requireStill?: (transaction: StoreTransaction) => Promise<void>;
}

/**
 * Changes the given rules for the holders of a tenant's certificates.
 *
 * @returns whether any has changed
 * @throws OperatorError `tenant-unknown`; Refusal `changed-meanwhile`
 */
export async function changeHolderRules(
  { store }: Pick<Service, "store">,
  tenant: string,
  { rules, user, version, requireStill, actor, now }: HolderRulesChange,
): Promise<boolean> {
  return await transact(store, async (transaction) => {
    await requireStill?.(transaction);
    await requireTenant(transaction, tenant);
    const before = (await findHolderRules(transaction, tenant)) ?? usualHolderRules;
    if (version !== undefined && version !== String(before.version)) throw new Refusal("changed-meanwhile");
    const { mails = before.mails, otherDevices = before.otherDevices, contact = before.contact } = rules;
    if (mails === before.mails && otherDevices === before.otherDevices && contact === before.contact) return false;
    const edited = { version: before.version + 1, editedBy: user, editedAt: now.getTime() };
    const salt = randomBytes(16).toString("hex");
    const row = { tenant, mails, otherDevices, contact, ...edited, salt };
    await writeHolderRules(transaction, row);
    // The contact may name a person, and nothing can be removed from the trail.
    const detail = {
      ...{ mails, otherDevices, contact: contact === before.contact ? "unchanged" : "changed" },
      ...(mails === before.mails ? {} : { mailsBefore: before.mails }),
      ...(otherDevices === before.otherDevices ? {} : { otherDevicesBefore: before.otherDevices }),
      record: digestOfHolderRules(row),
    };
    await appendAudit(transaction, { at: now, actor, action: "holder-rules-changed", object: tenant, detail, tenant });
    return true;
  });
}
