import { nameOf, serialIn, type CertificateIdentity } from "../certificates/certificate-name.ts";
import type { CertificateRow, Store } from "../database/schema.ts";

/** The most certificates of one holder whose entries are found. */
const mostCertificates = 500;

/** What entries call the certificates of a tenant with a CN or a serial number. Early entries contain only the serial number. */
export async function objectsOf(store: Store, tenant: string, text: string): Promise<string[]> {
  const serial = text.replaceAll(/[\s:]/g, "").toUpperCase();
  const columns = ["issuer", "serial"] as const;
  const own = store.selectFrom("certificates").select(columns).where("tenant", "=", tenant);
  const byName = await own.where("cn", "=", text).orderBy("number", "desc").limit(mostCertificates).execute();
  const named = await store
    .selectFrom("certificates")
    .select([...columns, "tenant"])
    .where("serial", "=", serial)
    .execute();
  const found = [...byName, ...named.filter((row) => row.tenant === tenant)];
  return [...new Set(found.flatMap((each) => [nameOf(each), each.serial]))];
}

/** A certificate that an entry names. */
export type NamedCertificate = CertificateIdentity & Pick<CertificateRow, "cn">;

/** The certificates of a tenant that entries name, by these names. */
export async function certificatesNamed(
  store: Store,
  tenant: string,
  names: readonly string[],
): Promise<ReadonlyMap<string, NamedCertificate>> {
  const serials = [...new Set(names.map(serialIn))];
  if (serials.length === 0) return new Map();
  const rows = await store
    .selectFrom("certificates")
    .select(["issuer", "serial", "cn", "tenant"])
    .where("serial", "in", serials)
    .orderBy("number", "desc")
    .execute();
  return new Map(
    rows
      .filter((row) => row.tenant === tenant)
      .flatMap(({ issuer, serial, cn }) => {
        const certificate = { issuer, serial, cn };
        return [
          [nameOf(certificate), certificate],
          [serial, certificate],
        ] as const;
      }),
  );
}

/** A certificate of any tenant that an entry names. */
export type NamedInTrail = CertificateIdentity & Pick<CertificateRow, "cn" | "tenant"> & { readonly name: string };

/** The certificates of all tenants that entries name, the latest first. */
export async function certificatesOfTrail(store: Store, names: readonly string[]): Promise<readonly NamedInTrail[]> {
  const serials = [...new Set(names.map(serialIn))];
  if (serials.length === 0) return [];
  const found = store.selectFrom("certificates").select(["issuer", "serial", "cn", "tenant"]).where("serial", "in", serials);
  const rows = await found.orderBy("number", "desc").execute();
  return rows.map((row) => ({ ...row, name: nameOf(row) }));
}
