import { existsSync, readdirSync } from "node:fs";
import { mkdir, readdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { askProgram } from "./ask-program.mjs";
import { canUnpackDebianPackages, debianMirror, unpackDebianPackages } from "./debian-packages.mjs";
import { isRunning } from "./run-folder.mjs";

/**
 * A program in the oldest supported version.
 *
 * @typedef {object} OldReader
 * @property {string} title its name for people
 * @property {string} name the name of its folder; must change with the contents
 * @property {string} release the Debian release that has it
 * @property {readonly string[]} packages of that release, including libraries that the machine's own cannot replace
 * @property {(folder: string) => Promise<void>} [complete] creates what it needs and no package contains
 * @property {(folder: string) => Command} trial succeeds if it works
 */

/**
 * @typedef {object} Command
 * @property {string} program
 * @property {readonly string[]} args
 */

/** @type {OldReader} */
export const oldOpenssl = {
  title: "OpenSSL 1.1.1",
  name: "openssl-1.1.1",
  release: "bullseye",
  packages: ["openssl", "libssl1.1"],
  trial: (folder) => opensslCommand(folder, ["version"]),
};

/** @type {OldReader} */
export const oldJava = {
  title: "Java 8",
  name: "java-8",
  release: "sid",
  packages: ["openjdk-8-jre-headless", "libc6", "libstdc++6", "libgcc-s1", "zlib1g"],
  async complete(folder) {
    for (const name of ["lib", "lib64"]) await symlink(join("usr", name), join(folder, name));
    for (const name of ["dev", "proc", "files"]) await mkdir(join(folder, name));
    await writeFile(join(folder, "etc", "hosts"), "127.0.0.1 localhost\n");
  },
  trial: (folder) => javaCommand({ folder, files: folder, program: "java" }, ["-version"]),
};

/**
 * A command line of OpenSSL 1.1.1.
 *
 * @param {string} folder where `findOldReader` found it
 * @param {readonly string[]} args
 * @returns {Command}
 */
export function opensslCommand(folder, args) {
  const libraries = join(folder, "usr", "lib");
  const path = readdirSync(libraries)
    .map((name) => join(libraries, name))
    .join(":");
  // The machine's configuration is for another version.
  const environment = [`LD_LIBRARY_PATH=${path}`, "OPENSSL_CONF=/dev/null"];
  return { program: "env", args: [...environment, join(folder, "usr", "bin", "openssl"), ...args] };
}

/** The path at which a program of Java 8 sees its files. */
export const filesInside = "/files";

/**
 * A command line of a program of Java 8, which needs a newer C library than the machine's, and therefore runs with its
 * own folder as the root file system. It uses the machine's network.
 *
 * @param {object} which
 * @param {string} which.folder where `findOldReader` found it
 * @param {string} which.files the folder that it sees as `filesInside`
 * @param {"java" | "keytool"} which.program
 * @param {readonly string[]} args
 * @returns {Command}
 */
export function javaCommand({ folder, files, program }, args) {
  const machines = join("/usr", "lib", "jvm");
  const [machine = ""] = readdirSync(join(folder, machines)).filter((name) => name.startsWith("java-8-openjdk-"));
  const steps = [
    `mount --rbind "$2" "$1${filesInside}"`,
    'mount --rbind /dev "$1/dev"',
    'mount -t proc proc "$1/proc"',
    'root="$1"; shift 2; exec chroot "$root" "$@"',
  ];
  return {
    program: "unshare",
    args: [
      ...["--mount", "--map-root-user", "--pid", "--fork", "--kill-child", "sh", "-ec", steps.join("; "), "sh"],
      ...[folder, files, join(machines, machine, "jre", "bin", program), ...args],
    ],
  };
}

/** The folder that caches old readers between test runs, for all checkouts. */
function readersCache() {
  return join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "koshin-test");
}

/**
 * Finds an old reader.
 *
 * @param {OldReader} reader
 * @returns {string | undefined} its folder; undefined if it has not been downloaded
 */
export function findOldReader(reader) {
  const folder = join(readersCache(), reader.name);
  return existsSync(folder) ? folder : undefined;
}

/**
 * Downloads missing old readers. If one is not available, it prints why, and the tests that need it are skipped.
 */
export async function fetchOldReaders() {
  const missing = [oldOpenssl, oldJava].filter((reader) => findOldReader(reader) === undefined);
  await Promise.all(
    missing.map(async (reader) => {
      try {
        if (!canUnpackDebianPackages()) throw new Error("it is only available as a Debian package, and this system is not Debian");
        console.error(`Fetching ${reader.title} …`);
        await fetchOldReader(reader, { mirror: await debianMirror(), cache: readersCache() });
      } catch (error) {
        const why = error instanceof Error ? error.message.trim() : String(error);
        console.error(`The tests with ${reader.title} are skipped: ${why}`);
      }
    }),
  );
}

/**
 * Downloads an old reader, tests it, and only then moves it to its place.
 *
 * @param {OldReader} reader
 * @param {{ readonly mirror: string; readonly cache: string }} options
 * @throws {Error} if it cannot be downloaded or does not run here; nothing of it remains
 */
export async function fetchOldReader(reader, { mirror, cache }) {
  await removePartialDownloads(cache);
  const partial = join(cache, `partial-${process.pid}-${reader.name}`);
  try {
    await unpackDebianPackages({ mirror, release: reader.release, packages: reader.packages }, partial);
    await rm(join(partial, ".apt"), { recursive: true });
    await reader.complete?.(partial);
    const { program, args } = reader.trial(partial);
    await askProgram(program, args);
    await rename(partial, join(cache, reader.name)).catch((/** @type {unknown} */ error) => {
      // Another test run was faster.
      if (!existsSync(join(cache, reader.name))) throw error;
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/** @param {string} cache may contain incomplete downloads of interrupted runs */
async function removePartialDownloads(cache) {
  await mkdir(cache, { recursive: true });
  for (const name of await readdir(cache)) {
    const pid = /^partial-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) await rm(join(cache, name), { recursive: true, force: true });
  }
}
