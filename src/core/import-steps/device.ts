import { profileFor, type Pkcs12Profile, type Platform } from "../profile.ts";

/** The devices that a certificate's file is handed out for, in the order in which people are offered them. */
export const devices = ["windows", "windows-old", "macos", "ios", "android"] as const;

/** A device. `windows-old`: before Windows 10 1709 and Windows Server 2019. */
export type Device = (typeof devices)[number];

/** The oldest that each stands for: of phones and computers, the newer ones open what the older ones do. */
const platforms: Readonly<Record<Device, Platform>> = {
  windows: { os: "windows", version: "10.0.16299" },
  "windows-old": { os: "windows", version: "6.1.7601" },
  macos: { os: "macos" },
  ios: { os: "ios" },
  android: { os: "android" },
};

/** How a file for a device is encrypted. */
export function profileOfDevice(device: Device): Pkcs12Profile {
  return profileFor(platforms[device]);
}
