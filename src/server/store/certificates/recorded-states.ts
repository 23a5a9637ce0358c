import type { ListedReason } from "../../../core/revocation-reason.ts";
import type { Store } from "../database/schema.ts";

/** Whether a certificate has been revoked. */
export interface RecordedState {
  readonly serial: string;
  /** Null if it has not. */
  readonly revokedAt: number | null;
  readonly reason: ListedReason;
}

/**
 * The states of an authority's recorded certificates by serial number, including those known only by their revocation.
 * Others are missing.
 */
export async function findRecordedStates(
  store: Store,
  issuer: string,
  serials: readonly string[],
): Promise<ReadonlyMap<string, RecordedState>> {
  const recorded = await store
    .selectFrom("certificates")
    .select(["serial", "revokedAt", "revocationReason"])
    .where("issuer", "=", issuer)
    .where("serial", "in", serials)
    .execute();
  const states = new Map(
    recorded.map(({ serial, revokedAt, revocationReason }): [string, RecordedState] => {
      const reason = revocationReason === "retired" ? "superseded" : (revocationReason ?? "unspecified");
      return [serial, { serial, revokedAt, reason }];
    }),
  );
  const others = serials.filter((serial) => !states.has(serial));
  if (others.length === 0) return states;
  const listed = await store
    .selectFrom("unknownRevocations")
    .select(["serial", "revokedAt", "revocationReason"])
    .where("issuer", "=", issuer)
    .where("serial", "in", others)
    .execute();
  for (const { serial, revokedAt, revocationReason: reason } of listed) states.set(serial, { serial, revokedAt, reason });
  return states;
}
