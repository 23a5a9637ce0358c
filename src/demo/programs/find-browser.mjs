import { join } from "node:path";
import { findProgram, isProgram } from "./find-program.mjs";

const names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "microsoft-edge-stable", "microsoft-edge"];

/** The program itself is preferred to a distribution's shell script around it, which would outlive a signal. */
const onLinux = ["/usr/lib/chromium/chromium", "/usr/lib/chromium-browser/chromium-browser"];

const onMac = [
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
];

const onWindows = [
  "Chromium\\Application\\chrome.exe",
  "Google\\Chrome\\Application\\chrome.exe",
  "Microsoft\\Edge\\Application\\msedge.exe",
];

/**
 * Finds a Chromium, Chrome or Edge: the one named by `KOSHIN_BROWSER`, or else at the usual locations.
 *
 * @returns {string | undefined} its path
 * @throws {Error} if `KOSHIN_BROWSER` names something that cannot be run
 */
export function findBrowser() {
  const wanted = process.env["KOSHIN_BROWSER"];
  if (wanted !== undefined && wanted !== "") {
    const path = isProgram(wanted) ? wanted : findProgram(wanted);
    if (path !== undefined) return path;
    throw new Error(`KOSHIN_BROWSER names ${wanted}, which cannot be run. Set it to the path of Chromium, Chrome or Edge.`);
  }
  if (process.platform === "darwin") return onMac.find(isProgram);
  if (process.platform === "win32") {
    const folders = ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"].flatMap((name) => process.env[name] ?? []);
    return onWindows.flatMap((path) => folders.map((folder) => join(folder, path))).find(isProgram);
  }
  return onLinux.find(isProgram) ?? names.map(findProgram).find((path) => path !== undefined);
}
