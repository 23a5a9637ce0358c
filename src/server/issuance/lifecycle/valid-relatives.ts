import type { CertificateRow, Store } from "../../store/database/schema.ts";
import { findPredecessors, findSuccessors } from "../../store/renewals/lineage.ts";

/** How a certificate is related to another one by renewal. */
export type Relation = "replacement" | "predecessor";

interface Relative {
  readonly certificate: CertificateRow;
  readonly relation: Relation;
}

/** The valid certificates of the same lineage. */
export async function validRelatives(store: Store, certificate: CertificateRow, now: Date): Promise<Relative[]> {
  const related = (relation: Relation, rows: readonly CertificateRow[]): Relative[] =>
    rows
      .filter(({ revokedAt, notAfter }) => revokedAt === null && notAfter >= now.getTime())
      .map((row) => ({ certificate: row, relation }));
  const predecessors = await findPredecessors(store, certificate);
  // Includes other replacements of its predecessors.
  const successors = await findSuccessors(store, predecessors.at(-1) ?? certificate);
  const known = new Set([certificate, ...predecessors].map(({ number }) => number));
  return [
    ...related("predecessor", predecessors),
    ...related(
      "replacement",
      successors.filter(({ number }) => !known.has(number)),
    ),
  ];
}
