import type { Bytes } from "../../core/bytes.ts";
import { primitiveContextTag, tag } from "../../core/der/tag.ts";
import { context, element, oid, sequence } from "../../core/der/write.ts";
import { isCurve, type KeyKind } from "../../core/key-kind.ts";
import { clientAuthentication } from "../../core/x509/extended-key-usage.ts";
import { readExtensions, type Extension } from "../../core/x509/extensions.ts";
import { hexadecimalId } from "./issuer-id.ts";
import { extension, type Issuer } from "./signing/sign-certificate.ts";

/** What certificates contain beyond what all of them do; in addresses, `{issuer}` stands for the authority's identifier. */
export interface LeafProfile {
  readonly crlAddresses: readonly string[];
  readonly issuerAddresses: readonly string[];
  readonly ocspAddresses: readonly string[];
  readonly policies: readonly { readonly oid: string; readonly cps?: string | undefined }[];
  /** The purposes besides client authentication. */
  readonly extendedKeyUsage: { readonly purposes: readonly string[]; readonly critical: boolean };
  /** Besides digitalSignature, and of RSA keyEncipherment; those that do not apply to a kind of key are left out. */
  readonly keyUsage: readonly ("nonRepudiation" | "dataEncipherment" | "keyAgreement")[];
  /** Whether the predecessor's is kept. */
  readonly subjectAltName: "keep" | "omit";
}

const alternativeName = "2.5.29.17";

/** The bits of keyUsage by the kind of key (RFC 5280, section 4.2.1.3; RFC 8813, section 3): those of every certificate. */
const usualUsage = { ec: 0b1000_0000, rsa: 0b1010_0000 } as const;
const furtherUsage: Readonly<Record<keyof typeof usualUsage, Readonly<Record<LeafProfile["keyUsage"][number], number>>>> = {
  ec: { nonRepudiation: 0b0100_0000, dataEncipherment: 0, keyAgreement: 0b0000_1000 },
  rsa: { nonRepudiation: 0b0100_0000, dataEncipherment: 0b0001_0000, keyAgreement: 0 },
};

/**
 * The extensions of a client certificate.
 *
 * @param predecessor the certificate that it replaces, DER
 */
export function leafExtensions(
  { issuerKeyIdentifier }: Pick<Issuer, "issuerKeyIdentifier">,
  keyKind: KeyKind,
  profile: LeafProfile,
  predecessor: Bytes | undefined,
): Bytes[] {
  const { crlAddresses, issuerAddresses, ocspAddresses, policies, extendedKeyUsage } = profile;
  const uris = (addresses: readonly string[]): Bytes[] =>
    addresses.map((address) => uri(address.replaceAll("{issuer}", hexadecimalId(issuerKeyIdentifier))));
  const lists = uris(crlAddresses);
  const access = [
    ...uris(ocspAddresses).map((location) => sequence(oid("1.3.6.1.5.5.7.48.1"), location)),
    ...uris(issuerAddresses).map((location) => sequence(oid("1.3.6.1.5.5.7.48.2"), location)),
  ];
  const purposes = [...new Set([clientAuthentication, ...extendedKeyUsage.purposes])].map(oid);
  const kept = keptAlternativeName(profile, predecessor);
  return [
    extension("2.5.29.19", sequence(), { critical: true }),
    keyUsage(keyKind, profile),
    extension("2.5.29.37", sequence(...purposes), extendedKeyUsage),
    ...(lists.length === 0 ? [] : [extension("2.5.29.31", distributionPoint(lists), { critical: false })]),
    ...(access.length === 0 ? [] : [extension("1.3.6.1.5.5.7.1.1", sequence(...access), { critical: false })]),
    ...(policies.length === 0 ? [] : [extension("2.5.29.32", sequence(...policies.map(policyInformation)), { critical: false })]),
    ...(kept === undefined ? [] : [extension(alternativeName, kept.value, kept)]),
  ];
}

function keyUsage(kind: KeyKind, { keyUsage: further }: LeafProfile): Bytes {
  const algorithm = isCurve(kind) ? "ec" : "rsa";
  const bits = further.reduce<number>((all, each) => all | furtherUsage[algorithm][each], usualUsage[algorithm]);
  // DER leaves out trailing zero bits (X.690, section 11.2.2).
  const unused = 31 - Math.clz32(bits & -bits);
  return extension("2.5.29.15", element(tag.bitString, Uint8Array.of(unused, bits)), { critical: true });
}

/** One point with all addresses, which are those of one list (RFC 5280, section 4.2.1.13). */
function distributionPoint(addresses: readonly Bytes[]): Bytes {
  return sequence(sequence(context(0, context(0, ...addresses))));
}

/** A policy with the address of its statement, if there is one (RFC 5280, section 4.2.1.4). */
function policyInformation({ oid: policy, cps }: LeafProfile["policies"][number]): Bytes {
  if (cps === undefined) return sequence(oid(policy));
  const statement = element(tag.ia5String, new TextEncoder().encode(cps));
  return sequence(oid(policy), sequence(sequence(oid("1.3.6.1.5.5.7.2.1"), statement)));
}

/**
 * The subjectAltName that a certificate keeps of its predecessor, DER; undefined if it has none. A malformed one is not kept.
 */
export function keptAlternativeName(
  { subjectAltName }: Pick<LeafProfile, "subjectAltName">,
  predecessor: Bytes | undefined,
): Extension | undefined {
  if (predecessor === undefined || subjectAltName !== "keep") return undefined;
  const found = readExtensions(predecessor).get(alternativeName);
  return found?.value[0] === tag.sequence && found.value.length > 2 ? found : undefined;
}

/** A uniformResourceIdentifier (RFC 5280, section 4.2.1.6). */
function uri(address: string): Bytes {
  return element(primitiveContextTag(6), new TextEncoder().encode(address));
}
