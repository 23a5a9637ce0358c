import type { Bytes } from "../bytes.ts";
import type { DerReader } from "../der/read.ts";
import { tag } from "../der/tag.ts";
import { KoshinError } from "../errors.ts";
import type { Pace } from "../pace.ts";

/** A file's password. */
export interface Secret {
  /** Undefined for no password at all, which some programs distinguish from an empty one. */
  readonly password: string | undefined;
  /** For the derivations from it; keeps a page responsive meanwhile. */
  readonly pace?: Pace | undefined;
}

/** A password with the salt and iteration count of its key derivation. */
export interface Derivation {
  readonly password: Secret["password"];
  readonly salt: Bytes;
  readonly iterations: number;
}

/**
 * The highest iteration count that is accepted. NSS and GnuTLS write 600,000, and Windows opens no more than that; a
 * hostile file could keep a machine busy for hours.
 */
const maxIterations = 1_000_000;
/** Of salts, in octets; programs write 8 to 64. A derivation repeats the whole salt. */
const maxSalt = 1024;

/**
 * Reads the salt and the iteration count of a key derivation, which all schemes encode in that order.
 *
 * @throws KoshinError `der-malformed`, `pkcs12-too-many-iterations`
 */
export function readDerivation(parameters: DerReader, password: Secret["password"]): Derivation {
  const salt = parameters.next(tag.octetString).content;
  const iterations = parameters.startsWith(tag.integer) ? parameters.small() : 1;
  if (iterations > maxIterations) throw new KoshinError("pkcs12-too-many-iterations");
  if (iterations === 0 || salt.length === 0 || salt.length > maxSalt) throw new KoshinError("der-malformed");
  return { password, salt, iterations };
}
