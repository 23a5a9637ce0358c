import type { DerReader } from "../der/read.ts";
import { tag } from "../der/tag.ts";
import { KoshinError } from "../errors.ts";

/** A password with the salt and the cost of its derivation. */
export interface Derivation {
  readonly password: string;
  readonly salt: Uint8Array;
  readonly iterations: number;
}

/**
 * The most iterations that a file may ask for. NSS and GnuTLS write 600,000, and Windows opens no more than that; a
 * hostile file could keep a machine busy for hours.
 */
const mostIterations = 1_000_000;

/**
 * Reads the salt and the number of iterations of a key derivation, which stand in that order in all its kinds.
 *
 * @throws KoshinError `der-malformed`, `pkcs12-too-many-iterations`
 */
export function readDerivation(parameters: DerReader, password: string): Derivation {
  const salt = parameters.next(tag.octetString).content;
  const iterations = parameters.startsWith(tag.integer) ? parameters.small() : 1;
  if (iterations > mostIterations) throw new KoshinError("pkcs12-too-many-iterations");
  if (iterations === 0 || salt.length === 0) throw new KoshinError("der-malformed");
  return { password, salt, iterations };
}
