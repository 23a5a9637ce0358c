import type { TrailEnd, TrailEntry, TrailPage } from "../../protocol/console/trail.ts";
import { findGap, recompute } from "./verify-entries.ts";

/** An entry whose hash was noted. */
export interface Noted {
  readonly position: number;
  readonly hash: string;
}

/** What came of verifying a whole chain. */
export interface Verified {
  readonly end: TrailEnd;
  readonly withheld: number;
  /** The position of an entry that is wrong, or missing; undefined if none is. */
  readonly wrong: number | undefined;
  /** Whether the last entry is another one than the service answered. */
  readonly otherEnd: boolean;
  /** For each noted entry, whether its hash is still the same. */
  readonly same: readonly boolean[];
}

interface Reading {
  readonly tenant: string;
  readonly end: TrailEnd;
  /** Reads the entries before one, the latest first. */
  readonly read: (before: number) => Promise<TrailPage>;
  readonly noted: readonly Noted[];
  /** Called with the number of entries that were verified. */
  readonly progress: (done: number) => void;
  readonly stopped: () => boolean;
}

/**
 * Reads a whole chain from its end to its beginning, and recomputes it in this browser.
 *
 * @returns undefined if it was stopped
 */
export async function verifyAll({ tenant, end, read, noted, progress, stopped }: Reading): Promise<Verified | undefined> {
  const found = new Map<number, string>();
  let [withheld, otherEnd] = [0, false];
  let later: TrailEntry | undefined;
  const verified = (wrong: number | undefined): Verified => {
    return { end, withheld, wrong, otherEnd, same: noted.map(({ position, hash }) => found.get(position) === hash) };
  };
  for (let before = end.position + 1; before > 1;) {
    if (stopped()) return undefined;
    const { entries } = await read(before);
    const [first] = entries;
    if (first === undefined) return verified(before - 1);
    if (later === undefined) otherEnd = first.position !== end.position || first.hash !== end.hash;
    const gap = findGap(later === undefined ? entries : [later, ...entries]);
    const recomputed = await recompute(tenant, entries);
    const wrong = recomputed.wrong ?? gap;
    if (wrong !== undefined) return verified(wrong);
    for (const { position, hash } of noted) {
      if (entries.some((entry) => entry.position === position && entry.hash === hash)) found.set(position, hash);
    }
    withheld += recomputed.withheld;
    later = entries.at(-1);
    before = later?.position ?? 1;
    progress(end.position - before + 1);
  }
  return verified(undefined);
}
