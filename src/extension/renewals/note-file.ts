import { renewalWindow } from "../../core/renewal/schedule.ts";
import { sameSubject } from "../../core/x509/subject.ts";
import type { CertificateInFile } from "../certificate-file/certificate-in-file.ts";
import type { Ledger } from "./ledger.ts";
import { isNamed, type RenewalRecord } from "./record.ts";

/** Where no service says when: so many days before its end the holder is asked to renew, as WebORCA does. */
const lead = { acceptDays: 100, promptDays: 90 } as const;

/**
 * The ledger after the person has given a certificate's file for an origin. It takes the place of an earlier file of
 * the same name there. What a service has told of the very certificate stays: it knows more.
 */
export function noteFile(ledger: Ledger, origin: string, certificate: CertificateInFile, now: Date): Ledger {
  const { cn, o, serial, notAfter, issuer } = certificate;
  if (ledger.records.some((record) => record.file === undefined && isNamed(record, { origin, serial }))) return ledger;
  const record: RenewalRecord = {
    origin,
    cn,
    o,
    serial,
    notAfter: notAfter.toISOString(),
    dueFrom: renewalWindow(notAfter, lead).prompt.toISOString(),
    refusal: null,
    explanation: null,
    recoveryPage: null,
    replacement: null,
    provedAt: null,
    retiresAt: null,
    snoozedUntil: null,
    remindedAt: null,
    seenAt: now.toISOString(),
    file: { issuer },
  };
  const others = ledger.records.filter(
    (other) => other.file === undefined || other.origin !== origin || (other.serial !== serial && !sameSubject(other, { cn, o })),
  );
  return { ...ledger, records: [record, ...others] };
}
