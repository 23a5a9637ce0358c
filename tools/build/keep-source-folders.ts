import { dirname, join } from "node:path";
import type { Plugin } from "vite";

const root = join(import.meta.dirname, "..", "..");

/** Lets modules of a build in `dist` read files beside their sources. */
export function keepSourceFolders(): Plugin {
  return {
    name: "koshin:keep-source-folders",
    transform: (code, id) =>
      id.startsWith(`${root}/src/`)
        ? code.replaceAll("import.meta.dirname", `(import.meta.dirname + "/../..${dirname(id).slice(root.length)}")`)
        : null,
  };
}
