import { join, relative } from "node:path";

const root = join(import.meta.dirname, "..", "..");

/**
 * The file name of a chunk of the program: the path of its last module. The bundler numbers chunks of one name in an order that
 * depends on the build folder, so each needs a name of its own.
 */
export function chunkName({ moduleIds }: { readonly moduleIds: readonly string[] }): string {
  const path = relative(root, moduleIds.at(-1) ?? "runtime")
    .replace(/^.*node_modules\//, "")
    .replace(/^src\//, "")
    .replace(/\.[a-z]+$/, "");
  return `${path.replaceAll(/[^A-Za-z0-9_-]+/g, "-").replace(/^-/, "")}.js`;
}
