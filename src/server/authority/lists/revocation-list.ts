import { concat, type Bytes } from "../../../core/bytes.ts";
import { encodeTime } from "../../../core/der/time.ts";
import { bitString, context, element, integer, octetString, oid, sequence } from "../../../core/der/write.ts";
import { listedReasons, type ListedReason } from "../../../core/revocation-reason.ts";
import { encodeSerialNumber } from "../../../core/x509/serial-number.ts";
import type { IssuingAuthority } from "../authority.ts";
import { authorityKey } from "../signing/sign-certificate.ts";

/** The contents of a revocation list. */
export interface RevocationListPlan {
  /**
   * The CRL number: higher than that of every earlier list of this authority, with up to 20 octets, and not negative (RFC
   * 5280, section 5.2.3).
   */
  readonly number: bigint;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  /** Concatenated entries from `revokedEntry`. */
  readonly entries: readonly Uint8Array[];
}

const version2 = integer(1);
const reasonCode = oid("2.5.29.21");
const crlNumber = oid("2.5.29.20");
const enumerated = 0x0a;

/**
 * One entry of a revocation list (RFC 5280, section 5.3). The reason `unspecified` is omitted.
 *
 * @param serial as `readSerialNumber` writes it
 */
export function revokedEntry(serial: string, revokedAt: Date, reason: ListedReason): Bytes {
  const code = element(enumerated, Uint8Array.of(listedReasons[reason]));
  const why = reason === "unspecified" ? [] : [sequence(sequence(reasonCode, octetString(code)))];
  return sequence(encodeSerialNumber(serial), encodeTime(revokedAt), ...why);
}

/** Signs a revocation list (RFC 5280, section 5.1) of an authority's certificates. Returns DER. */
export async function signRevocationList(authority: IssuingAuthority, plan: RevocationListPlan): Promise<Bytes> {
  const { algorithm, sign } = authority.signingKey;
  const signed = sequence(
    version2,
    algorithm,
    authority.issuerName,
    encodeTime(plan.thisUpdate),
    encodeTime(plan.nextUpdate),
    ...(plan.entries.length === 0 ? [] : [sequence(concat(plan.entries))]),
    context(0, sequence(authorityKey(authority), sequence(crlNumber, octetString(integer(octetsOf(plan.number)))))),
  );
  return sequence(signed, algorithm, bitString(await sign(signed)));
}

function octetsOf(number: bigint): Uint8Array {
  const digits = number.toString(16);
  return Buffer.from(digits.length % 2 === 1 ? `0${digits}` : digits, "hex");
}
