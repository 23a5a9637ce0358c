/**
 * What became of a notice that was sent off. `refused`: it certainly did not arrive, and may be tried again.
 * `unknown`: the connection broke before the answer, so it may have arrived, and is never sent again.
 */
export type Delivery = "delivered" | "refused" | "unknown";

/** In milliseconds; nothing may keep the others waiting for longer. */
export const deliveryTime = 10_000;
