import { findHeldByNumbers } from "../../store/certificates/certificates.ts";
import { findWithKeptKeys } from "../../store/certificates/kept-keys.ts";
import type { Store } from "../../store/database/schema.ts";
import type { HandOut } from "./record-hand-out.ts";
import { whyNotHandedOut } from "./why-not-handed-out.ts";

/** How many certificates are read at once. */
const together = 200;

/** How many of some certificates have files that would be handed out at this moment. */
export async function countHandedOut(
  store: Store,
  numbers: readonly number[],
  handOut: Pick<HandOut, "device" | "now">,
): Promise<number> {
  const kept = [...(await findWithKeptKeys(store, numbers))];
  let count = 0;
  for (let at = 0; at < kept.length; at += together) {
    const held = await findHeldByNumbers(store, kept.slice(at, at + together));
    for (const certificate of held.values()) if ((await whyNotHandedOut(store, certificate, handOut)) === undefined) count++;
  }
  return count;
}
