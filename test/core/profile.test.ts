import { expect, test } from "vitest";
import { profileFor, type Pkcs12Profile, type Platform } from "../../src/core/profile.ts";

test.each<[string, Platform, Pkcs12Profile]>([
  ["Windows 11 by Client Hints", { os: "windows", version: "15.0.0" }, "modern"],
  ["Windows 10 22H2 by Client Hints", { os: "windows", version: "10.0.0" }, "modern"],
  ["Windows 10 1709 by Client Hints", { os: "windows", version: "5.0.0" }, "modern"],
  ["Windows 10 1703 by Client Hints", { os: "windows", version: "4.0.0" }, "compatible"],
  ["Windows Server 2016 by Client Hints", { os: "windows", version: "3.0.0" }, "compatible"],
  ["Windows 8.1 by Client Hints", { os: "windows", version: "0.3.0" }, "compatible"],
  ["Windows Server 2019 by its build", { os: "windows", version: "10.0.17763" }, "modern"],
  ["Windows 10 1709 by its build", { os: "windows", version: "10.0.16299" }, "modern"],
  ["Windows Server 2016 by its build", { os: "windows", version: "10.0.14393" }, "compatible"],
  ["Windows 7 by its build", { os: "windows", version: "6.1.7601" }, "compatible"],
  ["Windows of unknown version", { os: "windows" }, "modern"],
  ["Linux", { os: "linux" }, "modern"],
  ["ChromeOS", { os: "chromeos" }, "modern"],
  ["macOS 14", { os: "macos", version: "14.7" }, "compatible"],
  ["macOS 26 with Firefox", { os: "macos", version: "26.0", browser: "firefox" }, "modern"],
  ["macOS 26", { os: "macos", version: "26.0" }, "compatible"],
  ["Android 16", { os: "android", version: "16.0.0" }, "modern"],
  ["Android 13", { os: "android", version: "13" }, "compatible"],
  ["Android of unknown version", { os: "android" }, "compatible"],
  ["iOS 26", { os: "ios", version: "26.1" }, "modern"],
  ["iOS 17", { os: "ios", version: "17.5" }, "compatible"],
  ["iOS with an invalid version", { os: "ios", version: "x" }, "compatible"],
])("%s", (_, platform, profile) => {
  expect(profileFor(platform)).toBe(profile);
});
