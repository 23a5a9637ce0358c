import { toHex } from "../../core/bytes.ts";
import { hashedText, trailBeginning } from "../../core/organisation-trail.ts";
import type { TrailEntry } from "../../protocol/console/trail.ts";

/** What became of recomputing the hashes of entries. */
export interface Recomputed {
  /** How many hashes were recomputed, and are right. */
  readonly right: number;
  /** How many could not be, because somebody of another organisation is not named. */
  readonly withheld: number;
  /** The position of the first one, from the latest, that is wrong; undefined if none is. */
  readonly wrong: number | undefined;
}

/** Recomputes the hashes of entries in this browser, whatever the service says of them. */
export async function recompute(tenant: string, entries: readonly TrailEntry[]): Promise<Recomputed> {
  const hashes = await Promise.all(entries.map(async (entry) => await hashOf(tenant, entry)));
  const wrong = entries.find(({ hash }, index) => hashes[index] !== undefined && hashes[index] !== hash);
  const right = entries.filter(({ hash }, index) => hashes[index] === hash).length;
  return { right, withheld: hashes.filter((hash) => hash === undefined).length, wrong: wrong?.position };
}

/** The position of the first entry, from the latest, that is not linked to the one before it; undefined if all are. */
export function findGap(entries: readonly TrailEntry[]): number | undefined {
  return entries.find(({ position, previousHash }, index) => {
    const before = entries[index + 1];
    if (before !== undefined) return before.position !== position - 1 || before.hash !== previousHash;
    return position === 1 && previousHash !== trailBeginning;
  })?.position;
}

async function hashOf(tenant: string, { actor, ...entry }: TrailEntry): Promise<string | undefined> {
  if (actor === null) return undefined;
  const octets = new TextEncoder().encode(hashedText({ ...entry, actor, tenant }));
  return toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", octets))).toLowerCase();
}
