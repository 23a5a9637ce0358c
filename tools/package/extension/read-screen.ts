import { decode } from "fast-png";

/** A screenshot. */
export interface Screen {
  readonly width: number;
  readonly height: number;
  /** Red, green and blue of each pixel, line by line. */
  readonly data: Uint8Array;
}

/**
 * Reads a PNG in the browsers' screenshot format: RGB, 8 bits.
 *
 * @throws Error if it is another kind of PNG, or malformed
 */
export function readScreen(png: Uint8Array): Screen {
  const { width, height, depth, channels, palette, data } = decode(png, { checkCrc: true });
  if (depth !== 8 || channels !== 3 || palette !== undefined || !(data instanceof Uint8Array))
    throw new Error("This PNG is not a browser's screenshot.");
  return { width, height, data };
}
