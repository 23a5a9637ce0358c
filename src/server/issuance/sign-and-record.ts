import { createHash } from "node:crypto";
import type { Bytes } from "../../core/bytes.ts";
import type { KeyKind } from "../../core/key-kind.ts";
import { yearsAfter } from "../../core/years.ts";
import { issuerId } from "../authority/issuer-id.ts";
import { issueLeaf, type Leaf } from "../authority/leaf.ts";
import type { AuditEntry } from "../store/audit.ts";
import { insertCertificate } from "../store/certificates.ts";
import type { StoreTransaction } from "../store/schema.ts";
import type { Service } from "./service.ts";

/** Whom a certificate is issued to, and why. */
export interface IssueOrder {
  readonly tenant: string;
  readonly cn: string;
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Bytes;
  readonly keyKind: KeyKind;
  /** The serial of the certificate that it replaces. */
  readonly predecessor: string | null;
  /** Who asked for it, as the audit trail names them. */
  readonly actor: string;
  readonly now: Date;
  /** The end of its validity; as many years from now as the settings say where it is not given. */
  readonly notAfter?: Date;
}

/** The SHA-256 of a public key, by which the service knows it again. */
export function keyFingerprint(spki: Uint8Array): string {
  return createHash("sha256").update(spki).digest("hex").toUpperCase();
}

/**
 * Signs a certificate and puts it into the store.
 *
 * @returns the certificate, its number, and the audit entry that the caller appends in the same transaction
 * @throws OperatorError `authority-expires-first`
 */
export async function signAndRecord(
  { settings, authority }: Service,
  transaction: StoreTransaction,
  order: IssueOrder,
): Promise<{ readonly leaf: Leaf; readonly number: number; readonly entry: AuditEntry }> {
  const { tenant, cn, spki, keyKind, predecessor, actor, now } = order;
  const leaf = issueLeaf(authority, {
    subject: { cn, o: tenant },
    spki,
    keyKind,
    now,
    notAfter: order.notAfter ?? yearsAfter(now, settings.validityYears),
    crlUrl: settings.crlUrl === undefined ? undefined : `${settings.crlUrl}/${issuerId(authority)}`,
  });
  const number = await insertCertificate(transaction, {
    serial: leaf.serial,
    tenant,
    cn,
    spki_sha256: keyFingerprint(spki),
    not_before: leaf.notBefore.getTime(),
    not_after: leaf.notAfter.getTime(),
    der: leaf.der,
    issuer: issuerId(authority),
    predecessor,
    issued_at: now.getTime(),
  });
  const detail = { tenant, cn, number, notAfter: leaf.notAfter.toISOString(), predecessor };
  return { leaf, number, entry: { at: now, actor, action: "issued", object: leaf.serial, detail } };
}
