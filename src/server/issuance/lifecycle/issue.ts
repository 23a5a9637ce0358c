import type { Bytes } from "../../../core/bytes.ts";
import { dayInMilliseconds, daysUntil } from "../../../core/days.ts";
import { defaultKeyKind, type KeyKind } from "../../../core/key-kind.ts";
import { formatName } from "../../../core/name/distinguished-name.ts";
import { commonNameForm } from "../../../core/name/subject.ts";
import { writePkcs12 } from "../../../core/pkcs12/write.ts";
import type { Pkcs12Profile } from "../../../core/profile.ts";
import type { CertificateState } from "../../../core/renewal/certificate-state.ts";
import { p12FileName } from "../../../core/renewal/file-name.ts";
import { chainAbove } from "../../authority/authority.ts";
import { authorityExpiresFirst, issuingTime } from "../../authority/lifetime.ts";
import { UpstreamUnreachable } from "../../authority/upstream/ask-upstream.ts";
import { kindOf } from "../../settings/kinds.ts";
import { holderOf, subjectFor, type Holder } from "../../settings/subjects.ts";
import { appendAudit } from "../../store/audit/audit.ts";
import type { CertificateIdentity } from "../../store/certificates/certificate-name.ts";
import { listCertificates } from "../../store/certificates/list-certificates.ts";
import type { StoreTransaction } from "../../store/database/schema.ts";
import { findTenant } from "../../store/tenants.ts";
import { counted } from "../../system/counted.ts";
import { OperatorError } from "../../system/operator-error.ts";
import { generateServiceKey } from "../../vault/service-key.ts";
import { CertifiableKey } from "../certifiable-key.ts";
import { forbiddenName, usualEnd } from "../may-issue.ts";
import { Refusal } from "../refusal.ts";
import type { Service } from "../service.ts";
import { signAndRecord, type IssueOrder } from "../sign-and-record.ts";
import { addTenant, requireOpenTenant } from "../tenants.ts";
import { heldKey } from "../upstream/held-key.ts";
import { issuing } from "../upstream/issuing.ts";

/** A certificate with the key that was generated for it, which is not stored. */
export interface IssuedCertificate extends CertificateIdentity {
  readonly notAfter: Date;
  /** DER. */
  readonly certificate: Bytes;
  /** The certificates of the issuing authority and of those above it, the root's last, DER. */
  readonly chain: readonly Bytes[];
  /** PKCS#8. */
  readonly privateKey: Bytes;
  /** `<six digits>_JP_<tenant>_<cn>.p12` */
  readonly fileName: string;
  /** Whether the tenant was created too. */
  readonly tenantCreated: boolean;
  /** The other valid certificates of the same person or program, in the order of their expiry. */
  readonly stillValid: readonly ValidCertificate[];
}

/** A valid certificate. */
export interface ValidCertificate extends CertificateIdentity {
  readonly state: Exclude<CertificateState, "revoked" | "expired">;
  readonly notAfter: Date;
}

/** A certificate that has just been recorded. */
type NewCertificate = CertificateIdentity & { readonly number: number };

/** A first certificate to issue. */
export interface FirstIssue extends Pick<IssueOrder, "tenant" | "cn" | "actor" | "now" | "notAfter"> {
  /** By default the tenant's. */
  readonly keyKind?: KeyKind;
  /** The validity in days; by default, and at most, what the settings allow. */
  readonly days?: number | undefined;
  /** Done in the same transaction, with the certificate and its key (PKCS#8). */
  readonly alongside?: (transaction: StoreTransaction, issued: NewCertificate, privateKey: Bytes) => Promise<void>;
  /** Creates the tenant with this product if it does not exist; without it the tenant must exist. */
  readonly createTenant?: string;
}

/**
 * Issues a first certificate to a person or program of a tenant, and generates its key. It replaces none: a holder who has
 * one already, for example on another computer, has both, and each is renewed separately.
 *
 * @param order.cn letters and a number, `client28`, or a name of one of the settings' kinds
 * @throws OperatorError `name-not-allowed`, `tenant-unknown`, `tenant-closed`, `validity-too-long`,
 * `authority-expires-first`
 */
export async function issueCertificate(service: Service, order: FirstIssue): Promise<IssuedCertificate> {
  const { cn, actor, now } = order;
  const { authority, settings } = service;
  requireName(service, { tenant: order.tenant, cn });
  if (authority.upstream !== undefined && order.days !== undefined) {
    const sentence = `The authority at ${authority.upstream.url} signs, and decides how long a certificate is valid. Leave the number of days out.`;
    throw new OperatorError("validity-not-decided-here", sentence);
  }
  const notAfter = order.notAfter ?? endAfter(order.days, now, usualEnd(settings, cn, now));
  if (authority.upstream === undefined && notAfter > authority.notAfter)
    throw authorityExpiresFirst(authority, issuingTime(authority, settings.validityYears, now).command);
  const keyKind = order.keyKind ?? (await findTenant(service.store, order.tenant))?.keyKind ?? defaultKeyKind;
  const { spki, privateKey } =
    (await heldKey(service, { predecessor: null, tenant: order.tenant, cn }, keyKind)) ?? (await generateServiceKey(keyKind));
  const key = CertifiableKey.examine(spki, keyKind);
  const done = await issuing(service, now, async (transaction) => {
    const { tenantCreated, tenantsKind } = await ensureOpenTenant(transaction, order);
    if (keyKind !== (order.keyKind ?? tenantsKind)) return undefined;
    const stillValid = await findValid(transaction, order);
    const proof = { kind: "service", privateKey } as const;
    const issue = { tenant: order.tenant, cn, now, notAfter, key, proof, predecessor: null, actor };
    const issued = await signAndRecord(service, transaction, issue);
    await appendAudit(transaction, issued.entry);
    const { issuer, number, leaf } = issued;
    await order.alongside?.(transaction, { issuer, number, serial: leaf.serial }, privateKey);
    return { ...issued, tenantCreated, stillValid };
  }).catch(inOperatorsWords);
  // The tenant's kind of key was changed while the key was generated.
  if (done === undefined) return await issueCertificate(service, order);
  const { leaf, issuer, number, tenantCreated, stillValid } = done;
  return {
    issuer,
    serial: leaf.serial,
    notAfter: leaf.notAfter,
    certificate: leaf.der,
    chain: chainAbove(authority, leaf.der),
    privateKey,
    fileName: p12FileName(number, { cn, o: order.tenant }),
    tenantCreated,
    stillValid,
  };
}

