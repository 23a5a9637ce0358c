import { pagesOf } from "../database/pages.ts";
import type { CertificateRow, Store } from "../database/schema.ts";

const pageLength = 500;

/** All certificates of an authority that the database knows, in the order in which it learnt of them, page by page. */
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
