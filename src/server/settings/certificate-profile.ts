import * as v from "valibot";

const anyPurpose = "2.5.29.37.0";

/** The range of the first two arcs is limited (ITU-T X.660, section 7), and no arc has a leading zero. */
const oidForm = /^(?:[01]\.[1-3]?\d|2\.(?:0|[1-9]\d{0,14}))(?:\.(?:0|[1-9]\d{0,14}))+$/;
const Oid = v.pipe(v.string(), v.regex(oidForm, "an object identifier such as 1.2.392.200250.1"));

/** A URI whose octets an IA5String of RFC 5280 allows; `{issuer}` stands for the authority's identifier. */
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

/** Optional contents of the certificates of people and programs. */
export const CertificateProfile = v.strictObject({
  /**
   * URLs of the revocation list (cRLDistributionPoints; http, https, ldap, ldaps), in addition to `crlUrl`. In this and
   * the following URLs, `{issuer}` stands for the authority's identifier.
   */
  crlAddresses: v.optional(v.array(address(["http", "https", "ldap", "ldaps"])), []),
  /** URLs of the issuing authority's certificate (authorityInfoAccess, caIssuers). */
  issuerAddresses: v.optional(v.array(address(["http", "https", "ldap", "ldaps"])), []),
  /** URLs of OCSP responders (authorityInfoAccess, OCSP), in addition to `ocsp.url`. */
  ocspAddresses: v.optional(v.array(address(["http", "https"])), []),
  /**
   * Certificate policies, each `{ "oid": …, "cps": … }`; `cps` is the URL of a certification practice statement, and is
   * optional.
   */
  policies: v.optional(
    v.pipe(
      v.array(Policy),
      v.check(
        (policies) => new Set(policies.map(({ oid }) => oid)).size === policies.length,
        "a list of policies without repetitions",
      ),
    ),
    [],
  ),
  extendedKeyUsage: v.optional(
    v.pipe(
      v.strictObject({
        /** The object identifiers of purposes in addition to client authentication. */
        purposes: v.optional(v.array(Oid), []),
        /**
         * Whether the extension is critical, so that programs accept no other purpose; not allowed with
         * anyExtendedKeyUsage.
         */
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
   * Key usages in addition to digitalSignature and, for RSA, keyEncipherment: `nonRepudiation`, `dataEncipherment` (RSA
   * only), `keyAgreement` (EC only). A usage that does not apply to a key is left out.
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
