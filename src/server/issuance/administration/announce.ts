import { appendAudit } from "../../store/audit/audit.ts";
import type { AnnouncementRow } from "../../store/database/schema.ts";
import { insertAnnouncement, removeAnnouncement } from "../../store/notices/announcements.ts";
import { transact } from "../../store/transact.ts";
import { OperatorError } from "../../system/operator-error.ts";
import type { Service } from "../service.ts";
import { requireTenant, type OperatorAct } from "../tenants.ts";

/** What is announced, to one tenant, or to all. */
export type Announcement = Pick<AnnouncementRow, "title" | "text" | "tenant">;

/** The name of the system operator who announced it; null for the command line. */
export function announcerOf({ announcedBy }: Pick<AnnouncementRow, "announcedBy">): string | null {
  return /^operator:(.+)$/.exec(announcedBy ?? "")?.[1] ?? null;
}

/**
 * Announces something to the administrators of one tenant, or of all: they see it when they log in.
 *
 * @returns its number
 * @throws OperatorError `tenant-unknown`
 */
export async function announce(
  { store }: Pick<Service, "store">,
  announcement: Announcement,
  { actor, now, requireStill }: OperatorAct,
): Promise<number> {
  return await transact(store, async (transaction) => {
    await requireStill?.(transaction);
    const { tenant, title } = announcement;
    if (tenant !== null) await requireTenant(transaction, tenant);
    const number = await insertAnnouncement(transaction, { ...announcement, announcedAt: now.getTime(), announcedBy: actor });
    await appendAudit(transaction, {
      at: now,
      actor,
      action: "announced",
      object: tenant ?? "all",
      detail: { number, title },
      tenant,
    });
    return number;
  });
}

/**
 * Takes an announcement back.
 *
 * @throws OperatorError `announcement-unknown`
 */
export async function withdraw(
  { store }: Pick<Service, "store">,
  number: number,
  { actor, now, requireStill }: OperatorAct,
): Promise<Announcement> {
  return await transact(store, async (transaction) => {
    await requireStill?.(transaction);
    const removed = await removeAnnouncement(transaction, number);
    if (removed === undefined) {
      const sentence = `There is no announcement ${number}. koshin list announcements lists the numbers.`;
      throw new OperatorError("announcement-unknown", sentence);
    }
    const { tenant, title, text } = removed;
    const detail = { number, title };
    await appendAudit(transaction, {
      at: now,
      actor,
      action: "announcement-removed",
      object: tenant ?? "all",
      detail,
      tenant,
    });
    return { tenant, title, text };
  });
}
