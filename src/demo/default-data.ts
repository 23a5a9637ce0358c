import { homedir } from "node:os";
import { join } from "node:path";

/** The default folder for the demonstration's data: in the platform's application data. */
export function defaultData(): string {
  return join(applicationData(), "koshin", "demo");
}

function applicationData(): string {
  if (process.platform === "darwin") return join(homedir(), "Library", "Application Support");
  if (process.platform === "win32") return process.env["LOCALAPPDATA"] ?? join(homedir(), "AppData", "Local");
  return process.env["XDG_DATA_HOME"] ?? join(homedir(), ".local", "share");
}
