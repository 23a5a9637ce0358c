import type { Bytes } from "../../../src/core/bytes.ts";
import { context, integer, nullValue, octetString, oid, sequence } from "../../../src/core/der/write.ts";
import { computeMac } from "../../../src/core/pkcs12/mac.ts";
import { oids } from "../../../src/core/pkcs12/oids.ts";
import { sha256 } from "../../../src/core/pkcs12/sha256.ts";

/** A file around these contents whose MAC is right: made by somebody who knows the password and means harm. */
export async function sealSafe(safe: Bytes, password: string): Promise<Bytes> {
  const derivation = { password, salt: new Uint8Array(8), iterations: 1 };
  const mac = await computeMac(sha256, derivation, safe);
  return sequence(
    integer(3),
    sequence(oid(oids.data), context(0, octetString(safe))),
    sequence(
      sequence(sequence(oid(oids.sha256), nullValue()), octetString(mac)),
      octetString(derivation.salt),
      integer(derivation.iterations),
    ),
  );
}
