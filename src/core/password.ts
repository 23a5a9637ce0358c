/** Lower-case letters and digits without those easily confused: no 0, 1, l and o. Five bits each. */
const alphabet = "23456789abcdefghijkmnpqrstuvwxyz";

/**
 * Generates the password of a .p12 file: 120 random bits as 24 characters in six groups,
 * `xxxx-xxxx-xxxx-xxxx-xxxx-xxxx`. The hyphens are part of it. It is all ASCII, so that every program encodes it alike.
 *
 * @param groups the number of groups of four characters, 20 bits each; a file's password has six
 */
export function generatePassword(groups = 6): string {
  const octets = crypto.getRandomValues(new Uint8Array(4 * groups));
  const characters = Array.from(octets, (octet) => alphabet.charAt(octet & 31)).join("");
  return characters.replaceAll(/.{4}(?=.)/g, "$&-");
}
