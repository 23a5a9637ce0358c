import { isolated, isolatedRuns } from "../../../core/name/isolated.ts";

/** Characters that a terminal acts on or does not show: controls, directional marks, separators of lines, unassigned ones. */
const unprintable = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** A text from outside, such as the name of a file, in which such characters are visible: `\u{202e}`. */
export function printable(text: string): string {
  return text.replaceAll(unprintable, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/** The same for a value beside others, whose order does not depend on its letters. */
export function printableValue(text: string): string {
  return isolated(printable(text));
}

/** The same for a message, which may have several lines, with names in them. */
export function printableLines(text: string): string {
  return text
    .split("\n")
    .map((line) => isolatedRuns(printable(line)))
    .join("\n");
}

/** Facts as one line of JSON, in which such characters are escaped, too: `\u202e`. */
export function jsonLine(facts: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(facts).replaceAll(unprintable, escapeInJson);
}

function escapeInJson(character: string): string {
  return Array.from({ length: character.length }, (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`).join(
    "",
  );
}
