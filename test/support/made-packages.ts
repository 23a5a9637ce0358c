import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import packageJson from "../../package.json" with { type: "json" };
import { root } from "../../src/launch/root.mjs";
import { makeOnce, sources } from "../../tools/install/build.mjs";

const run = promisify(execFile);

/** What is installed, as `npm run package` names it. */
export const packageKinds = ["npm", "deb", "oci"] as const;

/** The command of the manual that makes the packages. */
export const packageCommand = `npm run package -- ${packageKinds.join(" ")}`;

/** The files and folders of a checkout that the packages are made from. */
export const packageSources: readonly string[] = [
  ...sources.filter((name) => !name.includes("/")),
  ...["tools", "docs", "CHANGELOG.md", "LICENSE"],
];

const folder = join(root, "dist", "package");

/** This machine's kind of processor, in Debian's words. */
const architecture = process.arch === "x64" ? "amd64" : process.arch;

/** The packages, which are made once for all tests that install them. */
export const packages = {
  npm: join(folder, `koshin-${packageJson.version}.tgz`),
  deb: join(folder, `koshin_${packageJson.version}_${architecture}.deb`),
  oci: join(folder, `koshin-${packageJson.version}-oci-${architecture}.tar`),
};

/** Makes the packages as the manual says, unless they are newer than their sources. */
export async function makePackages(): Promise<void> {
  const [program = "", ...args] = packageCommand.split(" ");
  await makeOnce("package", packageSources, async () => {
    await run(program, args, { cwd: root });
  });
}
