import { sql, type RawBuilder } from "kysely";
import type { CertificateState } from "../../../core/renewal/certificate-state.ts";
import type { CertificateRow, Store } from "../database/schema.ts";

/** Which certificates are listed; an absent field matches all. */
export interface CertificateFilter {
  readonly tenant?: string | undefined;
  readonly cn?: string | undefined;
  readonly state?: CertificateState | undefined;
  /** The range of expiry in milliseconds: the start is inclusive, the end exclusive. */
  readonly endsFrom?: number | undefined;
  readonly endsBefore?: number | undefined;
}

/** A listed certificate. */
export type ListedCertificate = Pick<CertificateRow, "number" | "issuer" | "serial" | "tenant" | "cn" | "issuedAt" | "notAfter"> & {
  readonly state: CertificateState;
};

/** A page of the certificates in the order of their expiry, then of their numbers, after one of them. */
export async function listCertificates(
  store: Store,
  filter: CertificateFilter,
  after: Pick<ListedCertificate, "notAfter" | "number"> | undefined,
  { now, limit }: { readonly now: number; readonly limit: number },
): Promise<ListedCertificate[]> {
  const state = stateAt(now);
  const { tenant, cn, state: wanted, endsFrom, endsBefore } = filter;
  return await store
    .selectFrom("certificates")
    .innerJoin("tenants", "tenants.name", "certificates.tenant")
    .leftJoin("certificates as replacement", "replacement.replaces", "certificates.number")
    .select(["certificates.number", "certificates.issuer", "certificates.serial", "certificates.tenant", "certificates.cn"])
    .select(["certificates.issuedAt", "certificates.notAfter", state.as("state")])
    .$if(after !== undefined, (query) =>
      query.where(sql<boolean>`(certificates.not_after, certificates.number) > (${after?.notAfter}, ${after?.number})`),
    )
    .$if(tenant !== undefined, (query) => query.where("certificates.tenant", "=", tenant ?? ""))
    .$if(cn !== undefined, (query) => query.where("certificates.cn", "=", cn ?? ""))
    .$if(wanted !== undefined, (query) => query.where(sql<boolean>`${state} = ${wanted}`))
    .$if(endsFrom !== undefined, (query) => query.where("certificates.notAfter", ">=", endsFrom ?? 0))
    .$if(endsBefore !== undefined, (query) => query.where("certificates.notAfter", "<", endsBefore ?? 0))
    .orderBy("certificates.notAfter")
    .orderBy("certificates.number")
    .limit(limit)
    .execute();
}

/** `certificateState` and the retirement rule in SQL, of `certificates` joined with its tenant and its `replacement`; a test checks that they agree. */
export function stateAt(now: number): RawBuilder<CertificateState> {
  return sql<CertificateState>`case
    when certificates.revoked_at is not null then 'revoked'
    when replacement.first_used_at + tenants.retire_after_days * cast(86400000 as bigint) <= ${now} then 'revoked'
    when replacement.first_used_at is not null then 'renewed'
    when certificates.not_after < ${now} then 'expired'
    when certificates.predecessor is not null and certificates.first_used_at is null then 'applied-for'
    else 'in-use' end`;
}
