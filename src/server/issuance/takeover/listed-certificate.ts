import * as v from "valibot";
import type { Bytes } from "../../../core/bytes.ts";
import { element, oid, sequence, setOf } from "../../../core/der/write.ts";
import { stringTag } from "../../../core/name/attribute-types.ts";
import { readSubjectText, isSubjectOf, type TextAttribute } from "../../../core/name/subject-text.ts";
import type { Holder } from "../../settings/subjects.ts";
import type { CertificateRow, UnboundCertificateRow } from "../../store/database/schema.ts";
import { readHolder, type HolderRule } from "./holder.ts";
import { ImportRefusal } from "./import-refusal.ts";
import type { Predecessor } from "./judge-certificate.ts";

/** A certificate of which only facts are known: in an index or a table without the certificate itself. */
export interface ListedCertificate extends Holder {
  /** The identifier of the issuing authority's key. */
  readonly issuer: string;
  /** Upper-case hexadecimal. */
  readonly serial: string;
  /** In the order of its Name. */
  readonly subject: readonly TextAttribute[] | null;
  readonly namedTenant: string | null;
  /** Null if it is unknown. */
  readonly notBefore: Date | null;
  readonly notAfter: Date;
}

/**
 * The subject of a certificate that is given as text, and its holder.
 *
 * @throws ImportRefusal `row-malformed`, `holder-unreadable`, `tenant-not-allowed`, `holder-not-allowed`, `name-too-long`
 */
export function readListedSubject(text: string, rule: HolderRule): Holder & Pick<ListedCertificate, "subject"> {
  const subject = readSubjectText(text);
  if (subject === undefined) throw new ImportRefusal("row-malformed");
  // In the order of a certificate: the notation of RFC 4514 has the last attribute first.
  const inOrder = text.startsWith("/") ? subject : subject.toReversed();
  return { ...readHolder(encodeAttributes(inOrder), rule), subject: inOrder };
}

/** The subject in recorded facts as a Name, DER; undefined if none was given. Its string types may be others than those of the certificate. */
export function nameInFacts({ subject }: Pick<UnboundCertificateRow, "subject">): Bytes | undefined {
  return subject === null ? undefined : encodeAttributes(v.parse(Subject, subject));
}

function encodeAttributes(attributes: readonly TextAttribute[]): Bytes {
  const encoder = new TextEncoder();
  return sequence(
    ...attributes.map(({ type, value }) => setOf(sequence(oid(type), element(stringTag(type, value), encoder.encode(value))))),
  );
}

/** A subject for the records. */
export function subjectFacts(subject: ListedCertificate["subject"]): string | null {
  return subject === null ? null : JSON.stringify(subject);
}

const Subject = v.pipe(v.string(), v.parseJson(), v.array(v.strictObject({ type: v.string(), value: v.string() })));

/**
 * Whether a certificate is the one of which these facts are recorded: issuer, serial number, Name and dates. Its signature
 * has been verified.
 */
export function isAsListed(
  row: Pick<CertificateRow, "issuer" | "serial" | "tenant" | "cn" | "notBefore" | "notAfter">,
  { subject, namedTenant }: Pick<UnboundCertificateRow, "subject" | "namedTenant">,
  certificate: Predecessor,
): boolean {
  const { issuer, serial, cn, notBefore, notAfter } = certificate;
  const tenant = namedTenant ?? certificate.tenant;
  const named = row.issuer === issuer && row.serial === serial && row.tenant === tenant && row.cn === cn;
  const dated = row.notAfter === notAfter.getTime() && (row.notBefore === 0 || row.notBefore === notBefore.getTime());
  return named && dated && (subject === null || isSubjectOf(v.parse(Subject, subject), certificate.subject));
}
