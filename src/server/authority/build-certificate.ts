import { Integer, OctetString, Utf8String } from "asn1js";
import {
  AttributeTypeAndValue,
  AuthorityKeyIdentifier,
  Certificate,
  CryptoEngine,
  Extension,
  RelativeDistinguishedNames,
  Time,
  TimeType,
} from "pkijs";
import { toHex, type Bytes } from "../../core/bytes.ts";
import { clockSkew } from "../../core/clock.ts";
import { dayInMilliseconds } from "../../core/days.ts";
import { exportPublicKey } from "../../core/key-pair.ts";
import { keyIdentifier } from "./key-identifier.ts";
import { randomSerial } from "./serial.ts";

/** Passed to every call, because a global engine would be anybody's to change. */
const engine = new CryptoEngine({ name: "koshin", crypto });

/** What a certificate of the authority itself says. */
export interface CertificatePlan {
  readonly commonName: string;
  readonly days: number;
  readonly now: Date;
  /** The extensions besides the two key identifiers. */
  readonly extensions: readonly Extension[];
}

/** Who signs: its certificate, DER, and its private key. */
export interface Signer {
  readonly certificate: Bytes;
  readonly privateKey: CryptoKey;
}

/**
 * Builds one of the few certificates of the authority itself (RFC 5280, section 4.1), signed with ECDSA and SHA-256.
 *
 * @param signer undefined for a root, which signs itself
 * @returns DER
 */
export async function buildCertificate(plan: CertificatePlan, keys: CryptoKeyPair, signer?: Signer): Promise<Bytes> {
  const issuer = signer ? Certificate.fromBER(signer.certificate) : undefined;
  const ownIdentifier = keyIdentifier(await exportPublicKey(keys));
  const issuerIdentifier = issuer
    ? keyIdentifier(new Uint8Array(issuer.subjectPublicKeyInfo.toSchema().toBER()))
    : ownIdentifier;

  const certificate = new Certificate({ version: 2 });
  certificate.serialNumber = Integer.fromBigInt(BigInt(`0x${toHex(randomSerial())}`));
  certificate.notBefore = time(plan.now.getTime() - clockSkew);
  certificate.notAfter = time(plan.now.getTime() + plan.days * dayInMilliseconds);
  certificate.subject = name(plan.commonName);
  certificate.issuer = issuer?.subject ?? certificate.subject;
  await certificate.subjectPublicKeyInfo.importKey(keys.publicKey, engine);
  certificate.extensions = [
    ...plan.extensions,
    extension("2.5.29.14", false, new OctetString({ valueHex: ownIdentifier })),
    extension(
      "2.5.29.35",
      false,
      new AuthorityKeyIdentifier({ keyIdentifier: new OctetString({ valueHex: issuerIdentifier }) }).toSchema(),
    ),
  ];
  await certificate.sign(signer?.privateKey ?? keys.privateKey, "SHA-256", engine);
  return new Uint8Array(certificate.toSchema(true).toBER());
}

/** One extension from its OID and its value. */
export function extension(extnID: string, critical: boolean, value: { toBER(): ArrayBuffer }): Extension {
  return new Extension({ extnID, critical, extnValue: value.toBER() });
}

function name(commonName: string): RelativeDistinguishedNames {
  const value = new Utf8String({ value: commonName });
  return new RelativeDistinguishedNames({ typesAndValues: [new AttributeTypeAndValue({ type: "2.5.4.3", value })] });
}

/** UTCTime until the end of 2049, GeneralizedTime after that (RFC 5280, section 4.1.2.5). */
function time(moment: number): Time {
  const value = new Date(Math.floor(moment / 1000) * 1000);
  return new Time({ type: value.getUTCFullYear() < 2050 ? TimeType.UTCTime : TimeType.GeneralizedTime, value });
}
