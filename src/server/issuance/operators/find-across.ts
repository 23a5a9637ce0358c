import { dayInMilliseconds } from "../../../core/days.ts";
import { certificateState } from "../../../core/renewal/certificate-state.ts";
import { mostFound, type FoundAcross, type FoundCertificate, type SheetForOperators } from "../../../protocol/console/operators.ts";
import type { CertificateIdentity } from "../../store/certificates/certificate-name.ts";
import { findHeldBySerial } from "../../store/certificates/certificates.ts";
import { searchAcross, type CertificateAcross } from "../../store/certificates/search-across.ts";
import { describeOwn } from "../administration/describe-own.ts";
import { Refusal } from "../refusal.ts";
import type { Service } from "../service.ts";

/** Searches the certificates of all tenants, for system operators. */
export async function findAcross({ store }: Pick<Service, "store">, text: string, now: Date): Promise<FoundAcross> {
  const found = await searchAcross(store, text, mostFound + 1);
  return { certificates: found.slice(0, mostFound).map((each) => shown(each, now)), more: found.length > mostFound };
}

function shown(certificate: CertificateAcross, now: Date): FoundCertificate {
  const { issuer, serial, tenant, cn, notAfter, predecessor, firstUsedAt, revokedAt, replacedAt, retireAfterDays } = certificate;
  const isRetired =
    replacedAt !== null && retireAfterDays !== null && replacedAt + retireAfterDays * dayInMilliseconds <= now.getTime();
  const facts = {
    awaitsFirstUse: predecessor !== null && firstUsedAt === null,
    replaced: replacedAt !== null,
    revoked: revokedAt !== null || isRetired,
    notAfter: new Date(notAfter),
  };
  return {
    ...{ issuer, serial, tenant, cn },
    state: certificateState(facts, now),
    notAfter: new Date(notAfter).toISOString(),
    remark: certificate.remark ?? "",
    device: certificate.device ?? "",
  };
}

/**
 * The sheet of a certificate of any tenant, as its administrators see it: without keys, passwords or codes.
 *
 * @throws Refusal `not-found`
 */
export async function describeSheet(
  service: Service,
  { issuer, serial }: CertificateIdentity,
  now: Date,
): Promise<SheetForOperators> {
  const held = (await findHeldBySerial(service.store, serial)).find((each) => each.issuer === issuer);
  if (held === undefined) throw new Refusal("not-found");
  const { tenant } = held;
  return { tenant, certificate: await describeOwn(service, { tenant, issuer, serial }, now) };
}
