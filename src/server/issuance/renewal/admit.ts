import type { X509Certificate } from "node:crypto";
import { KoshinError } from "../../../core/errors.ts";
import { parseCertificate } from "../../../core/x509/certificate.ts";
import type { Peer } from "../../../protocol/peer.ts";
import { isCertified } from "../../authority/certifying-authority.ts";
import { findHeldBySerial, findHeldCertificate, type HeldCertificate } from "../../store/certificates/certificates.ts";
import type { StoreTransaction } from "../../store/database/schema.ts";
import type { Service } from "../service.ts";
import { recordPresented } from "../takeover/record-presented.ts";
import { findInvalidity, requireValid } from "../validity.ts";
import { recordFirstUse } from "./stages.ts";

type RefusedPeer = Extract<Peer, { kind: "refused" }>;

/** The sender of a request, with the service's record of the certificate. */
export type Admission =
  | { readonly peer: Extract<Peer, { kind: "accepted" }>; readonly certificate: HeldCertificate }
  /** With the certificate only if the closed tenant is the only reason. */
  | { readonly peer: RefusedPeer; readonly certificate?: HeldCertificate };

/**
 * Checks the certificate of one request by the service's records: it is the service's if it is, octet for octet, the one
 * that was issued with its serial; TLS has proved possession of its key. To be called for every request, because a
 * connection and a resumed session outlive a revocation. Operations that write check again in their own transaction. The
 * first use of a replacement is recorded, and what `recordPresented` adds.
 *
 * @param presented the certificate of the request's TLS connection
 * @param host the host name that the request is for
 */
export async function admit(service: Service, presented: X509Certificate | undefined, host: string, now: Date): Promise<Admission> {
  if (presented === undefined) return refused("no-certificate");
  const serial = serialOf(presented);
  const candidates = await findHeldBySerial(service.store, serial);
  const known = candidates.find(({ der }) => Buffer.compare(der, presented.raw) === 0);
  const certificate = known ?? (await recordPresented(service, { octets: presented.raw, serial }, candidates, now));
  if (certificate === undefined) {
    return refused(isCertified(service.authority, presented) ? "unknown-serial" : "unknown-issuer");
  }
  const firstUse = certificate.predecessor !== null && certificate.firstUsedAt === null;
  const invalidity =
    findInvalidity(certificate, now) ?? (firstUse ? await recordFirstUse(service.store, certificate, host, now) : undefined);
  if (invalidity === "tenant-closed") return { ...refused(invalidity), certificate };
  if (invalidity !== undefined) return refused(invalidity);
  const { cn, tenant: o, issuer } = certificate;
  return { peer: { kind: "accepted", cn, o, issuer, serial }, certificate };
}

/**
 * Refuses whoever acts with a certificate that has become invalid since it was admitted.
 *
 * @param transaction the one that acts
 * @param number of the certificate
 * @throws Refusal with the reason
 */
export async function requireStillAdmitted(transaction: StoreTransaction, number: number, now: Date): Promise<void> {
  requireValid(await findHeldCertificate(transaction, number), now);
}

/** Node's form differs from that of the records for a negative number and for zero. */
function serialOf({ serialNumber, raw }: X509Certificate): string {
  if (/^(?:[0-9A-F]{2})+$/.test(serialNumber)) return serialNumber;
  try {
    return parseCertificate(new Uint8Array(raw)).serial;
  } catch (error) {
    if (error instanceof KoshinError) return serialNumber;
    throw error;
  }
}

function refused(code: RefusedPeer["code"]): { readonly peer: RefusedPeer } {
  return { peer: { kind: "refused", code } };
}
