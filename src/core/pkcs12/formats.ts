import type { Bytes } from "../bytes.ts";
import type { DerReader } from "../der/read.ts";
import type { Hash } from "../hash/hash-function.ts";
import { sha1 } from "../hash/sha1.ts";
import { sha256 } from "../hash/sha256.ts";
import type { Ciphers } from "./cipher.ts";
import type { Derivation, Secret } from "./derivation.ts";
import { computeMac } from "./mac.ts";
import { oids } from "./oids.ts";
import { tripleDesCipher } from "./pbe-sha1.ts";

/** What a MAC is computed from. */
export interface MacInput {
  readonly secret: Secret;
  /** Reads the salt and the iteration count of MacData. */
  readonly derivation: () => Derivation;
  /** A reader of the AlgorithmIdentifier's contents, after its OID. */
  readonly parameters: DerReader;
  readonly contents: Bytes;
}

/** Computes a MAC. */
export type MacOf = (input: MacInput) => Promise<Bytes>;

/** The formats of PKCS#12 files that are read, besides PBES2 with AES. */
export interface Pkcs12Formats {
  /** By the OID of the scheme, with PKCS#12's own key derivation with SHA-1. */
  readonly ciphers: Ciphers;
  /** By the OID of the cipher, in PBES2. */
  readonly pbes2Ciphers: Ciphers;
  /** By the OID of the algorithm. */
  readonly macs: ReadonlyMap<string, MacOf>;
  /**
   * Whether a file without a MAC is rejected: in such a file, a changed octet or a wrong password may go undetected.
   */
  readonly macRequired: boolean;
}

/** The MAC of PKCS#12's own key derivation with a hash. */
export function macWith(hash: Hash): MacOf {
  return async ({ secret, derivation, contents }) => await computeMac(hash, derivation(), contents, secret.pace);
}

/** The formats in which files are also written. */
export const ownFormats: Pkcs12Formats = {
  ciphers: tripleDesCipher,
  pbes2Ciphers: new Map(),
  macs: new Map([
    [oids.sha1, macWith(sha1)],
    [oids.sha256, macWith(sha256)],
  ]),
  macRequired: true,
};
