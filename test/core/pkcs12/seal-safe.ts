import type { Bytes } from "../../../src/core/bytes.ts";
import { enterDer } from "../../../src/core/der/read.ts";
import { contextTag, tag } from "../../../src/core/der/tag.ts";
import { context, integer, nullValue, octetString, oid, sequence } from "../../../src/core/der/write.ts";
import type { Hash } from "../../../src/core/hash/hash-function.ts";
import { sha1 } from "../../../src/core/hash/sha1.ts";
import { sha256 } from "../../../src/core/hash/sha256.ts";
import { computeMac } from "../../../src/core/pkcs12/mac.ts";
import { oids } from "../../../src/core/pkcs12/oids.ts";

/**
 * A file with these contents and a valid MAC of a single iteration, for tests that open thousands of files or act as an
 * attacker who knows the password.
 */
export async function sealSafe(safe: Bytes, password: string, hash: Hash = sha256): Promise<Bytes> {
  const derivation = { password, salt: new Uint8Array(8), iterations: 1 };
  const mac = await computeMac(hash, derivation, safe);
  const algorithm = hash === sha1 ? oids.sha1 : oids.sha256;
  return sequence(
    integer(3),
    sequence(oid(oids.data), context(0, octetString(safe))),
    sequence(
      sequence(sequence(oid(algorithm), nullValue()), octetString(mac)),
      octetString(derivation.salt),
      integer(derivation.iterations),
    ),
  );
}

/** The part of a file that its MAC protects. */
export function safeOf(file: Bytes): Bytes {
  const pfx = enterDer(file);
  pfx.small();
  const info = pfx.enter();
  info.oid();
  return info.enter(contextTag(0)).next(tag.octetString).content;
}
