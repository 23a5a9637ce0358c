import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "vite";

/** The extension as it is shipped, built into a folder of its own; disposed of with its owner. */
export async function buildExtension(): Promise<AsyncDisposable & { readonly folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), "koshin-extension-"));
  await build({ mode: "extension", logLevel: "error", build: { outDir: folder } });
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}
