import { createHash } from "node:crypto";
import * as v from "valibot";
import { nameOf, serialIn } from "../certificates/certificate-name.ts";
import { digestOfListed, digestOfRevocations, digestOfTaken } from "../certificates/record-digest.ts";
import { countUnknownRevocations } from "../certificates/revocation-lists.ts";
import { findBySerials, readRevocationRange, readTakenRange } from "../certificates/taken-certificates.ts";
import type { AuditRow, Store } from "../database/schema.ts";
import type { Discrepancy } from "./discrepancy.ts";

/** Compares what was imported in batches with the audit trail, which it reads page by page. */
export interface TakenReconciliation {
  /** The numbers of certificates and of revocations that batch entries cover. */
  readonly covered: { readonly certificates: Ranges; readonly revocations: Ranges };
  read(page: readonly AuditRow[]): Promise<void>;
  /** Must be called after the last page. */
  finish(): Promise<void>;
}

/** Ranges of numbers. */
export class Ranges {
  readonly #ranges: { first: number; last: number }[] = [];
  /** How many numbers they contain. */
  count = 0;

  add(first: number, last: number, count: number): void {
    this.count += count;
    const latest = this.#ranges.at(-1);
    if (latest !== undefined && latest.last + 1 === first) latest.last = last;
    else this.#ranges.push({ first, last });
  }

  has(number: number | null): boolean {
    return number !== null && this.#ranges.some(({ first, last }) => number >= first && number <= last);
  }
}

const Batch = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ first: v.number(), last: v.number(), count: v.number(), expected: v.optional(v.number(), 0), digest: v.string() }),
);
const Kept = v.pipe(v.string(), v.parseJson(), v.object({ count: v.number() }));
const Bound = v.pipe(v.string(), v.parseJson(), v.object({ sha256: v.string() }));

/**
 * Begins a comparison. Services may write meanwhile: imported rows do not change, except that octets are added to
 * certificates known only by their facts, which has entries of its own.
 */
export function reconcileTaken(
  store: Store,
  differ: (what: Discrepancy["what"], object: string, entry?: number) => void,
): TakenReconciliation {
  const covered = { certificates: new Ranges(), revocations: new Ranges() };
  /**
   * The minimum number of revocations of unknown certificates; those with entries of their own are compared
   * individually.
   */
  let kept = 0;
  const compare = async ({ action, object, number, detail }: AuditRow): Promise<void> => {
    const batch = v.safeParse(Batch, detail);
    const isRevocation = action === "revocations-taken";
    const what = isRevocation ? "revocation-changed" : "certificate-changed";
    if (!batch.success) {
      differ(what, object, number);
      return;
    }
    const { first, last, count, expected, digest } = batch.output;
    kept -= expected;
    covered[isRevocation ? "revocations" : "certificates"].add(first, last, count);
    if ((await digestNow(store, action, first, last)) !== digest) differ(what, object, number);
  };
  return {
    covered,
    async read(page) {
      for (const entry of page) {
        const { action } = entry;
        if (action === "revocations-kept") kept += countIn(entry);
        if (action === "certificates-taken" || action === "certificates-listed" || action === "revocations-taken")
          await compare(entry);
      }
      for (const { object, number } of await findUnboundSince(store, page)) differ("certificate-changed", object, number);
    },
    async finish() {
      if ((await countUnknownRevocations(store)) < kept) differ("revocation-changed", "of an imported revocation list");
    },
  };
}

function countIn({ detail }: AuditRow): number {
  const decoded = v.safeParse(Kept, detail);
  return decoded.success ? decoded.output.count : 0;
}

async function digestNow(store: Store, action: string, first: number, last: number): Promise<string> {
  switch (action) {
    case "revocations-taken":
      return digestOfRevocations(await readRevocationRange(store, first, last));
    case "certificates-listed":
      return digestOfListed(await readTakenRange(store, first, last));
    default:
      return digestOfTaken(await readTakenRange(store, first, last));
  }
}

/** The entries of a page about recorded octets that are missing from the table. */
async function findUnboundSince(store: Store, page: readonly AuditRow[]): Promise<AuditRow[]> {
  const entries = page.filter(({ action }) => action === "certificate-bound");
  const rows = await findBySerials(
    store,
    entries.map(({ object }) => serialIn(object)),
  );
  const hashes = new Map(rows.map((row) => [nameOf(row), createHash("sha256").update(row.der).digest("hex")]));
  return entries.filter(({ object, detail }) => {
    const decoded = v.safeParse(Bound, detail);
    return !decoded.success || hashes.get(object) !== decoded.output.sha256;
  });
}
