import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { shrinkPicture } from "./shrink-picture.ts";

const images = join(import.meta.dirname, "..", "..", "docs", "images");

/** Keeps a screenshot as one of the documents' pictures. */
export async function keepPicture(picture: Uint8Array, name: string): Promise<void> {
  await mkdir(images, { recursive: true });
  await writeFile(join(images, `${name}.png`), shrinkPicture(picture));
}
