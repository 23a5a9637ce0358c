import { sign } from "node:crypto";
import { toHex, type Bytes } from "../../core/bytes.ts";
import { clockSkew } from "../../core/clock.ts";
import { encodeTime } from "../../core/der/time.ts";
import { primitiveContextTag } from "../../core/der/tag.ts";
import { bitString, context, element, integer, octetString, oid, sequence } from "../../core/der/write.ts";
import type { KeyKind } from "../../core/key-kind.ts";
import { encodeName } from "../../core/name.ts";
import type { Subject } from "../../core/subject.ts";
import { OperatorError } from "../operator-error.ts";
import type { Authority } from "./authority.ts";
import { keyIdentifier } from "./key-identifier.ts";
import { randomSerial } from "./serial.ts";

/** What a client certificate is to say. */
export interface LeafPlan {
  readonly subject: Subject;
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Bytes;
  readonly keyKind: KeyKind;
  readonly now: Date;
  readonly notAfter: Date;
  readonly crlUrl: string | undefined;
}

/** A client certificate that has been signed. */
export interface Leaf {
  readonly der: Bytes;
  readonly serial: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

const version3 = context(0, integer(2));
const ecdsaWithSha256 = sequence(oid("1.2.840.10045.4.3.2"));
const critical = element(1, Uint8Array.of(255));
const endEntity = sequence(oid("2.5.29.19"), critical, octetString(sequence()));
const clientAuthentication = sequence(oid("2.5.29.37"), octetString(sequence(oid("1.3.6.1.5.5.7.3.2"))));
const keyUsage: Readonly<Record<KeyKind, Bytes>> = {
  "P-256": sequence(oid("2.5.29.15"), critical, octetString(Uint8Array.of(3, 2, 7, 0b1000_0000))),
  "RSA-2048": sequence(oid("2.5.29.15"), critical, octetString(Uint8Array.of(3, 2, 5, 0b1010_0000))),
};
const subjectKeyIdentifier = oid("2.5.29.14");
const authorityKeyIdentifier = oid("2.5.29.35");
const crlDistributionPoints = oid("2.5.29.31");

/**
 * Signs a client certificate (RFC 5280, section 4.1) with the issuing authority.
 *
 * @throws OperatorError `authority-expires-first` where the certificate would outlive the authority
 */
export function issueLeaf(authority: Authority, plan: LeafPlan): Leaf {
  const seconds = (moment: number): Date => new Date(Math.floor(moment / 1000) * 1000);
  const notBefore = seconds(plan.now.getTime() - clockSkew);
  const notAfter = seconds(plan.notAfter.getTime());
  if (notAfter > authority.notAfter) {
    const sentence = `The issuing authority ends at ${authority.notAfter.toISOString()}, before the certificate would. Rotate it (koshin rotate issuing-ca), or issue for fewer days.`;
    throw new OperatorError("authority-expires-first", sentence);
  }
  const serial = randomSerial();
  const signed = sequence(
    version3,
    integer(serial),
    ecdsaWithSha256,
    authority.issuerName,
    sequence(encodeTime(notBefore), encodeTime(notAfter)),
    encodeName(plan.subject),
    plan.spki,
    context(3, extensions(authority, plan)),
  );
  const signature = sign("sha256", signed, authority.privateKey);
  return { der: sequence(signed, ecdsaWithSha256, bitString(signature)), serial: toHex(serial), notBefore, notAfter };
}

function extensions(authority: Authority, plan: LeafPlan): Bytes {
  const keyId = element(primitiveContextTag(0), authority.issuerKeyIdentifier);
  return sequence(
    endEntity,
    keyUsage[plan.keyKind],
    clientAuthentication,
    sequence(subjectKeyIdentifier, octetString(octetString(keyIdentifier(plan.spki)))),
    sequence(authorityKeyIdentifier, octetString(sequence(keyId))),
    ...(plan.crlUrl === undefined ? [] : [distributionPoint(plan.crlUrl)]),
  );
}

/** cRLDistributionPoints with one URL (RFC 5280, section 4.2.1.13). */
function distributionPoint(url: string): Bytes {
  const fullName = context(0, element(primitiveContextTag(6), new TextEncoder().encode(url)));
  return sequence(crlDistributionPoints, octetString(sequence(sequence(context(0, fullName)))));
}
