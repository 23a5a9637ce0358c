import { concat } from "../bytes.ts";
import { sha224 } from "../hash/sha224.ts";
import { sha384, sha512 } from "../hash/sha512.ts";
import { macWith, ownFormats, type Pkcs12Formats } from "../pkcs12/formats.ts";
import { decryptTripleDes } from "../pkcs12/triple-des.ts";
import { computePbmac1, pbmac1 } from "./pbmac1.ts";
import { rc2Ciphers } from "./rc2.ts";
import { rc4Ciphers } from "./rc4.ts";

/** pbeWithSHAAnd2-KeyTripleDES-CBC (RFC 7292, appendix C): the third key is the first. */
const twoKeyTripleDes = "1.2.840.113549.1.12.1.4";

/** DES-EDE3-CBC-Pad (RFC 8018, appendix B.2.2). */
const desEde3Cbc = "1.2.840.113549.3.7";

/** The formats that other programs write, including older ones. */
export const foreignFormats: Pkcs12Formats = {
  ciphers: new Map([
    ...ownFormats.ciphers,
    ...rc2Ciphers,
    ...rc4Ciphers,
    [
      twoKeyTripleDes,
      {
        keyLength: 16,
        decrypt: async (key, iv, ciphertext, pace) =>
          await decryptTripleDes(concat([key, key.subarray(0, 8)]), iv, ciphertext, pace),
      },
    ],
  ]),
  pbes2Ciphers: new Map([[desEde3Cbc, { keyLength: 24, decrypt: decryptTripleDes }]]),
  macs: new Map([
    ...ownFormats.macs,
    ["2.16.840.1.101.3.4.2.4", macWith(sha224)],
    ["2.16.840.1.101.3.4.2.2", macWith(sha384)],
    ["2.16.840.1.101.3.4.2.3", macWith(sha512)],
    [pbmac1, computePbmac1],
  ]),
  macRequired: false,
};
