import type { Bytes } from "../../../core/bytes.ts";
import { primitiveContextTag, tag } from "../../../core/der/tag.ts";
import { encodeTime } from "../../../core/der/time.ts";
import { bitString, context, element, integer, octetString, oid, sequence } from "../../../core/der/write.ts";
import { keyIdentifier } from "./key-identifier.ts";
import type { SigningKey } from "./signing-key.ts";

/** The issuer of a certificate. */
export interface Issuer {
  /** Its Name, DER. */
  readonly issuerName: Bytes;
  readonly issuerKeyIdentifier: Bytes;
  readonly signingKey: SigningKey;
}

/** The contents of a certificate. */
export interface CertificatePlan {
  /** From `randomSerial`. */
  readonly serial: Bytes;
  /** Its Name, DER. */
  readonly subject: Bytes;
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Bytes;
  /** The identifier of that key; by default derived from it. */
  readonly subjectKeyIdentifier?: Bytes;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** The extensions other than the two key identifiers, from `extension`. */
  readonly extensions: readonly Bytes[];
}

const version3 = context(0, integer(2));
const isCritical = element(tag.boolean, Uint8Array.of(255));
const subjectKeyIdentifier = oid("2.5.29.14");
const authorityKeyIdentifier = oid("2.5.29.35");

/** Signs a certificate (RFC 5280, section 4.1). Returns DER. */
export async function signCertificate(issuer: Issuer, plan: CertificatePlan): Promise<Bytes> {
  const { algorithm, sign } = issuer.signingKey;
  const identifier = plan.subjectKeyIdentifier ?? keyIdentifier(plan.spki);
  const signed = sequence(
    version3,
    integer(plan.serial),
    algorithm,
    issuer.issuerName,
    sequence(encodeTime(plan.notBefore), encodeTime(plan.notAfter)),
    plan.subject,
    plan.spki,
    context(
      3,
      sequence(...plan.extensions, sequence(subjectKeyIdentifier, octetString(octetString(identifier))), authorityKey(issuer)),
    ),
  );
  return sequence(signed, algorithm, bitString(await sign(signed)));
}

/** authorityKeyIdentifier: which of an issuer's keys signed (RFC 5280, section 4.2.1.1). */
export function authorityKey({ issuerKeyIdentifier }: Pick<Issuer, "issuerKeyIdentifier">): Bytes {
  return sequence(authorityKeyIdentifier, octetString(sequence(element(primitiveContextTag(0), issuerKeyIdentifier))));
}

/** One extension (RFC 5280, section 4.2) from its OID and its value, DER. */
export function extension(type: string, value: Bytes, { critical }: { readonly critical: boolean }): Bytes {
  return sequence(oid(type), ...(critical ? [isCritical] : []), octetString(value));
}
