import { contrast, readRgb, type Rgb } from "./contrast.ts";

/** The tokens used in front of others, and the required contrast (WCAG 2.2: AA, and AAA for body text). */
const pairs: readonly (readonly [front: string, behind: string, ratio: number])[] = [
  ["text", "surface", 7],
  ["text", "soft", 7],
  ...["quiet", "accent", "good", "warning", "danger"].map((front) => [front, "surface", 4.5] as const),
  ["quiet", "soft", 4.5],
  ["accent", "accent-soft", 4.5],
  ["on-accent", "accent", 4.5],
  ["on-accent", "accent-strong", 4.5],
  ["control", "surface", 3],
  ["focus", "surface", 3],
];

/** Reads a colour as the dialog renders it; undefined if it is not a colour, or not opaque. */
type ReadColour = (value: string) => Rgb | undefined;

/** The dialog's tokens for each property of a page; undefined if its value is invalid. */
const properties: Readonly<Record<string, (value: string, read: ReadColour) => string | undefined>> = {
  "--koshin-surface": (value, read) =>
    read(value) &&
    `--surface: ${value}; --soft: color-mix(in srgb, ${value} 95%, var(--text)); --line: color-mix(in srgb, ${value} 78%, var(--text))`,
  "--koshin-text": (value, read) => read(value) && `--text: ${value}`,
  "--koshin-accent": (value, read) => {
    const colour = read(value);
    const [white, black] = [contrast(colour ?? [0, 0, 0], [1, 1, 1]), contrast(colour ?? [0, 0, 0], [0, 0, 0])];
    const tints = `--accent-strong: color-mix(in srgb, ${value} 80%, var(--text)); --accent-soft: color-mix(in srgb, ${value} 10%, var(--surface))`;
    return colour && `--accent: ${value}; ${tints}; --on-accent: ${white >= black ? "#fff" : "#000"}`;
  },
  "--koshin-font": (value) => (CSS.supports("font-family", value) ? `--font: ${value}` : undefined),
  "--koshin-radius": (value) => {
    // A page may write 0 without a unit, as usual in CSS.
    const radius = `clamp(0px, ${value} + 0px, 1.5rem)`.replace(" 0 + ", " 0px + ");
    return CSS.supports("inline-size", radius) ? `--radius: ${radius}; --radius-large: ${radius}` : undefined;
  },
};

/**
 * Applies the page's custom properties to the dialog, and follows changes between light and dark. Each value is checked
 * first, so that none can make a button or a text invisible.
 *
 * @param host the element that inherits the page's properties
 * @param root the dialog's root, with the dialog in it
 * @param refused called for each property whose value was rejected
 * @returns a function that stops following
 */
export function followTheme(host: HTMLElement, root: ShadowRoot, refused: (property: string) => void): () => void {
  const sheet = new CSSStyleSheet();
  root.adoptedStyleSheets.push(sheet);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  // For people who want more contrast, or their own colours, the dialog has its own styles.
  const plain = matchMedia("(prefers-contrast: more) or (forced-colors: active)");
  const follow = (): void => (plain.matches ? sheet.replaceSync("") : theme(sheet, host, root, refused));
  follow();
  for (const setting of [dark, plain]) setting.addEventListener("change", follow);
  return () => {
    for (const setting of [dark, plain]) setting.removeEventListener("change", follow);
  };
}

function theme(sheet: CSSStyleSheet, host: HTMLElement, root: ShadowRoot, refused: (property: string) => void): void {
  const probe = root.ownerDocument.createElement("i");
  root.querySelector(".look")?.append(probe);
  // Converts every notation of a colour into one form.
  const read: ReadColour = (value) => {
    // `currentcolor` depends on its context and cannot be judged.
    if (!CSS.supports("color", value) || /currentcolor/i.test(value)) return undefined;
    probe.style.color = `color-mix(in srgb, ${value}, ${value})`;
    return readRgb(getComputedStyle(probe).color);
  };
  const isLegible = (): boolean =>
    pairs.every(([front, behind, ratio]) => {
      const [one, other] = [read(`var(--${front})`), read(`var(--${behind})`)];
      return one !== undefined && other !== undefined && contrast(one, other) >= ratio;
    });

  const inherited = getComputedStyle(host);
  let accepted = "";
  const apply = (declarations: string): void => sheet.replaceSync(`.look { ${declarations} }`);
  apply(accepted);
  for (const [property, declare] of Object.entries(properties)) {
    const value = inherited.getPropertyValue(property).trim();
    if (value === "") continue;
    const declarations = declare(value, read);
    if (declarations !== undefined) apply(`${accepted} ${declarations};`);
    if (declarations !== undefined && isLegible()) accepted += ` ${declarations};`;
    else refused(property);
    apply(accepted);
  }
  probe.remove();
}
