/** A colour in sRGB: red, green and blue from 0 to 1. */
export type Rgb = readonly [red: number, green: number, blue: number];

const number = String.raw`(-?[\d.]+(?:e-?\d+)?)`;
const serialised = new RegExp(String.raw`^color\(srgb ${number} ${number} ${number}\)$`);

/**
 * Reads the computed value of `color-mix(in srgb, …)`, which has the same form for every colour (CSS Color 5).
 *
 * @returns undefined if it is translucent, or not a colour
 */
export function readRgb(computed: string): Rgb | undefined {
  const [, red, green, blue] = serialised.exec(computed) ?? [];
  return red === undefined ? undefined : [Number(red), Number(green), Number(blue)];
}

/** The contrast ratio of two colours, from 1 to 21 (WCAG 2.2). */
export function contrast(one: Rgb, other: Rgb): number {
  const [lighter = 0, darker = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance([red, green, blue]: Rgb): number {
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

function linear(channel: number): number {
  const inside = Math.min(Math.max(channel, 0), 1);
  return inside <= 0.04045 ? inside / 12.92 : ((inside + 0.055) / 1.055) ** 2.4;
}
