const longest = 100;

/** A value as a sentence about it shows it: shortened, with a picture in place of each control character. */
export function shown(value: string): string {
  const pictures = value.replaceAll(/[\0-\x1f\x7f]/g, (control) =>
    String.fromCodePoint(control === "\x7f" ? 0x2421 : 0x2400 + (control.codePointAt(0) ?? 0)),
  );
  const characters = Array.from(pictures);
  return characters.length > longest ? `${characters.slice(0, longest).join("")}…` : pictures;
}
