import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { findBrowser } from "../../src/demo/programs/find-browser.mjs";
import { findFirefox } from "../../src/demo/programs/find-firefox.mjs";
import { findPostgres } from "../../src/demo/programs/find-postgres.mjs";
import { findProgram } from "../../src/demo/programs/find-program.mjs";
import { floors, isAtLeast, versionOf } from "../../src/launch/floors.mjs";
import { run } from "../../src/launch/run.mjs";

/**
 * @typedef {object} Need
 * @property {string} what in words
 * @property {string} debian the Debian package
 * @property {() => boolean} isThere
 * @property {string} [floor] the oldest version that will do
 * @property {() => string | undefined} [version] the version that is there; what does not tell its own is taken as it is
 */

/** @type {Need} */
const browser = versioned("Chromium, Chrome or Edge", "chromium", findBrowser, floors.chromium);

/** @type {Need} */
const keyStoreTools = {
  what: "certutil and pk12util of NSS",
  debian: "libnss3-tools",
  isThere: () => findProgram("certutil") !== undefined && findProgram("pk12util") !== undefined,
};

/** @type {Need} */
const japaneseFont = { what: "a Japanese font", debian: "fonts-ipafont-gothic", isThere: hasJapaneseFont };

/** @type {Need} */
const postgres = versioned("PostgreSQL", "postgresql", findInitdb, floors.postgres);

/** @type {readonly Need[]} */
const interoperability = [
  program("openssl", "openssl"),
  program("curl", "curl"),
  program("certtool", "gnutls-bin"),
  program("keytool", "default-jre-headless"),
  versioned("a Java compiler", "default-jdk-headless", () => findProgram("javac"), floors.java, "-version"),
  { what: "BouncyCastle", debian: "libbcpkix-java", isThere: () => existsSync("/usr/share/java/bcpkix.jar") },
];

/** What the service's speed is held against, on one core. @type {readonly Need[]} */
const yardsticks = [
  program("cfssl", "golang-cfssl"),
  program("openssl", "openssl"),
  program("taskset", "util-linux"),
  program("go", "golang-go"),
  {
    what: "step-ca's sources",
    debian: "golang-github-smallstep-certificates-dev",
    isThere: () => existsSync("/usr/share/gocode/src/github.com/smallstep/certificates"),
  },
];

/** @type {readonly Need[]} */
const strongSwan = [
  program("pki", "strongswan-pki"),
  {
    what: "strongSwan's OpenSSL plugin",
    debian: "libstrongswan-standard-plugins",
    isThere: () => existsSync("/usr/lib/ipsec/plugins/libstrongswan-openssl.so"),
  },
];

/** @type {Need} */
const firefox = versioned("Firefox", "firefox-esr", findFirefox, floors.firefox);

/** A display for the browser that a person sees, in tests without one. */
const display = program("Xvfb", "xvfb");

/**
 * Sees to it that the programs are there that a command needs, none older than will do. On Debian and Ubuntu root gets
 * what is missing or too old, by package lists of the day; anyone else is told what to install.
 *
 * @param {"start" | "test" | "bench"} command
 * @throws {Error} with one sentence that says what to install and how
 */
export async function installPrograms(command) {
  const named = process.env["KOSHIN_BROWSER"];
  if (named !== undefined && named !== "" && isTooOld(browser)) {
    // No package takes the place of what the person has named.
    throw new Error(
      `KOSHIN_BROWSER names ${named}, version ${browser.version?.()}. Set it to the path of ${browser.what} ${browser.floor} or later.`,
    );
  }
  const onLinux = process.platform === "linux";
  const needs = [
    browser,
    ...(onLinux ? [keyStoreTools, japaneseFont] : []),
    ...(command === "test" ? [...interoperability, ...strongSwan, postgres] : []),
    ...(command === "test" && onLinux ? [display, firefox] : []),
    ...(command === "bench" ? yardsticks : []),
  ];
  const lacking = needs.filter((need) => !isMet(need));
  if (lacking.length === 0) return;
  const packages = lacking.map((need) => need.debian);
  const onDebian = existsSync("/etc/debian_version") && findProgram("apt-get") !== undefined;
  if (onDebian && process.getuid?.() === 0) {
    await installDebianPackages(packages);
    const still = needs.filter((need) => !isMet(need));
    if (still.length > 0) throw new Error(`Debian's packages did not bring ${list(still)}. Install it by hand.`);
    return;
  }
  const advice = onDebian
    ? `Install ${list(lacking)}: sudo apt-get update && sudo apt-get install -y --no-install-recommends ${packages.join(" ")}`
    : `Install ${list(lacking)}${lacking.includes(browser) ? ", or set KOSHIN_BROWSER to where the browser is" : ""}.`;
  // Without the font the texts are boxes, and everything else works.
  if (lacking.every((need) => need === japaneseFont)) console.error(advice);
  else throw new Error(advice);
}

/** @param {readonly string[]} packages */
async function installDebianPackages(packages) {
  console.error(`Installing ${packages.join(", ")} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const aptGet = (/** @type {string[]} */ ...args) => run("apt-get", args, { stdio: "progress", env });
  // Lists that came with the machine's image name what was current then, and packages that are no longer there.
  if ((await aptGet("update", "-q")) !== 0) console.error("apt-get could not update its lists: what they know is tried.");
  if ((await aptGet("install", "-y", "--no-install-recommends", "-o", "Dpkg::Use-Pty=0", "-q", ...packages)) === 0) return;
  throw new Error(`apt-get could not install ${packages.join(", ")}. See its message above, and try again.`);
}

/** @param {Need} need */
function isMet(need) {
  return need.isThere() && !isTooOld(need);
}

/** @param {Need} need */
function isTooOld({ floor, version }) {
  const found = version?.();
  return floor !== undefined && found !== undefined && !isAtLeast(found, floor);
}

/**
 * @param {string} name
 * @param {string} debian
 * @returns {Need}
 */
function program(name, debian) {
  return { what: name, debian, isThere: () => findProgram(name) !== undefined };
}

/**
 * @param {string} what
 * @param {string} debian
 * @param {() => string | undefined} find its path
 * @param {string} floor
 * @param {string} [option] what makes it tell its version
 * @returns {Need}
 */
function versioned(what, debian, find, floor, option) {
  const version = () => {
    const path = find();
    return path === undefined ? undefined : versionOf(path, option);
  };
  return { what, debian, isThere: () => find() !== undefined, floor, version };
}

function findInitdb() {
  const folder = findPostgres();
  return folder === undefined ? undefined : join(folder, "initdb");
}

function hasJapaneseFont() {
  const fontList = findProgram("fc-list");
  return fontList !== undefined && execFileSync(fontList, [":lang=ja", "family"], { encoding: "utf8" }).trim() !== "";
}

/** @param {readonly Need[]} needs */
function list(needs) {
  return needs
    .map((need) => (isTooOld(need) ? `${need.what} ${need.floor} or later in place of ${need.version?.()}` : need.what))
    .join(", ");
}
