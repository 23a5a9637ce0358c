/**
 * A password as it is heard: one character after the other, with a pause between the groups. Read as words, groups such
 * as `w4h5` are understood by nobody.
 *
 * @param hyphen the word for what separates the groups
 */
export function spellOut(password: string, hyphen: string): string {
  return password
    .split("-")
    .map((group) => Array.from(group).join(" "))
    .join(`, ${hyphen}, `);
}