/** What another authority that signs answers, for the operator, who gets its reason. */
function inOperatorsWords(error: unknown): never {
  if (!(error instanceof Refusal)) throw error;
  const { code, cause, message } = error;
  const why = cause instanceof Error ? cause.message : message;
  if (code === "authority-delayed") throw new OperatorError("signature-delayed", message, { cause: error });
  if (code === "authority-refused") throw new OperatorError("signature-refused", `${why}. Ask its operators.`, { cause: error });
  if (code === "unavailable") {
    const advice = cause instanceof UpstreamUnreachable ? cause.advice : "Its log says why.";
    throw new OperatorError("upstream-unreachable", `${why}. ${advice}`, { cause: error });
  }
  throw error;
}

/**
 * Makes sure that certificates with this name are issued.
 *
 * @throws OperatorError `name-not-allowed`
 */
export function requireName(service: Pick<Service, "settings" | "authority">, holder: Holder): void {
  const { cn } = holder;
  const { kinds, subjects } = service.settings;
  if (!commonNameForm.test(cn) && kindOf(kinds, cn) === undefined) {
    throw new OperatorError(
      "name-not-allowed",
      `"${cn}" is not a valid CN. Use lower-case letters followed by a number, client28, or a name of one of the settings' kinds.`,
    );
  }
  requireReadable(subjects, holder);
  requirePermitted(service, holder);
}

/** Otherwise nobody would know whose certificate it is. */
function requireReadable(subjects: Service["settings"]["subjects"], { tenant, cn }: Holder): void {
  const name = subjectFor(subjects, { tenant, cn });
  const read = holderOf(subjects, name);
  if (read?.tenant === tenant && read.cn === cn) return;
  const found =
    read === undefined ? "neither tenant nor holder is found" : `tenant "${read.tenant}" and holder "${read.cn}" are found`;
  throw new OperatorError(
    "name-not-allowed",
    `The certificate's subject would be ${formatName(name)}, in which ${found}. Choose another name, or correct the settings (subjects).`,
  );
}

/** By the authority's name constraints. */
function requirePermitted(service: Pick<Service, "settings" | "authority">, holder: Holder): void {
  const subject = subjectFor(service.settings.subjects, holder);
  const forbidden = forbiddenName(service, subject, undefined);
  if (forbidden === undefined) return;
  const sentence = `The issuing authority, or one above it, does not permit the name ${forbidden} (nameConstraints). Choose another name, correct the settings (subjects), or use another authority.`;
  throw new OperatorError("name-not-allowed", sentence);
}

/** Options of a .p12 file. */
export interface FileOptions {
  readonly password: string;
  readonly profile: Pkcs12Profile;
}

/**
 * Issues a first certificate as `issueCertificate` does, as a .p12 file.
 *
 * @throws as `issueCertificate`
 */
export async function issueFile(
  service: Service,
  order: FirstIssue,
  options: FileOptions,
): Promise<IssuedCertificate & { readonly file: Bytes }> {
  const issued = await issueCertificate(service, order);
  return { ...issued, file: await writePkcs12({ ...issued, friendlyName: `${order.cn} ${order.tenant}` }, options) };
}

/** More valid certificates of one holder are not listed. */
const mostListed = 100;

async function findValid(transaction: StoreTransaction, { tenant, cn, now }: FirstIssue): Promise<ValidCertificate[]> {
  const moment = now.getTime();
  const listed = await listCertificates(transaction, { tenant, cn, endsFrom: moment }, undefined, {
    now: moment,
    limit: mostListed,
  });
  return listed.flatMap(({ issuer, serial, state, notAfter }) =>
    state === "revoked" || state === "expired" ? [] : [{ issuer, serial, state, notAfter: new Date(notAfter) }],
  );
}

/** @returns whether the tenant was created, and the kind of key that its devices generate */
async function ensureOpenTenant(
  transaction: StoreTransaction,
  { tenant: name, createTenant, actor, now }: FirstIssue,
): Promise<{ readonly tenantCreated: boolean; readonly tenantsKind: KeyKind }> {
  if (createTenant !== undefined && (await findTenant(transaction, name)) === undefined) {
    await addTenant(transaction, { name, product: createTenant, keyKind: defaultKeyKind, actor, now });
    return { tenantCreated: true, tenantsKind: defaultKeyKind };
  }
  const tenant = await requireOpenTenant(transaction, name);
  return { tenantCreated: false, tenantsKind: tenant.keyKind };
}

function endAfter(days: number | undefined, now: Date, longest: Date): Date {
  if (days === undefined) return longest;
  const end = new Date(now.getTime() + days * dayInMilliseconds);
  if (end <= longest) return end;
  const most = daysUntil(longest, now);
  const sentence = `${counted(days, "day is", "days are")} more than the settings allow (validityYears, and validityDays of its kind). Name ${most} at most, or change them.`;
  throw new OperatorError("validity-too-long", sentence);
}
