import { join } from "node:path";
import packageJson from "../../package.json" with { type: "json" };
import { root } from "../../src/launch/root.mjs";
import { build } from "../install/build.mjs";
import { readFolder, readNamed, type FolderFile } from "./read-folder.ts";

/** Starts the program on any Node, or says that it is too old. */
export const startProgram = "dist/koshin/start.js";

/** What `npm install` and bundlers need only in the in-page module's own package. */
const ownPackageOfModule = ["package.json", "README.md", "LICENSE"].map((name) => `dist/inpage/${name}`);

/**
 * The files of an installation of the program: built, because Node runs no TypeScript below `node_modules`, and where a checkout
 * has them, because the program reads them there.
 *
 * @throws Error if a build fails
 */
export async function installationFiles(): Promise<readonly FolderFile[]> {
  await build(process.execPath, ["koshin", "recovery", "webapp", "inpage", "console"]);
  const built = await readNamed(root, ["dist/koshin", "dist/recovery", "dist/webapp", "dist/inpage", "dist/console"]);
  const sources = await readFolder(join(root, "src"));
  const styles = sources.filter(({ name }) => /^(?:ui|server)\/.*\.css$/.test(name));
  const { name, version, description, license, type, engines, exports } = packageJson;
  const described = {
    ...{ name, version, description, license, type, engines, exports },
    bin: { koshin: startProgram },
    // For bundlers: the in-page module.
    sideEffects: false,
    // Calls tokens (PKCS#11), and is native code, which cannot be part of a build. Everything else is.
    optionalDependencies: { koffi: packageJson.optionalDependencies.koffi },
  };
  return [
    { name: "package.json", contents: Buffer.from(`${JSON.stringify(described, undefined, 2)}\n`) },
    ...built.filter((file) => !ownPackageOfModule.includes(file.name)),
    ...styles.map((file) => ({ ...file, name: `src/${file.name}` })),
  ].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
