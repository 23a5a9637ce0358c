import * as v from "valibot";

const anyPurpose = "2.5.29.37.0";

/** Its first two arcs are limited (ITU-T X.660, section 7), and none has a leading zero. */
const oidForm = /^(?:[01]\.[1-3]?\d|2\.(?:0|[1-9]\d{0,14}))(?:\.(?:0|[1-9]\d{0,14}))+$/;
const Oid = v.pipe(v.string(), v.regex(oidForm, "an object identifier such as 1.2.392.200250.1"));

/** Octets that an IA5String of RFC 5280 may have in a URI; `{issuer}` stands for the authority's identifier. */
function address(schemes: readonly string[]): v.GenericSchema<string, string> {
  const expected = `a URL of ${schemes.join(", ")} such as http://pki.example.jp/{issuer}`;
  return v.pipe(
    v.string(),
    v.check((text) => {
      const url = /^[\x21-\x7e]+$/.test(text) ? URL.parse(text.replaceAll("{issuer}", "0")) : null;
      return url !== null && url.host !== "" && schemes.includes(url.protocol.slice(0, -1));
    }, expected),
  );
}

const Policy = v.strictObject({ oid: Oid, cps: v.optional(address(["http", "https"])) });

/** What the certificates of people and programs contain beyond what all of them do. */
export const CertificateProfile = v.strictObject({
  /**
   * Addresses of the revocation list (http, https, ldap, ldaps), besides `crlUrl`. In these and the following addresses,
   * `{issuer}` stands for the authority's identifier.
   */
  crlAddresses: v.optional(v.array(address(["http", "https", "ldap", "ldaps"])), []),
  /** Addresses of the issuing authority's certificate (authorityInfoAccess, caIssuers). */
  issuerAddresses: v.optional(v.array(address(["http", "https", "ldap", "ldaps"])), []),
  /** Addresses of a responder (authorityInfoAccess, OCSP), besides `ocsp.url`. */
  ocspAddresses: v.optional(v.array(address(["http", "https"])), []),
  /** Certificate policies, each `{ "oid": …, "cps": … }`; `cps` is the address of a statement, and may be missing. */
  policies: v.optional(
    v.pipe(
      v.array(Policy),
      v.check((policies) => new Set(policies.map(({ oid }) => oid)).size === policies.length, "policies of which none is repeated"),
    ),
    [],
  ),
  extendedKeyUsage: v.optional(
    v.pipe(
      v.strictObject({
        /** The object identifiers of purposes besides client authentication. */
        purposes: v.optional(v.array(Oid), []),
        /** Whether the extension is critical, so that programs accept no other purpose; not with anyExtendedKeyUsage. */
        critical: v.optional(v.boolean(), false),
      }),
      v.check(
        ({ purposes, critical }) => !(critical && purposes.includes(anyPurpose)),
        "not critical, because its purposes include anyExtendedKeyUsage (RFC 5280, section 4.2.1.12)",
      ),
    ),
    {},
  ),
  /**
   * Usages of the key besides digitalSignature, and of RSA keyEncipherment: `nonRepudiation`, `dataEncipherment` (RSA
   * only), `keyAgreement` (EC only). A key to which one does not apply does not get it.
   */
  keyUsage: v.optional(v.array(v.picklist(["nonRepudiation", "dataEncipherment", "keyAgreement"])), []),
  /** Whether a renewal keeps the subjectAltName of its predecessor, octet for octet (`keep`), or has none (`omit`). */
  subjectAltName: v.optional(v.picklist(["keep", "omit"]), "omit"),
});
type CertificateProfile = v.InferOutput<typeof CertificateProfile>;

/** The profile of the default settings. */
export const defaultCertificateProfile: CertificateProfile = {
  crlAddresses: [],
  issuerAddresses: [],
  ocspAddresses: [],
  policies: [],
  extendedKeyUsage: { purposes: [], critical: false },
  keyUsage: [],
  subjectAltName: "omit",
};
