import { expect, test } from "vitest";
import { detectPlatform } from "../../src/ui/platform.ts";

/** A navigator with these properties. */
const navigatorOf = (facts: { platform?: string; userAgent?: string; userAgentData?: unknown }) => ({
  platform: "",
  userAgent: "",
  ...facts,
});

const hints = (platform: string, platformVersion: string) => ({
  platform,
  getHighEntropyValues: () => Promise.resolve({ platformVersion }),
});

test.for([
  { data: hints("Windows", "15.0.0"), expected: { os: "windows", version: "15.0.0" } },
  { data: hints("macOS", "14.6.1"), expected: { os: "macos", version: "14.6.1" } },
  { data: hints("Linux", ""), expected: { os: "linux" } },
  { data: hints("Chrome OS", "16.0.0"), expected: { os: "chromeos", version: "16.0.0" } },
  { data: hints("Android", "16"), expected: { os: "android", version: "16" } },
])("detects $expected.os from Client Hints", async ({ data, expected }) => {
  expect(await detectPlatform(navigatorOf({ userAgentData: data }))).toEqual(expected);
});

test.for([
  { platform: "Win32", userAgent: "Mozilla/5.0 (Windows NT 10.0)", os: "windows" },
  { platform: "MacIntel", userAgent: "Mozilla/5.0 (Macintosh)", os: "macos" },
  { platform: "iPhone", userAgent: "Mozilla/5.0 (iPhone; CPU iPhone OS 17 like Mac OS X)", os: "ios" },
  { platform: "Linux x86_64", userAgent: "Mozilla/5.0 (X11; Linux x86_64)", os: "linux" },
  { platform: "Linux armv8l", userAgent: "Mozilla/5.0 (Linux; Android 16)", os: "android" },
  { platform: "Linux x86_64", userAgent: "Mozilla/5.0 (X11; CrOS x86_64)", os: "chromeos" },
  { platform: "", userAgent: "", os: "windows" },
])("detects $os without Client Hints: $platform $userAgent", async ({ os, ...facts }) => {
  expect(await detectPlatform(navigatorOf(facts))).toEqual({ os });
});

test.for([
  { platform: "Win32", system: "Windows NT 10.0; Win64; x64", expected: { os: "windows", browser: "firefox" } },
  { platform: "MacIntel", system: "Macintosh; Intel Mac OS X 10.15", expected: { os: "macos", browser: "firefox" } },
  { platform: "Linux x86_64", system: "X11; Linux x86_64", expected: { os: "linux", browser: "firefox" } },
  { platform: "Linux armv8l", system: "Android 16; Mobile", expected: { os: "android" } },
])("detects Firefox, which has its own store except on phones: $system", async ({ platform, system, expected }) => {
  const userAgent = `Mozilla/5.0 (${system}; rv:153.0) Gecko/20100101 Firefox/153.0`;
  expect(await detectPlatform(navigatorOf({ platform, userAgent }))).toEqual(expected);
});

test("omits the version if it is refused", async () => {
  const data = { platform: "Windows", getHighEntropyValues: () => Promise.reject(new DOMException("", "NotAllowedError")) };
  expect(await detectPlatform(navigatorOf({ userAgentData: data }))).toEqual({ os: "windows" });
});
