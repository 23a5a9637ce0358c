import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import * as v from "valibot";
import packageJson from "../../../package.json" with { type: "json" };
import { root } from "../../../src/launch/root.mjs";
import { withoutRelativeLinks } from "../../build/inpage-package.ts";
import { installationFiles, startProgram } from "../installation.ts";
import { writePackage, type MadePackage } from "../made-package.ts";
import { readNamed } from "../read-folder.ts";
import { writeTree } from "../write-tree.ts";

const run = promisify(execFile);
const Packed = v.pipe(v.string(), v.parseJson(), v.tuple([v.object({ filename: v.string() })]));

/**
 * Makes `koshin-VERSION.tgz`, which `npm install` installs anywhere, also without a network. The checkout itself is no such
 * package, and is marked as private: what it would publish does not run.
 *
 * @param folder for the package
 * @throws Error if a build or npm fails
 */
export async function makeNpmPackage(folder: string): Promise<MadePackage> {
  const staged = await mkdtemp(join(tmpdir(), "koshin-npm-"));
  try {
    const content = join(staged, "package");
    await mkdir(content);
    const readme = withoutRelativeLinks(await readFile(join(root, "docs", "install.md"), "utf8"));
    const files = [
      ...(await installationFiles()),
      ...(await readNamed(root, ["CHANGELOG.md", "LICENSE"])),
      { name: "README.md", contents: Buffer.from(readme) },
    ];
    await writeTree(content, files);
    await chmod(join(content, startProgram), 0o755);
    // npm writes the same bytes for the same files: sorted, and with one fixed time.
    const { stdout } = await run("npm", ["pack", content, "--pack-destination", staged, "--ignore-scripts", "--json"]);
    const [{ filename }] = v.parse(Packed, stdout);
    return await writePackage(join(folder, `koshin-${packageJson.version}.tgz`), "npm", await readFile(join(staged, filename)));
  } finally {
    await rm(staged, { recursive: true });
  }
}
