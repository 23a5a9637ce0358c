import type { OpenFile } from "../system/open-file.ts";

/** A line of a text, without its end. */
export interface Line {
  /** Counts from 1. */
  readonly number: number;
  /** Cut off after `longestLine` characters. */
  readonly text: string;
}

/** The longest line that is read whole, in characters: an index has names of 64 kilobytes at most. */
export const longestLine = 256 * 1024;
const chunk = 1024 * 1024;

/** Whether a line has octets that its encoding does not have: in Shift_JIS, for example, names would become others. */
export function isUndecodable({ text }: Line): boolean {
  return text.includes("\ufffd");
}

/**
 * The lines of a text file, of any size, in UTF-8 or, with a byte order mark, UTF-16.
 *
 * @param size how much of it is read, in octets
 */
export function* linesIn(file: OpenFile, size = file.size): Generator<Line> {
  const decoder = new TextDecoder(encodingOf(file));
  let number = 1;
  let rest = "";
  let cut = false;
  for (let position = 0; position < size; position += chunk) {
    const octets = file.read(position, chunk);
    const text = rest + decoder.decode(octets, { stream: position + chunk < size });
    let start = 0;
    for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", start)) {
      yield { number: number++, text: lineFrom(text, start, end) };
      start = end + 1;
      cut = false;
    }
    // Of an endless line the beginning is enough to say that it is too long.
    rest = cut ? rest : text.slice(start, start + longestLine + 1);
    cut = rest.length > longestLine;
  }
  if (rest !== "") yield { number, text: lineFrom(rest, 0, rest.length) };
}

function lineFrom(text: string, start: number, end: number): string {
  const last = text[end - 1] === "\r" ? end - 1 : end;
  return text.slice(start, Math.min(last, start + longestLine + 1));
}

function encodingOf(file: OpenFile): string {
  const [first, second] = file.read(0, 2);
  if (first === 0xfe && second === 0xff) return "utf-16be";
  return first === 0xff && second === 0xfe ? "utf-16le" : "utf-8";
}
