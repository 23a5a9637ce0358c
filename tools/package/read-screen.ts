import { decode } from "fast-png";

/** A picture of a screen. */
export interface Screen {
  readonly width: number;
  readonly height: number;
  /** Red, green and blue of each pixel, line by line. */
  readonly data: Uint8Array;
}

/**
 * Reads a PNG as browsers take them: RGB, 8 bits.
 *
 * @throws Error where it is a PNG of another kind, or none
 */
export function readScreen(png: Uint8Array): Screen {
  const { width, height, depth, channels, palette, data } = decode(png, { checkCrc: true });
  if (depth !== 8 || channels !== 3 || palette !== undefined || !(data instanceof Uint8Array))
    throw new Error("This PNG is not one that a browser takes.");
  return { width, height, data };
}
