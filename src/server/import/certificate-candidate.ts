import type { Bytes } from "../../core/bytes.ts";
import { isOneLineOf } from "../../core/name/distinguished-name.ts";
import { isSubjectOf, readSubjectText } from "../../core/name/subject-text.ts";
import type { Authority } from "../authority/authority.ts";
import { commonNameOf } from "../authority/ca-certificate.ts";
import { issuerId } from "../authority/issuer-id.ts";
import type { Service } from "../issuance/service.ts";
import type { IssuerSearch } from "../issuance/takeover/certificate-issuer.ts";
import { requireHolder, type HolderRule } from "../issuance/takeover/holder.ts";
import { ImportRefusal } from "../issuance/takeover/import-refusal.ts";
import { judgeCertificate, type Predecessor } from "../issuance/takeover/judge-certificate.ts";
import { readListedSubject, type ListedCertificate } from "../issuance/takeover/listed-certificate.ts";
import type { Candidate } from "../issuance/takeover/record-certificates.ts";
import { requireSerial } from "../issuance/takeover/require-serial.ts";
import type { StatedFacts } from "./source-item.ts";

/** What the operator says of all certificates. */
export interface StatedForAll {
  /** The tenant; by default it is the O of each. */
  readonly tenant?: string | undefined;
  /** The identifier of the issuer of rows that do not say it. */
  readonly issuer?: string | undefined;
}

/** Makes candidates of what is found in files. */
export interface CandidateMaker {
  /** @throws ImportRefusal */
  ofCertificate(der: Bytes): Promise<Candidate>;
  /** @throws ImportRefusal */
  ofFacts(facts: StatedFacts, der: Bytes | undefined): Promise<Candidate>;
}

/** @param issuers of the same authority */
export function candidateMaker(
  { authority, settings }: Pick<Service, "authority" | "settings">,
  issuers: IssuerSearch,
  stated: StatedForAll,
): CandidateMaker {
  const { tenant } = stated;
  const rule = { subjects: settings.subjects, tenant };
  const issuerOf = issuerFinder(authority, stated);
  const listed = (facts: StatedFacts, issuer: string): ListedCertificate => {
    const { serial, notBefore = null, notAfter } = facts;
    requireSerial(serial);
    return { ...statedHolder(facts, rule), issuer, serial, namedTenant: tenant ?? null, notBefore, notAfter };
  };
  return {
    ofCertificate: async (der) => ({ certificate: await judgeCertificate(der, issuers, rule), revocation: undefined }),
    async ofFacts(facts, der) {
      const { revocation } = facts;
      if (der === undefined) return { certificate: listed(facts, issuerOf(facts.issuer)), revocation };
      const certificate = await judgeCertificate(der, issuers, rule);
      if (!isDescribedBy(facts, certificate)) throw new ImportRefusal("facts-contradicted");
      return { certificate, revocation };
    },
  };
}

/** Whether a row of an index is about a certificate. Its subject may be one that cannot be read back from the text. */
function isDescribedBy({ serial, subject, notAfter }: StatedFacts, certificate: Predecessor): boolean {
  if (serial !== certificate.serial || notAfter.getTime() !== certificate.notAfter.getTime()) return false;
  if (subject === undefined || isOneLineOf(subject, certificate.subject)) return true;
  const read = readSubjectText(subject);
  return read !== undefined && isSubjectOf(read, certificate.subject);
}

function statedHolder(
  { subject, tenant: said, cn }: StatedFacts,
  rule: HolderRule,
): Pick<ListedCertificate, "tenant" | "cn" | "subject"> {
  const { tenant: named } = rule;
  if (subject !== undefined) {
    const read = readListedSubject(subject, rule);
    const agrees = (cn === undefined || cn === read.cn) && (named !== undefined || said === undefined || said === read.tenant);
    if (!agrees) throw new ImportRefusal("facts-contradicted");
    return read;
  }
  const tenant = named ?? said;
  if (tenant === undefined || cn === undefined) throw new ImportRefusal("holder-unreadable");
  return { ...requireHolder({ tenant, cn }), subject: null };
}

/** The issuer of a row: as it says, by the identifier or the CN of an authority, or else the only one it can be. */
function issuerFinder(authority: Authority, { issuer: named }: StatedForAll): (stated: string | undefined) => string {
  const all = [
    ...[authority, ...authority.earlier].map((each) => ({ id: issuerId(each), cn: commonNameOf(each.issuing) })),
    ...authority.adopted.map((each) => ({ id: issuerId(each), cn: commonNameOf(each.certificate) })),
  ];
  const others = authority.adopted.length === 0 ? [authority] : authority.adopted;
  return (stated = named) => {
    if (stated === undefined) {
      const [only, another] = others;
      if (only === undefined || another !== undefined) throw new ImportRefusal("issuer-not-named");
      return issuerId(only);
    }
    const wanted = stated.replaceAll(":", "").toLowerCase();
    const [found, another] = [...all.filter(({ id }) => id === wanted), ...all.filter(({ cn }) => cn === stated)];
    if (found === undefined) throw new ImportRefusal("issuer-unknown");
    if (another !== undefined && another.id !== found.id && found.id !== wanted) throw new ImportRefusal("issuer-not-named");
    return found.id;
  };
}
