import { toHex, type Bytes } from "../../core/bytes.ts";
import { clockSkew } from "../../core/clock.ts";
import { primitiveContextTag, tag } from "../../core/der/tag.ts";
import { context, element, oid, sequence } from "../../core/der/write.ts";
import type { KeyKind } from "../../core/key-kind.ts";
import type { Authority } from "./authority.ts";
import { authorityExpiresFirst } from "./lifetime.ts";
import { randomSerial } from "./serial.ts";
import { extension, signCertificate } from "./sign-certificate.ts";

/** The contents of a client certificate. */
export interface LeafPlan {
  /** Its Name, DER. */
  readonly subject: Bytes;
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Bytes;
  readonly keyKind: KeyKind;
  readonly now: Date;
  readonly notAfter: Date;
  readonly crlUrl: string | undefined;
}

/** A signed client certificate. */
export interface Leaf {
  readonly der: Bytes;
  readonly serial: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

const endEntity = extension("2.5.29.19", sequence(), { critical: true });
const clientAuthentication = extension("2.5.29.37", sequence(oid("1.3.6.1.5.5.7.3.2")), { critical: false });
const keyUsage: Readonly<Record<KeyKind, Bytes>> = {
  "P-256": extension("2.5.29.15", element(tag.bitString, Uint8Array.of(7, 0b1000_0000)), { critical: true }),
  "RSA-2048": extension("2.5.29.15", element(tag.bitString, Uint8Array.of(5, 0b1010_0000)), { critical: true }),
};

/**
 * Signs a client certificate (RFC 5280, section 4.1) with the issuing authority.
 *
 * @throws OperatorError `authority-expires-first` if the certificate would outlive the authority
 */
export async function issueLeaf(authority: Authority, plan: LeafPlan): Promise<Leaf> {
  const seconds = (moment: number): Date => new Date(Math.floor(moment / 1000) * 1000);
  const notBefore = seconds(plan.now.getTime() - clockSkew);
  const notAfter = seconds(plan.notAfter.getTime());
  if (notAfter > authority.notAfter) throw authorityExpiresFirst(authority);
  const serial = randomSerial();
  const der = await signCertificate(authority, {
    serial,
    subject: plan.subject,
    spki: plan.spki,
    notBefore,
    notAfter,
    extensions: [
      endEntity,
      keyUsage[plan.keyKind],
      clientAuthentication,
      ...(plan.crlUrl === undefined ? [] : [distributionPoint(plan.crlUrl)]),
    ],
  });
  return { der, serial: toHex(serial), notBefore, notAfter };
}

/** cRLDistributionPoints with one URL (RFC 5280, section 4.2.1.13). */
function distributionPoint(url: string): Bytes {
  const fullName = context(0, element(primitiveContextTag(6), new TextEncoder().encode(url)));
  return extension("2.5.29.31", sequence(sequence(context(0, fullName))), { critical: false });
}
