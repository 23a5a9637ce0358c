import type { Bytes } from "../bytes.ts";
import type { Pace } from "../pace.ts";
import { decryptCbc } from "../pkcs12/cbc.ts";
import type { Ciphers } from "../pkcs12/cipher.ts";

/** PITABLE (RFC 2268, section 2): a permutation of all octets, taken from the digits of π. */
const permutation = Uint8Array.from(
  (
    "d978f9c419ddb5ed28e9fd794aa0d89dc67e37832b76538e624c6488448bfba2" +
    "179a59f587b34f1361456d8d09817d32bd8f40eb86b77b0bf09521225c6b4e82" +
    "54d66593ce60b21c7356c014a78cf1dc1275ca1f3bbee4d1423dd430a33cb626" +
    "6fbf0eda4669075727f21d9bbc944303f811c7f690ef3ee706c3d52fc8661ed7" +
    "08e8eade8052eef784aa72ac354d6a2a961ad2715a1549744b9fd05e0418a4ec" +
    "c2e0416e0f51cbcc2491af50a1f47039997c3a8523b8b47afc02365b25559731" +
    "2d5dfa98e38a92ae05df2910676cbac9d300e6cfe19ea82c6316013f58e289a9" +
    "0d38341bab33ffb0bb480c5fb9b1cd2ec5f3db47e5a59c770aa62068fe7fc1ad"
  ).match(/../g) ?? [],
  (octet) => Number.parseInt(octet, 16),
);

/** The rotation of each of the four words, in bits. */
const rotations = [1, 2, 3, 5];

/**
 * Decrypts RC2 (RFC 2268) in CBC mode and removes the PKCS#7 padding. WebCrypto does not support it. It is read because
 * older programs and services write it, and never written, because 40 bits protect nothing.
 *
 * @param key 1 to 128 octets, all bits effective, as in PKCS#12
 * @param iv 8 octets
 * @throws KoshinError `pkcs12-malformed` if the length or the padding is invalid
 */
export async function decryptRc2(key: Uint8Array, iv: Uint8Array, ciphertext: Uint8Array, pace?: Pace): Promise<Bytes> {
  const subkeys = expandKey(key);
  return await decryptCbc((block) => decryptBlock(block, subkeys), iv, ciphertext, pace);
}

/** The key's expansion (RFC 2268, section 2) to 64 words of 16 bits. */
function expandKey(key: Uint8Array): Uint16Array {
  const octets = new Uint8Array(128);
  octets.set(key);
  const at = (index: number): number => octets[index] ?? 0;
  const substitute = (index: number, octet: number): void => {
    octets[index] = permutation[octet & 255] ?? 0;
  };
  const { length } = key;
  for (let index = length; index < 128; index++) substitute(index, at(index - 1) + at(index - length));
  substitute(128 - length, at(128 - length));
  for (let index = 127 - length; index >= 0; index--) substitute(index, at(index + 1) ^ at(index + length));
  return Uint16Array.from({ length: 64 }, (_, word) => at(2 * word) | (at(2 * word + 1) << 8));
}

/** Reverses the rounds (RFC 2268, section 4), from the last word of the key to the first, on four words of 16 bits. */
function decryptBlock(block: Uint8Array, subkeys: Uint16Array): void {
  const view = new DataView(block.buffer, block.byteOffset, block.length);
  const words = Uint16Array.from(rotations, (_, index) => view.getUint16(index * 2, true));
  const word = (index: number): number => words[index & 3] ?? 0;
  for (let step = 63; step >= 0; step--) {
    const index = step & 3;
    const [before, second, third] = [word(index - 1), word(index - 2), word(index - 3)];
    const rotation = rotations[index] ?? 0;
    const rotated = (word(index) >>> rotation) | (word(index) << (16 - rotation));
    words[index] = rotated - (subkeys[step] ?? 0) - (before & second) - (~before & third);
    // Five rounds of mixing, six, and five: between them the words are mashed.
    if (step === 44 || step === 20) {
      for (let mashed = 3; mashed >= 0; mashed--) words[mashed] = word(mashed) - (subkeys[word(mashed - 1) & 63] ?? 0);
    }
  }
  for (const [index, value] of words.entries()) view.setUint16(index * 2, value, true);
}

/**
 * RC2 with 128 and with 40 bits (RFC 7292, appendix C), for files of other programs: Windows, macOS, Java and OpenSSL
 * from before about 2020 encrypted the certificates with the latter and the key with Triple DES.
 */
export const rc2Ciphers: Ciphers = new Map([
  ["1.2.840.113549.1.12.1.5", { keyLength: 16, decrypt: decryptRc2 }],
  ["1.2.840.113549.1.12.1.6", { keyLength: 5, decrypt: decryptRc2 }],
]);
