import { findProgram, isProgram } from "./find-program.mjs";

/** The program itself is preferred to a distribution's shell script around it, which would outlive a signal. */
const places = [
  "/usr/lib/firefox-esr/firefox-esr",
  "/usr/lib/firefox/firefox",
  "/Applications/Firefox.app/Contents/MacOS/firefox",
  "C:\\Program Files\\Mozilla Firefox\\firefox.exe",
];

/**
 * Finds Firefox at the usual locations, its extended support release first.
 *
 * @returns {string | undefined} its path
 */
export function findFirefox() {
  return places.find(isProgram) ?? findProgram("firefox-esr") ?? findProgram("firefox");
}
