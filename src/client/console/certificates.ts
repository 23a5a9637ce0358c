import {
  CertificateDetail,
  CertificateList,
  IssuedIdentity,
  RevealedPassword,
  RevocationResult,
  type CertificateNotes,
  type CertificateOrder,
  type CertificateQuery,
  type RevocationOrder,
} from "../../protocol/console/certificates.ts";
import { consolePaths } from "../../protocol/console/paths.ts";
import { preconditionHeaders, type Precondition } from "../../protocol/precondition.ts";
import type { Service } from "../ask.ts";
import { callFor, fillPath } from "./call.ts";
import { certificateParameters } from "./certificate-parameters.ts";

/** Timeout in milliseconds where the service makes a key, which takes it seconds. */
const keyTimeout = 120_000;

/** A page of the list of certificates. @throws as `call` does */
export async function listCertificates(service: Service, query: CertificateQuery): Promise<CertificateList> {
  const parameters = certificateParameters(query).toString();
  return await callFor(service, CertificateList, `${consolePaths.certificates}${parameters === "" ? "" : `?${parameters}`}`);
}

/** One certificate. @throws AdministrationError `not-found`, and as `call` does */
export async function askCertificate(service: Service, identity: IssuedIdentity): Promise<CertificateDetail> {
  return await callFor(service, CertificateDetail, fillPath(consolePaths.certificate, identity));
}

/** Issues a first certificate. @throws as `call` does */
export async function orderCertificate(service: Service, order: CertificateOrder): Promise<IssuedIdentity> {
  const asked = { method: "POST", body: order, timeout: keyTimeout } as const;
  return await callFor(service, IssuedIdentity, consolePaths.certificates, asked);
}

/**
 * Renews a certificate on behalf of its holder.
 *
 * @param precondition whether a replacement that the holder has begun may become invalid
 * @throws AdministrationError `replacement-pending` if there is one, or why else it cannot be renewed, and as `call` does
 */
export async function renewCertificate(
  service: Service,
  identity: IssuedIdentity,
  precondition: Precondition,
): Promise<IssuedIdentity> {
  const asked = { method: "POST", headers: preconditionHeaders(precondition), timeout: keyTimeout } as const;
  return await callFor(service, IssuedIdentity, fillPath(consolePaths.renewal, identity), asked);
}

/** Revokes a certificate. @throws as `call` does */
export async function revokeCertificate(
  service: Service,
  identity: IssuedIdentity,
  order: RevocationOrder,
): Promise<RevocationResult> {
  return await callFor(service, RevocationResult, fillPath(consolePaths.revocation, identity), { method: "POST", body: order });
}

/**
 * Changes remark and device memo.
 *
 * @param version that of the notes which the person has seen
 * @returns the certificate with them
 * @throws AdministrationError `changed-meanwhile`, and as `call` does
 */
export async function writeNotes(
  service: Service,
  identity: IssuedIdentity,
  version: string,
  notes: CertificateNotes,
): Promise<CertificateDetail> {
  const asked = { method: "PUT", headers: { "If-Match": `"${version}"` }, body: notes } as const;
  return await callFor(service, CertificateDetail, fillPath(consolePaths.notes, identity), asked);
}

/** The password of a certificate's file. @throws AdministrationError `second-factor-needed`, `file-not-kept`, and as `call` does */
export async function revealPassword(service: Service, identity: IssuedIdentity): Promise<string> {
  const { password } = await callFor(service, RevealedPassword, fillPath(consolePaths.password, identity), {
    method: "POST",
  });
  return password;
}
