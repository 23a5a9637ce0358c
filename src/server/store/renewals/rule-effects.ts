import { latestOrder } from "../certificates/latest-order.ts";
import { matching } from "../certificates/matching-certificates.ts";
import type { Store } from "../database/schema.ts";
import { firstUse } from "./first-use.ts";

/** The certificates of a tenant at a moment, in milliseconds. */
interface Whose {
  readonly tenant: string;
  readonly now: number;
}

/** The number of a tenant's certificates that are neither revoked nor expired, and whose replacement was first used by a moment. */
export async function countRenewed(store: Store, { tenant, now }: Whose, usedUntil: number): Promise<number> {
  const { count } = await store
    .selectFrom("certificates as replacement")
    .innerJoin("certificates as renewed", "renewed.number", "replacement.replaces")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("replacement.tenant", "=", tenant)
    .where("replacement.replaces", "is not", null)
    .where("replacement.firstUsedAt", "<=", usedUntil)
    .where("renewed.revokedAt", "is", null)
    .where("renewed.notAfter", ">=", now)
    .executeTakeFirstOrThrow();
  return count;
}

/** The number of a tenant's valid certificates whose key the service made for their file, and that have no replacement in use. */
export async function countWithServiceKey(store: Store, { tenant, now }: Whose): Promise<number> {
  const { count } = await matching(store, { tenant }, now)
    .where((is) =>
      is.exists(
        is.selectFrom("keptKeys").select("keptKeys.certificate").whereRef("keptKeys.certificate", "=", "certificates.number"),
      ),
    )
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return count;
}

/** The number of a tenant's valid certificates that are ordered to be renewed in hours of every day, and have no replacement in use. */
export async function countOrderedInHours(store: Store, { tenant, now }: Whose): Promise<number> {
  const { count } = await store
    .selectFrom("certificates")
    .innerJoin("renewalOrders", (join) => join.on((columns) => columns("renewalOrders.number", "=", latestOrder(columns))))
    .leftJoin("certificates as replacement", "replacement.replaces", "certificates.number")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("certificates.tenant", "=", tenant)
    .where("certificates.revokedAt", "is", null)
    .where("certificates.notAfter", ">=", now)
    .where("replacement.firstUsedAt", "is", null)
    .where("renewalOrders.windowFrom", "is not", null)
    .where((is) => is.or([is("renewalOrders.endsAt", "is", null), is("renewalOrders.endsAt", ">", now)]))
    .executeTakeFirstOrThrow();
  return count;
}

/** The number of a tenant's certificates that are valid, first used by a moment, and whose key the service has. */
export async function countKeysUsed(store: Store, { tenant, now }: Whose, usedUntil: number): Promise<number> {
  const { count } = await store
    .selectFrom("certificates")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("certificates.tenant", "=", tenant)
    .where("certificates.notAfter", ">=", now)
    .where((is) =>
      is.exists(
        is
          .selectFrom("keptKeys")
          .select("keptKeys.certificate")
          .whereRef("keptKeys.certificate", "=", "certificates.number")
          .where("keptKeys.destroyedAt", "is", null),
      ),
    )
    .where(firstUse, "<=", usedUntil)
    .executeTakeFirstOrThrow();
  return count;
}
