import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** A created package. */
export interface MadePackage {
  /**
   * What it is for: the store of a browser; `source` for the reviewers of Firefox's store; `unpacked` to be loaded as a
   * folder in developer mode; `self-hosted` for an organisation's own update server; `npm` to install the program with npm, `debian` to install it on Debian, `container` to run it in one.
   */
  readonly for: "chrome" | "edge" | "firefox" | "source" | "unpacked" | "self-hosted" | "npm" | "debian" | "container";
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

const sumsFile = "SHA256SUMS";

/** Writes a package, or replaces it. */
export async function writePackage(file: string, kind: MadePackage["for"], contents: Uint8Array): Promise<MadePackage> {
  await writeFile(file, contents);
  return { for: kind, file, bytes: contents.length, sha256: sumOf(contents) };
}

/** Writes the SHA-256 sums of all files in a folder of packages, for `sha256sum --check`. */
export async function writeSums(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.flatMap((entry) => (entry.isFile() && entry.name !== sumsFile ? [entry.name] : [])).toSorted();
  const lines = await Promise.all(names.map(async (name) => `${sumOf(await readFile(join(folder, name)))}  ${name}\n`));
  await writeFile(join(folder, sumsFile), lines.join(""));
}

function sumOf(contents: Uint8Array): string {
  return createHash("sha256").update(contents).digest("hex");
}
