import type { Bytes } from "../../core/bytes.ts";
import { parseCertificate, subjectIn } from "../../core/x509/certificate.ts";
import { issuerId } from "../authority/issuer-id.ts";
import type { LeafProfile } from "../authority/leaf-extensions.ts";
import { issueLeaf, type Leaf } from "../authority/leaf.ts";
import { subjectFor } from "../settings/subjects.ts";
import type { Act, AuditEntry } from "../store/audit/audit.ts";
import { nameOf } from "../store/certificates/certificate-name.ts";
import { inheritNotes } from "../store/certificates/certificate-notes.ts";
import { insertCertificate } from "../store/certificates/certificates.ts";
import type { CertificateRow, StoreTransaction } from "../store/database/schema.ts";
import { takeMailAddress } from "../store/holders/holder-rows.ts";
import { deleteSigningOrder, findSigningOrder } from "../store/renewals/signing-orders.ts";
import type { CertifiableKey } from "./certifiable-key.ts";
import { refuseUnfitKey } from "./key-policy.ts";
import { refuseByLifetime, refuseByName, usualEnd } from "./may-issue.ts";
import type { Service } from "./service.ts";
import { SignatureNeeded, type KeyProof } from "./signature-needed.ts";

/** A certificate to issue. */
export interface IssueOrder extends Act {
  readonly tenant: string;
  readonly cn: string;
  readonly key: CertifiableKey;
  /** For another authority, if one signs for the service. */
  readonly proof: KeyProof;
  /** Its Name, DER; by default that of the certificate that it replaces, or the usual one of its holder. */
  readonly subject?: Bytes;
  /** The certificate that it replaces, whose Name it has, octet for octet, unless only facts are known of that. */
  readonly predecessor: Pick<CertificateRow, "number" | "issuer" | "serial" | "der"> | null;
  /** The end of its validity; by default `usualEnd`. */
  readonly notAfter?: Date;
}

/** An issued certificate, which is in the store. */
export interface SignedAndRecorded {
  readonly leaf: Leaf;
  /** The identifier of its authority's key, in hexadecimal. */
  readonly issuer: string;
  /** The number of its .p12 file. */
  readonly number: number;
  /** Its entry for the audit trail. */
  readonly entry: AuditEntry;
}

/** The profile of the settings, with the addresses of the service's own lists and responder. */
function profileOf({ crlUrl, ocsp, certificateProfile }: Service["settings"]): LeafProfile {
  const { crlAddresses, ocspAddresses } = certificateProfile;
  return {
    ...certificateProfile,
    crlAddresses: crlUrl === undefined ? crlAddresses : [`${crlUrl}/{issuer}`, ...crlAddresses],
    ocspAddresses: ocsp === undefined ? ocspAddresses : [ocsp.url, ...ocspAddresses],
  };
}

/**
 * Signs a certificate and stores it. Every certificate is issued here, after its key was checked. If another authority
 * signs for the service, its certificate was asked for before (see `issuing`).
 *
 * @returns the certificate, its number, and the audit entry that the caller appends in the same transaction
 * @throws Refusal `authority-expires-first`, `name-not-permitted`, and as `refuseUnfitKey`; SignatureNeeded
 */
export async function signAndRecord(
  service: Service,
  transaction: StoreTransaction,
  order: IssueOrder,
): Promise<SignedAndRecorded> {
  const { settings, authority } = service;
  const { tenant, cn, key, predecessor, now } = order;
  if (order.notAfter === undefined) refuseByLifetime(service, cn, now);
  await refuseUnfitKey(authority, transaction, key, order);
  const octets = predecessor === null || predecessor.der.length === 0 ? undefined : new Uint8Array(predecessor.der);
  const usual = octets === undefined ? subjectFor(settings.subjects, { tenant, cn }) : subjectIn(octets);
  const { subject = usual } = order;
  refuseByName(service, subject, octets);
  const leaf =
    authority.upstream === undefined
      ? await issueLeaf(authority, {
          subject,
          spki: key.spki,
          keyKind: key.keyKind,
          now,
          notAfter: order.notAfter ?? usualEnd(settings, cn, now),
          profile: profileOf(settings),
          predecessor: octets,
        })
      : await takeSigned(transaction, { ...order, subject });
  const issuer = issuerId(authority.upstream?.authority ?? authority);
  return { leaf, issuer, ...(await recordLeaf(transaction, leaf, { ...order, issuer, spkiSha256: key.fingerprint })) };
}

/** What is recorded of a certificate besides what is in it. */
interface LeafRecord extends Act, Pick<IssueOrder, "tenant" | "cn"> {
  readonly issuer: string;
  readonly spkiSha256: string;
  readonly predecessor: Pick<CertificateRow, "number" | "issuer" | "serial"> | null;
}

/** Stores a certificate that has been signed; the caller appends the audit entry in the same transaction. */
export async function recordLeaf(
  transaction: StoreTransaction,
  leaf: Leaf,
  { tenant, cn, issuer, spkiSha256, predecessor, actor, now }: LeafRecord,
): Promise<Pick<SignedAndRecorded, "number" | "entry">> {
  const number = await insertCertificate(transaction, {
    serial: leaf.serial,
    tenant,
    cn,
    spkiSha256,
    notBefore: leaf.notBefore.getTime(),
    notAfter: leaf.notAfter.getTime(),
    der: leaf.der,
    issuer,
    predecessor: predecessor?.number ?? null,
    issuedAt: now.getTime(),
  });
  await takeMailAddress(transaction, { tenant, cn }, leaf.der, now.getTime());
  if (predecessor !== null) await inheritNotes(transaction, { predecessor: predecessor.number, replacement: number });
  const object = nameOf({ issuer, serial: leaf.serial });
  const notAfter = leaf.notAfter.toISOString();
  const detail = { tenant, cn, number, notAfter, predecessor: predecessor === null ? null : nameOf(predecessor) };
  return { number, entry: { at: now, actor, action: "issued", object, detail, tenant } };
}

/** The certificate that another authority has signed for this order. */
async function takeSigned(transaction: StoreTransaction, order: IssueOrder & { readonly subject: Bytes }): Promise<Leaf> {
  const { tenant, cn, key, proof, subject, actor, now } = order;
  const predecessor = order.predecessor?.number ?? null;
  const ordered = await findSigningOrder(transaction, key.fingerprint);
  if (ordered === undefined || ordered.der === null || ordered.predecessor !== predecessor)
    throw new SignatureNeeded({ tenant, cn, predecessor, key, proof, subject, actor, now });
  await deleteSigningOrder(transaction, ordered.number);
  return leafIn(ordered.der);
}

/** A signed certificate, as it is recorded. */
export function leafIn(octets: Uint8Array): Leaf {
  const der = new Uint8Array(octets);
  const { serial, notBefore, notAfter } = parseCertificate(der);
  return { der, serial, notBefore, notAfter };
}
