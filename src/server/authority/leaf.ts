import { toHex, type Bytes } from "../../core/bytes.ts";
import { clockSkew } from "../../core/clock.ts";
import type { KeyKind } from "../../core/key-kind.ts";
import type { Authority } from "./authority.ts";
import { leafExtensions, type LeafProfile } from "./leaf-extensions.ts";
import { authorityExpiresFirst } from "./lifetime.ts";
import { randomSerial } from "./signing/serial.ts";
import { signCertificate } from "./signing/sign-certificate.ts";

/** The contents of a client certificate. */
export interface LeafPlan {
  /** Its Name, DER. */
  readonly subject: Bytes;
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Bytes;
  readonly keyKind: KeyKind;
  readonly now: Date;
  readonly notAfter: Date;
  readonly profile: LeafProfile;
  /** The certificate that it replaces, DER. */
  readonly predecessor?: Bytes | undefined;
}

/** A signed client certificate. */
export interface Leaf {
  readonly der: Bytes;
  readonly serial: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

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
  const { subject, spki, keyKind, profile, predecessor } = plan;
  const extensions = leafExtensions(authority, keyKind, profile, predecessor);
  const der = await signCertificate(authority, { serial, subject, spki, notBefore, notAfter, extensions });
  return { der, serial: toHex(serial), notBefore, notAfter };
}
