import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../../src/launch/root.mjs";
import { build } from "../../tools/install/build.mjs";

/**
 * A copy of the built extension, because some tests grant it hosts; rebuilt if older than its sources.
 *
 * @param owned removes the copy
 */
export async function builtExtension(owned: AsyncDisposableStack): Promise<string> {
  await build(process.execPath, ["extension"]);
  const copy = await mkdtemp(join(tmpdir(), "koshin-extension-"));
  owned.defer(() => rm(copy, { recursive: true }));
  await cp(join(root, "dist", "extension"), copy, { recursive: true });
  return copy;
}
