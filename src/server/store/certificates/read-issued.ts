import { pagesOf } from "../database/pages.ts";
import type { CertificateRow, Store } from "../database/schema.ts";

const pageLength = 500;

/** All certificates of an authority in the database, in the order in which they were added, page by page. */
export function readIssued(store: Store, issuer: string): AsyncGenerator<readonly CertificateRow[]> {
  return pagesOf<CertificateRow>(
    async (after) =>
      await store
        .selectFrom("certificates")
        .selectAll()
        .where("issuer", "=", issuer)
        .where("number", ">", after?.number ?? 0)
        .orderBy("number")
        .limit(pageLength)
        .execute(),
  );
}
