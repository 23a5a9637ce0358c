import type { Service } from "../../client/ask.ts";
import { firstQuery } from "../../client/console/certificate-parameters.ts";
import { listCertificates } from "../../client/console/certificates.ts";
import type { SiteAddress } from "../address/site-address.ts";

/**
 * Where a search leads: to the certificate, if it finds one, or else to the list of all that it finds. Those that have ended
 * are found if there are no others.
 *
 * @throws as `listCertificates` does
 */
export async function findCertificate(service: Service, search: string): Promise<SiteAddress> {
  const query = { ...firstQuery, search };
  for (const each of [query, { ...query, ended: "shown" as const }]) {
    const { total, certificates } = await listCertificates(service, each);
    const [found] = certificates;
    if (total > 1) return { page: "certificates", query: each };
    if (found !== undefined) return { page: "certificate", identity: { issuer: found.issuer, serial: found.serial } };
  }
  return { page: "certificates", query };
}
