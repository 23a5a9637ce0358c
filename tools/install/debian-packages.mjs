import { existsSync } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { findProgram } from "../../src/demo/programs/find-program.mjs";
import { askProgram } from "./ask-program.mjs";

const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";

/** Whether this machine can download and unpack packages of any Debian release. */
export function canUnpackDebianPackages() {
  return existsSync(keyring) && ["apt-get", "dpkg-deb"].every((name) => findProgram(name) !== undefined);
}

/**
 * The Debian mirror of this machine's own packages.
 *
 * @returns {Promise<string>} its URL
 */
export async function debianMirror() {
  const targets = await askProgram("apt-get", ["indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"]);
  return targets.split("\n").find((uri) => /^https?:.*\/debian\/?$/.test(uri)) ?? "http://deb.debian.org/debian";
}

/**
 * Unpacks packages of a Debian release into a folder. Debian's signatures are verified, nothing is installed, and apt's
 * state on this machine does not change; root is not needed.
 *
 * @param {{ readonly mirror: string; readonly release: string; readonly packages: readonly string[] }} which
 * @param {string} folder where to unpack them, with working files in `.apt`
 * @throws {Error} with the error message of apt or dpkg-deb
 */
export async function unpackDebianPackages({ mirror, release, packages }, folder) {
  const apt = join(folder, ".apt");
  const [sources, lists, cache] = [join(apt, "sources.list"), join(apt, "lists"), join(apt, "cache")];
  for (const needed of [join(lists, "partial"), join(cache, "archives", "partial")]) await mkdir(needed, { recursive: true });
  await writeFile(sources, `deb [signed-by=${keyring}] ${mirror} ${release} main\n`);
  const options = {
    "Dir::Etc::sourcelist": sources,
    "Dir::Etc::sourceparts": "/nonexistent",
    "Dir::State::lists": lists,
    "Dir::Cache": cache,
    "Acquire::Languages": "none",
    "Acquire::Retries": "1",
    "Acquire::http::Timeout": "20",
    // Otherwise a failed update is only a warning.
    "APT::Update::Error-Mode": "any",
  };
  const flags = Object.entries(options).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
  await askProgram("apt-get", [...flags, "update"]);
  // Without the release, a name means the version that is installed here.
  await askProgram("apt-get", [...flags, "download", ...packages.map((name) => `${name}/${release}`)], { cwd: apt });
  const archives = (await readdir(apt)).filter((name) => name.endsWith(".deb"));
  for (const archive of archives) await askProgram("dpkg-deb", ["-x", join(apt, archive), folder]);
}
