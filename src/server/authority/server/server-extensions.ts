import { isIPv4 } from "node:net";
import type { Bytes } from "../../../core/bytes.ts";
import { primitiveContextTag, tag } from "../../../core/der/tag.ts";
import { element, oid, sequence } from "../../../core/der/write.ts";
import { encodeName } from "../../../core/name/name.ts";
import { parseCertificate } from "../../../core/x509/certificate.ts";
import { ipv6Groups } from "../../system/ip-address.ts";
import type { IssuingAuthority } from "../authority.ts";
import { findFault } from "../certification-path.ts";
import { extension } from "../signing/sign-certificate.ts";

/** The names that the server's certificate must include. */
export interface ServerNames {
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
}

const serverAuthentication = "1.3.6.1.5.5.7.3.1";

/** The maximum length of a CN (RFC 5280, appendix A.1); a longer name is only an alternative name. */
const commonNameLength = 64;

/** The subject of a server's certificate: its first name, DER. */
export function serverSubject({ dnsNames: [first = "localhost"] }: ServerNames): Bytes {
  return encodeName({ cn: first.length > commonNameLength ? "" : first, o: "" });
}

/** The extensions of a server's certificate: its key's usage, its purpose, its names. */
export function serverExtensions(names: ServerNames): Bytes[] {
  return [
    extension("2.5.29.15", element(tag.bitString, Uint8Array.of(7, 0b1000_0000)), { critical: true }),
    extension("2.5.29.37", sequence(oid(serverAuthentication)), { critical: false }),
    extension("2.5.29.17", alternativeNames(names), { critical: false }),
  ];
}

/** Why a server's certificate from an authority would not verify, such as name constraints; undefined if it would. */
export async function findServerFault(authority: IssuingAuthority, names: ServerNames): Promise<string | undefined> {
  const { issuing, root, above } = authority;
  return await findFault(
    authority,
    parseCertificate(issuing),
    { root: parseCertificate(root), above },
    {
      purpose: serverAuthentication,
      subject: serverSubject(names),
      alternative: alternativeNames(names),
    },
  );
}

/** The value of the server's subjectAltName, DER. */
export function alternativeNames(names: ServerNames): Bytes {
  return sequence(
    ...names.dnsNames.map((name) => element(primitiveContextTag(2), new TextEncoder().encode(name))),
    ...names.ipAddresses.map((address) => element(primitiveContextTag(7), addressBytes(address))),
  );
}

/** An IP address as octets in network order (RFC 5280, section 4.2.1.6). */
function addressBytes(address: string): Bytes {
  if (isIPv4(address)) return Uint8Array.from(address.split("."), Number);
  return Uint8Array.from(ipv6Groups(address).flatMap((group) => [group >> 8, group & 255]));
}
