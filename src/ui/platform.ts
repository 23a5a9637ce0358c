import * as v from "valibot";
import type { Platform } from "../core/profile.ts";

/** User-Agent Client Hints, if the browser supports them (Chromium does). */
const UserAgentData = v.object({
  platform: v.string(),
  getHighEntropyValues: v.custom<(hints: string[]) => Promise<unknown>>((value) => typeof value === "function"),
});
const Hints = v.object({ platformVersion: v.pipe(v.string(), v.nonEmpty()) });

/**
 * The operating system that the browser reports, with its version if available, and whether the browser has its own
 * certificate store: they determine the import steps and the file's initial profile. Never rejects; an unknown system is
 * treated as Windows, the most common one in the field.
 */
export async function detectPlatform(navigator: Pick<Navigator, "platform" | "userAgent">): Promise<Platform> {
  const reported: unknown = Reflect.get(navigator, "userAgentData");
  const data = v.safeParse(UserAgentData, reported);
  if (!data.success) {
    const os = osOf(`${navigator.platform} ${navigator.userAgent}`);
    // On phones Firefox uses the system's store; on iOS it is called FxiOS.
    return os !== "android" && navigator.userAgent.includes("Firefox/") ? { os, browser: "firefox" } : { os };
  }
  const os = osOf(data.output.platform);
  try {
    // The method throws unless called on the browser's own object.
    const answer = await data.output.getHighEntropyValues.call(reported, ["platformVersion"]);
    return { os, version: v.parse(Hints, answer).platformVersion };
  } catch {
    // A permissions policy can deny the version; the system's name is sufficient.
    return { os };
  }
}

function osOf(name: string): Platform["os"] {
  if (/android/i.test(name)) return "android";
  if (/chrome ?os|cros/i.test(name)) return "chromeos";
  if (/iphone|ipad|ios/i.test(name)) return "ios";
  if (/mac/i.test(name)) return "macos";
  return /linux/i.test(name) ? "linux" : "windows";
}
