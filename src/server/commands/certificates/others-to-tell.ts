import type { Authority } from "../../authority/authority.ts";
import { policyNameOf } from "../../authority/ca-certificate.ts";
import { issuerId } from "../../authority/issuer-id.ts";
import type { CertificateIdentity } from "../../store/certificates/certificate-name.ts";

/** A revoked certificate whose revocation list the service does not sign. */
interface ListedElsewhere extends CertificateIdentity {
  /** The authority's name, as browser policies have it. */
  readonly authority: string;
}

/** The revoked certificates of adopted authorities: this service refuses them, but others have to learn of it from those. */
export function othersToTell({ adopted }: Authority, revoked: readonly CertificateIdentity[]): ListedElsewhere[] {
  const names = new Map(adopted.map((each) => [issuerId(each), policyNameOf(each.certificate)]));
  return revoked.flatMap(({ issuer, serial }) => {
    const authority = names.get(issuer);
    return authority === undefined ? [] : [{ issuer, serial, authority }];
  });
}

/** What has to be done about one, in words. */
export function tellInWords({ serial, authority }: ListedElsewhere): string {
  return `This service refuses ${serial}, but does not sign the revocation list of its issuer: have the operators of "${authority}" revoke it, too.`;
}
