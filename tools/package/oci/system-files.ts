import { execFile } from "node:child_process";
import { readFile, realpath } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "../../../src/launch/root.mjs";
import type { TreeFile } from "../write-tree.ts";

const run = promisify(execFile);

/** The user of an image, as others call one without privileges. */
export const imageUser = 65_532;

/**
 * What the program finds in an image besides itself: the C and C++ libraries of this Debian that an executable is linked with, each
 * with its licence, and the files that name the user. There is no shell.
 *
 * @param executable a program
 * @throws Error if this is not Debian, or lacks a library
 */
export async function systemFiles(executable: string): Promise<readonly TreeFile[]> {
  const { stdout } = await run("ldd", [executable]);
  const paths = Array.from(stdout.matchAll(/(\/\S+) \(0x/g), ([, path = ""]) => path);
  const libraries = paths.map(async (path) => ({ name: path.slice(1), contents: await readFile(path), mode: 0o755 }));
  const packages = new Set(await Promise.all(paths.map(packageOf)));
  const licences = Array.from(packages, async (name) => ({
    name: `usr/share/doc/${name}/copyright`,
    contents: await readFile(join("/usr/share/doc", name, "copyright")),
  }));
  return [
    ...(await Promise.all([...libraries, ...licences])),
    text("etc/passwd", `root:x:0:0:root:/:/nonexistent\nkoshin:x:${imageUser}:${imageUser}::/var/lib/koshin:/nonexistent\n`),
    text("etc/group", `root:x:0:\nkoshin:x:${imageUser}:\n`),
    text("etc/nsswitch.conf", "hosts: files dns\n"),
    { name: "usr/share/doc/koshin/LICENSE", contents: await readFile(join(root, "LICENSE")) },
  ];
}

/** The Debian package that a file belongs to. */
async function packageOf(path: string): Promise<string> {
  for (const each of [path, await realpath(path)]) {
    const found = await run("dpkg-query", ["--search", each]).catch(() => undefined);
    const [, name] = /^([^:]+)(?::\S+)?: /.exec(found?.stdout ?? "") ?? [];
    if (name !== undefined) return name;
  }
  throw new Error(`No package of Debian contains ${path}. Make the image on Debian.`);
}

function text(name: string, contents: string): TreeFile {
  return { name, contents: Buffer.from(contents) };
}
