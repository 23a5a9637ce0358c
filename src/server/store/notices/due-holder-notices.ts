import type { Store } from "../database/schema.ts";
import type { HolderNoticeKind } from "./holder-notice-kind.ts";
import type { NoticePlace } from "./notices.ts";

/**
 * Finds the notices to holders that are due and not recorded yet: of certificates that expire within a span of time, are not
 * revoked, and have no replacement in use, of tenants that are open and have them sent; those that expire first.
 */
export async function findDueHolderNotices(
  store: Store,
  kind: HolderNoticeKind,
  { from, to }: { readonly from: number; readonly to: number },
  limit: number,
): Promise<readonly (NoticePlace & { readonly notAfter: number })[]> {
  const rows = await store
    .selectFrom("certificates")
    .innerJoin("holders", (join) =>
      join.onRef("holders.tenant", "=", "certificates.tenant").onRef("holders.cn", "=", "certificates.cn"),
    )
    .innerJoin("tenants", "tenants.name", "certificates.tenant")
    .leftJoin("holderRules", "holderRules.tenant", "certificates.tenant")
    .select(["certificates.number as certificate", "certificates.notAfter", "holders.mail as address"])
    .where("certificates.revokedAt", "is", null)
    .where("certificates.notAfter", ">", from)
    .where("certificates.notAfter", "<=", to)
    .where("holders.mail", "!=", "")
    .where("tenants.closedAt", "is", null)
    .where((is) => is.or([is("holderRules.mails", "is", null), is("holderRules.mails", "=", "sent")]))
    .where((is) =>
      is.not(
        is.exists(
          is
            .selectFrom("certificates as replacement")
            .select("replacement.number")
            .whereRef("replacement.replaces", "=", "certificates.number")
            .where("replacement.firstUsedAt", "is not", null),
        ),
      ),
    )
    .where((is) =>
      is.not(
        is.exists(
          is
            .selectFrom("notices")
            .select("notices.certificate")
            .whereRef("notices.certificate", "=", "certificates.number")
            .where("notices.kind", "=", kind)
            .where("notices.channel", "=", "mail")
            .whereRef("notices.address", "=", "holders.mail"),
        ),
      ),
    )
    .orderBy("certificates.notAfter")
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...row, channel: "mail" }));
}
