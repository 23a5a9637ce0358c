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
 * @property {string} what its name for people
 * @property {string} debian the Debian package
 * @property {() => boolean} isThere
 * @property {string} [floor] the minimum version
 * @property {() => string | undefined} [version] the installed version; a program that does not report one is accepted
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
  program("unzip", "unzip"),
  program("certtool", "gnutls-bin"),
  program("keytool", "default-jre-headless"),
  versioned("a Java compiler", "default-jdk-headless", () => findProgram("javac"), floors.java, "-version"),
  { what: "BouncyCastle", debian: "libbcpkix-java", isThere: () => existsSync("/usr/share/java/bcpkix.jar") },
];

/** The programs that the benchmarks compare the service with. @type {readonly Need[]} */
const comparedPrograms = [
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

/** The fronts whose configuration the manual has. @type {readonly Need[]} */
const fronts = [
  program("nginx", "nginx"),
  {
    what: "nginx's stream module",
    debian: "libnginx-mod-stream",
    isThere: () => existsSync("/usr/lib/nginx/modules/ngx_stream_module.so"),
  },
  program("haproxy", "haproxy"),
  program("apache2", "apache2-bin"),
];

/** What checks packages and images, which only Debian makes. @type {readonly Need[]} */
const packaging = [program("lintian", "lintian"), program("skopeo", "skopeo"), program("umoci", "umoci")];

/** A token (PKCS#11) in software. @type {Need} */
const token = program("softhsm2-util", "softhsm2");

/** @type {Need} */
const firefox = versioned("Firefox", "firefox-esr", findFirefox, floors.firefox);

/** A display for a browser with a window, in tests on machines without one. */
const display = program("Xvfb", "xvfb");

/**
 * Makes sure that the programs that a command needs are installed in a sufficient version. On Debian and Ubuntu, for
 * root, it installs what is missing or too old from current package lists; otherwise it says what to install.
 *
 * @param {"start" | "test" | "bench"} command
 * @throws {Error} with a message that says what to install and how
 */
export async function installPrograms(command) {
  const named = process.env["KOSHIN_BROWSER"];
  if (named !== undefined && named !== "" && isTooOld(browser)) {
    // The person's choice must not be replaced by a package.
    throw new Error(
      `KOSHIN_BROWSER names ${named}, version ${browser.version?.()}. Set it to the path of ${browser.what} ${browser.floor} or later.`,
    );
  }
  const onLinux = process.platform === "linux";
  const onDebian = existsSync("/etc/debian_version") && findProgram("apt-get") !== undefined;
  const needs = [
    browser,
    ...(onLinux ? [keyStoreTools, japaneseFont] : []),
    ...(command === "test" ? [...interoperability, ...strongSwan, ...fronts, token, postgres] : []),
    ...(command === "test" && onLinux ? [display, firefox] : []),
    ...(command === "test" && onDebian ? packaging : []),
    ...(command === "bench" ? comparedPrograms : []),
  ];
  const missing = needs.filter((need) => !isMet(need));
  if (missing.length === 0) return;
  const packages = missing.map((need) => need.debian);
  if (onDebian && process.getuid?.() === 0) {
    await installDebianPackages(packages);
    const stillMissing = needs.filter((need) => !isMet(need));
    if (stillMissing.length > 0) throw new Error(`Debian's packages do not provide ${list(stillMissing)}. Install it manually.`);
    return;
  }
  const advice = onDebian
    ? `Install ${list(missing)}: sudo apt-get update && sudo apt-get install -y --no-install-recommends ${packages.join(" ")}`
    : `Install ${list(missing)}${missing.includes(browser) ? ", or set KOSHIN_BROWSER to where the browser is" : ""}.`;
  // Without the font, Japanese texts are boxes, but everything else works.
  if (missing.every((need) => need === japaneseFont)) console.error(advice);
  else throw new Error(advice);
}

/** @param {readonly string[]} packages */
async function installDebianPackages(packages) {
  console.error(`Installing ${packages.join(", ")} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const aptGet = (/** @type {string[]} */ ...args) => run("apt-get", args, { stdio: "progress", env });
  // The lists of a machine's image are outdated, and name packages that no longer exist.
  if ((await aptGet("update", "-q")) !== 0) console.error("apt-get could not update its lists; trying with the old ones.");
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
 * @param {string} [option] that prints its version
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
    .map((need) => (isTooOld(need) ? `${need.what} ${need.floor} or later instead of ${need.version?.()}` : need.what))
    .join(", ");
}
