import * as v from "valibot";

const Kept = v.object({ position: v.number(), hash: v.string(), at: v.pipe(v.string(), v.isoTimestamp()) });
/** Where a chain ended when this browser last verified it. It is no secret. */
export type Kept = v.InferOutput<typeof Kept>;

const keyOf = (tenant: string): string => `verified-trail:${tenant}`;

/** Where a tenant's chain ended when this browser last verified it. */
export function keptVerified(tenant: string): Kept | undefined {
  try {
    const decoded = v.safeParse(v.pipe(v.string(), v.parseJson(), Kept), localStorage.getItem(keyOf(tenant)));
    return decoded.success ? decoded.output : undefined;
  } catch {
    // A browser that keeps nothing for the site refuses to say so.
    return undefined;
  }
}

/** Keeps where a tenant's chain ends for the next time, where the browser permits. */
export function keepVerified(tenant: string, end: Kept): void {
  try {
    localStorage.setItem(keyOf(tenant), JSON.stringify(end));
  } catch {
    // It is not compared the next time, then.
  }
}
