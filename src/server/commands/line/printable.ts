/** Characters that a terminal acts on or does not show: controls, directional marks, separators of lines, unassigned ones. */
const unprintable = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** A text from outside, such as the name of a file, in which such characters are visible: `\u{202e}`. */
export function printable(text: string): string {
  return text.replaceAll(unprintable, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
