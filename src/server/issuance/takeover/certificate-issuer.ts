import { equalBytes, type Bytes } from "../../../core/bytes.ts";
import { comparableName } from "../../../core/name/same-name.ts";
import type { Authority } from "../../authority/authority.ts";
import { certifyingAuthorities, type CertifyingAuthority } from "../../authority/certifying-authority.ts";
import { isSignedWithAside, readSignedData } from "../../authority/signing/signed-data.ts";
import { ImportRefusal } from "./import-refusal.ts";

/** Finds the authority that signed a certificate or a revocation list. */
export class IssuerSearch {
  readonly #byName: ReadonlyMap<string, readonly CertifyingAuthority[]>;
  /** By the octets of Names, which few certificates share with no other. */
  readonly #found = new Map<string, readonly CertifyingAuthority[]>();

  constructor(authority: Authority) {
    this.#byName = Map.groupBy(certifyingAuthorities(authority), ({ issuerName }) => comparableName(issuerName));
  }

  /**
   * The authority with the issuer's Name (RFC 5280, section 7.1) whose key verifies the signature: several may have one Name.
   *
   * @param der the certificate or list, DER
   * @param issuer the Name of its issuer, DER
   * @param keyIdentifier reads what it says about the issuer's key, which is tried first
   * @throws ImportRefusal `issuer-unknown`, `signature-unsupported`, `signature-wrong`; KoshinError `der-malformed`
   */
  async find(der: Bytes, issuer: Bytes, keyIdentifier: () => Bytes | undefined): Promise<CertifyingAuthority> {
    const named = this.#named(issuer);
    if (named.length === 0) throw new ImportRefusal("issuer-unknown");
    const signed = readSignedData(der);
    if (signed.algorithm === undefined) throw new ImportRefusal("signature-unsupported");
    const tried = named.length === 1 ? named : statedFirst(named, keyIdentifier());
    for (const authority of tried) if (await isSignedWithAside(signed, authority.publicKey)) return authority;
    throw new ImportRefusal("signature-wrong");
  }

  /** Whether an authority with this Name and key (DER) is one whose certificates are accepted. */
  has(name: Bytes, spki: Bytes): boolean {
    return this.#named(name).some(({ publicKey }) => publicKey.export({ type: "spki", format: "der" }).equals(spki));
  }

  #named(issuer: Bytes): readonly CertifyingAuthority[] {
    const key = Buffer.from(issuer).toString("latin1");
    const known = this.#found.get(key);
    if (known !== undefined) return known;
    const named = this.#byName.get(comparableName(issuer)) ?? [];
    // Only those of authorities, so that hostile Names do not fill the memory.
    if (named.length > 0 && this.#found.size < 1000) this.#found.set(key, named);
    return named;
  }
}

function statedFirst(named: readonly CertifyingAuthority[], stated: Bytes | undefined): CertifyingAuthority[] {
  const isStated = ({ issuerKeyIdentifier }: CertifyingAuthority): boolean =>
    stated !== undefined && equalBytes(issuerKeyIdentifier, stated);
  return [...named.filter(isStated), ...named.filter((each) => !isStated(each))];
}
