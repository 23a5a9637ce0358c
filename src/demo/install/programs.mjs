import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { findBrowser } from "./find-browser.mjs";
import { findFirefox } from "./find-firefox.mjs";
import { findPostgres } from "./find-postgres.mjs";
import { findProgram } from "./find-program.mjs";
import { run } from "./run.mjs";

/**
 * @typedef {object} Need
 * @property {string} what in words
 * @property {string} debian the Debian package
 * @property {() => boolean} isThere
 */

/** @type {Need} */
const browser = { what: "Chromium, Chrome or Edge", debian: "chromium", isThere: () => findBrowser() !== undefined };

/** @type {Need} */
const keyStoreTools = {
  what: "certutil and pk12util of NSS",
  debian: "libnss3-tools",
  isThere: () => findProgram("certutil") !== undefined && findProgram("pk12util") !== undefined,
};

/** @type {Need} */
const japaneseFont = { what: "a Japanese font", debian: "fonts-ipafont-gothic", isThere: hasJapaneseFont };

/** @type {Need} */
const postgres = { what: "PostgreSQL", debian: "postgresql", isThere: () => findPostgres() !== undefined };

/** @type {readonly Need[]} */
const interoperability = [
  program("openssl", "openssl"),
  program("curl", "curl"),
  program("certtool", "gnutls-bin"),
  program("keytool", "default-jre-headless"),
  program("javac", "default-jdk-headless"),
  { what: "BouncyCastle", debian: "libbcpkix-java", isThere: () => existsSync("/usr/share/java/bcpkix.jar") },
];

/** What the service's speed is held against, on one core. @type {readonly Need[]} */
const yardsticks = [program("cfssl", "golang-cfssl"), program("openssl", "openssl"), program("taskset", "util-linux")];

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
const firefox = { what: "Firefox", debian: "firefox-esr", isThere: () => findFirefox() !== undefined };

/** A display for the browser that a person sees, in tests without one. */
const display = program("Xvfb", "xvfb");

/**
 * Sees to it that the programs are there that a command needs. On Debian and Ubuntu root gets what is missing; anyone
 * else is told what to install.
 *
 * @param {"start" | "test" | "bench"} command
 * @throws {Error} with one sentence that says what to install and how
 */
export async function installPrograms(command) {
  const onLinux = process.platform === "linux";
  const needs = [
    browser,
    ...(onLinux ? [keyStoreTools, japaneseFont] : []),
    ...(command === "test" ? [...interoperability, ...strongSwan, postgres] : []),
    ...(command === "test" && onLinux ? [display, firefox] : []),
    ...(command === "bench" ? yardsticks : []),
  ];
  const missing = needs.filter((need) => !need.isThere());
  if (missing.length === 0) return;
  const packages = missing.map((need) => need.debian);
  const onDebian = existsSync("/etc/debian_version") && findProgram("apt-get") !== undefined;
  if (onDebian && process.getuid?.() === 0) {
    await installDebianPackages(packages);
    const still = needs.filter((need) => !need.isThere());
    if (still.length > 0) throw new Error(`Still missing after the installation: ${list(still)}. Install them by hand.`);
    return;
  }
  const advice = onDebian
    ? `Install ${list(missing)}: sudo apt-get install -y --no-install-recommends ${packages.join(" ")}`
    : `Install ${list(missing)}${missing.includes(browser) ? ", or set KOSHIN_BROWSER to where the browser is" : ""}.`;
  // Without the font the texts are boxes, and everything else works.
  if (missing.every((need) => need === japaneseFont)) console.error(advice);
  else throw new Error(advice);
}

/** @param {readonly string[]} packages */
async function installDebianPackages(packages) {
  console.error(`Installing ${packages.join(", ")} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const aptGet = (/** @type {string[]} */ ...args) => run("apt-get", args, { stdio: "progress", env });
  const install = () => aptGet("install", "-y", "--no-install-recommends", "-o", "Dpkg::Use-Pty=0", "-q", ...packages);
  const knowsPackages = readdirSync("/var/lib/apt/lists").some((name) => name.includes("_Packages"));
  if (knowsPackages && (await install()) === 0) return;
  if ((await aptGet("update", "-q")) === 0 && (await install()) === 0) return;
  throw new Error(`apt-get could not install ${packages.join(", ")}. See its message above, and try again.`);
}

/**
 * @param {string} name
 * @param {string} debian
 * @returns {Need}
 */
function program(name, debian) {
  return { what: name, debian, isThere: () => findProgram(name) !== undefined };
}

function hasJapaneseFont() {
  const fontList = findProgram("fc-list");
  return fontList !== undefined && execFileSync(fontList, [":lang=ja", "family"], { encoding: "utf8" }).trim() !== "";
}

/** @param {readonly Need[]} needs */
function list(needs) {
  return needs.map((need) => need.what).join(", ");
}
