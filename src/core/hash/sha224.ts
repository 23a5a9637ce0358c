import { hashFunction, type Hash } from "./hash-function.ts";
import { compress } from "./sha256.ts";

const initial = Int32Array.of(...[0xc1059ed8, 0x367cd507, 0x3070dd17, 0xf70e5939, 0xffc00b31, 0x68581511, 0x64f98fa7, 0xbefa4fa4]);

/** SHA-224 (FIPS 180-4, section 6.3): SHA-256 from another state, truncated. For files of other programs. */
export const sha224: Hash = hashFunction(initial, compress, 64, 28);
