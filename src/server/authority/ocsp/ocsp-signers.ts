import type { DataFolder } from "../../system/data-folder.ts";
import type { IssuingAuthority } from "../authority.ts";
import { issuerId } from "../issuer-id.ts";
import { endsSoon, isValid, makeOcspSigner, readOcspSigner, type OcspSigner } from "./ocsp-signer.ts";

/** The OCSP signers of a service, one of each of its authorities. Those of one data folder share them. */
export class OcspSigners {
  readonly #files: Pick<DataFolder["authority"], "folder">;
  readonly #passphrase: () => Promise<string>;
  readonly #signers = new Map<string, OcspSigner>();
  /** Those that are being made, so that concurrent requests make one only once. */
  readonly #pending = new Map<string, Promise<OcspSigner>>();

  constructor(files: Pick<DataFolder["authority"], "folder">, passphrase: () => Promise<string>) {
    this.#files = files;
    this.#passphrase = passphrase;
  }

  /**
   * An authority's signer. It is made where there is no valid one.
   *
   * @returns undefined once the authority has expired
   * @throws as `renewed`
   */
  async of(authority: IssuingAuthority, now: Date): Promise<OcspSigner | undefined> {
    if (now >= authority.notAfter) return undefined;
    const signer = this.#signers.get(issuerId(authority));
    return signer !== undefined && isValid(signer, now) ? signer : await this.renewed(authority, now);
  }

  /**
   * An authority's signer, which is replaced if it ends soon.
   *
   * @throws what the authority's signature throws; OperatorError as reading the passphrase throws, `file-unreadable`; the
   * errors of the operating system
   */
  async renewed(authority: IssuingAuthority, now: Date): Promise<OcspSigner> {
    const id = issuerId(authority);
    const lasts = (signer: OcspSigner | undefined): signer is OcspSigner =>
      signer !== undefined && isValid(signer, now) && !endsSoon(signer, authority, now);
    const known = this.#signers.get(id);
    if (lasts(known)) return known;
    const read = async (): Promise<OcspSigner> => {
      const passphrase = await this.#passphrase();
      const stored = await readOcspSigner(this.#files, authority, passphrase);
      return lasts(stored) ? stored : await makeOcspSigner(this.#files, authority, passphrase, now);
    };
    const pending = this.#pending.get(id) ?? read().finally(() => this.#pending.delete(id));
    this.#pending.set(id, pending);
    const signer = await pending;
    this.#signers.set(id, signer);
    return signer;
  }

  /** When the first of some authorities' signers expires; undefined if there is none yet. */
  endOf(authorities: readonly IssuingAuthority[]): Date | undefined {
    const ends = authorities.flatMap((authority) => this.#signers.get(issuerId(authority))?.notAfter.getTime() ?? []);
    return ends.length === 0 ? undefined : new Date(Math.min(...ends));
  }
}
