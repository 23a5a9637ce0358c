import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import packageJson from "../../../package.json" with { type: "json" };
import { root } from "../../../src/launch/root.mjs";
import { machineInstallation, nodeProgram, type MachineInstallation } from "../machine-installation.ts";
import { writePackage, type MadePackage } from "../made-package.ts";
import { moment } from "../moment.ts";
import { writeTree, type TreeFile } from "../write-tree.ts";

const run = promisify(execFile);
const { version } = packageJson;
const maintainer = "Koshin maintainers <maintainers@koshin.invalid>";

const copyright = `Koshin

Copyright (C) 2026 The authors of Koshin
License: Apache-2.0, in /usr/share/common-licenses/Apache-2.0

/usr/lib/koshin/bin/node is Node.js; LICENSE.node.gz in this folder has its copyright and licences. Those of the packages that
are built into the program are in /usr/lib/koshin/dist/*/THIRD-PARTY-LICENSES.md, and that of koffi beside it, in
/usr/lib/koshin/node_modules/koffi/LICENSE.txt.
`;

/**
 * Makes `koshin_VERSION_ARCHITECTURE.deb` with Debian's own dpkg-deb; root is not needed. It brings its own Node.js, because no
 * release of Debian has the one that the program needs.
 *
 * @param folder for the package
 * @throws Error if a build or dpkg-deb fails
 */
export async function makeDebianPackage(folder: string): Promise<MadePackage> {
  const installation = await machineInstallation();
  const { architecture } = installation;
  const files = await dataFiles(installation);
  const staged = await mkdtemp(join(tmpdir(), "koshin-deb-"));
  try {
    const tree = join(staged, "tree");
    await writeTree(tree, [...files, ...(await controlFiles(architecture, files))]);
    await chmod(join(tree, "etc/koshin"), 0o700);
    const made = join(staged, "koshin.deb");
    const env = { ...process.env, SOURCE_DATE_EPOCH: String(moment()) };
    await run("dpkg-deb", ["--root-owner-group", "-Zgzip", "-z4", "--build", tree, made], { env });
    return await writePackage(join(folder, `koshin_${version}_${architecture}.deb`), "debian", await readFile(made));
  } finally {
    await rm(staged, { recursive: true });
  }
}

async function dataFiles({ files, nodeLicense }: MachineInstallation): Promise<readonly TreeFile[]> {
  const own = async (name: string): Promise<Buffer> => await readFile(join(import.meta.dirname, "files", name));
  const document = (name: string, text: string | Buffer): TreeFile => ({
    name: `usr/share/doc/koshin/${name}.gz`,
    contents: gzipSync(text, { level: 9 }),
  });
  return [
    ...files.map(({ name, contents }) => ({
      name: `usr/lib/koshin/${name}`,
      contents,
      ...(name === nodeProgram ? { mode: 0o755 } : {}),
    })),
    { name: "usr/bin/koshin", contents: await own("koshin"), mode: 0o755 },
    { name: "usr/lib/systemd/system/koshin.service", contents: await readFile(join(root, "docs", "koshin.service")) },
    { name: "etc/koshin/environment", contents: await own("environment"), mode: 0o600 },
    { name: "usr/share/man/man1/koshin.1.gz", contents: gzipSync(await own("koshin.1"), { level: 9 }) },
    { name: "usr/share/lintian/overrides/koshin", contents: await own("lintian-overrides") },
    { name: "usr/share/doc/koshin/copyright", contents: Buffer.from(copyright) },
    document("LICENSE.node", nodeLicense),
    document("changelog", debianChangelog()),
    document("CHANGELOG.md", await readFile(join(root, "CHANGELOG.md"))),
  ];
}

async function controlFiles(architecture: string, files: readonly TreeFile[]): Promise<readonly TreeFile[]> {
  const scripts = ["postinst", "prerm", "postrm"].map(async (name) => ({
    name: `DEBIAN/${name}`,
    contents: await readFile(join(import.meta.dirname, "control", name)),
    mode: 0o755,
  }));
  const sum = (contents: Uint8Array): string => createHash("md5").update(contents).digest("hex");
  const unpacked = files.filter(({ name }) => !name.startsWith("etc/"));
  const sums = unpacked.map(({ name, contents }) => `${sum(contents)}  ${name}\n`).toSorted();
  const kilobytes = files.reduce((total, { contents }) => total + Math.ceil(contents.length / 1024), 0);
  const control = [
    "Package: koshin",
    `Version: ${version}`,
    `Architecture: ${architecture}`,
    `Maintainer: ${maintainer}`,
    `Installed-Size: ${kilobytes}`,
    // What the executable of Node.js asks of its libraries.
    "Depends: adduser, init-system-helpers (>= 1.54~), libc6 (>= 2.28), libgcc-s1, libstdc++6 (>= 9)",
    "Suggests: nginx, postgresql, postgresql-client",
    "Section: net",
    "Priority: optional",
    "Description: renews TLS client certificates before they expire",
    " People and programs that hold a client certificate renew it before it expires,",
    " and prove that the new one works. This is the certificate service, with its",
    " own Node.js.",
  ];
  return [
    ...(await Promise.all(scripts)),
    { name: "DEBIAN/control", contents: Buffer.from(`${control.join("\n")}\n`) },
    { name: "DEBIAN/conffiles", contents: Buffer.from("/etc/koshin/environment\n") },
    { name: "DEBIAN/md5sums", contents: Buffer.from(sums.join("")) },
  ];
}

function debianChangelog(): string {
  const date = new Date(moment() * 1000).toUTCString().replace("GMT", "+0000");
  return `koshin (${version}) stable; urgency=medium\n\n  * See CHANGELOG.md.gz.\n\n -- ${maintainer}  ${date}\n`;
}
