import type { Subject } from "../../../core/name/subject.ts";
import type { Store } from "../database/schema.ts";

/** Whether there is a certificate with this subject that has neither expired nor been revoked. */
export async function hasValidCertificate(store: Store, { cn, o }: Subject, now: number): Promise<boolean> {
  const found = await store
    .selectFrom("certificates")
    .select("number")
    .where("tenant", "=", o)
    .where("cn", "=", cn)
    .where("revokedAt", "is", null)
    .where("notAfter", ">=", now)
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}
