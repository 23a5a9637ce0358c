import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "vite";
import { vi } from "vitest";

/** The extension as it is shipped, built into a folder of its own; disposed of with its owner. */
export async function buildExtension(): Promise<AsyncDisposable & { readonly folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), "koshin-extension-"));
  // The test runner has set it to `test`, for which Vite builds what developers debug, and that weighs more.
  vi.stubEnv("NODE_ENV", "production");
  await build({ mode: "extension", logLevel: "error", build: { outDir: folder } });
  vi.unstubAllEnvs();
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}
