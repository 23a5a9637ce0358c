import { join } from "node:path";
import { root } from "../../../src/launch/root.mjs";
import { run } from "../../../src/launch/run.mjs";

/**
 * Builds the extension as it is released: without the demonstration's site.
 *
 * @throws Error if the build fails
 */
export async function buildRelease(mode: "extension-release" | "extension-firefox-release", folder: string): Promise<void> {
  const vite = join(root, "node_modules", "vite", "bin", "vite.js");
  const args = [vite, "build", "--mode", mode, "--outDir", folder, "--emptyOutDir", "--logLevel", "error"];
  // The caller's environment would end up in the bundles.
  const env = { ...process.env, NODE_ENV: "production" };
  if ((await run(process.execPath, args, { stdio: "progress", env })) !== 0)
    throw new Error(`The build of ${mode} failed. See vite's message above.`);
}
