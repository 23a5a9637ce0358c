/**
 * How a .p12 file is encrypted. `modern`: PBES2 with AES-256-CBC and PBKDF2 with HMAC-SHA-256, SHA-256 MAC (RFC 8018,
 * RFC 7292). `compatible`: PKCS#12 PBE with SHA-1 and three-key Triple DES, SHA-1 MAC (RFC 7292, appendix C).
 */
export type Pkcs12Profile = "modern" | "compatible";

/** The machine that a .p12 file is for. */
export interface Platform {
  readonly os: "windows" | "macos" | "linux" | "chromeos" | "android" | "ios";
  /**
   * The system's version. For Windows either `platformVersion` of User-Agent Client Hints (`10.0.0`, `15.0.0`) or the
   * kernel's (`10.0.17763`).
   */
  readonly version?: string;
  /** Set if the browser has its own certificate store instead of using the system's. */
  readonly browser?: "firefox";
}

/** The first Windows that opens the modern profile, 1709: as Client Hints number it, and as the kernel's build. */
const windows1709 = { platformVersion: 5, build: 16_299 };

/**
 * The profile that a machine's key store is known to open. A store that cannot read the modern one reports "wrong
 * password" even for the right one, so the compatible one is chosen when in doubt.
 */
export function profileFor(platform: Platform): Pkcs12Profile {
  if (platform.browser === "firefox") return "modern";
  const [major, , build = 0] = (platform.version ?? "").split(".", 3).map((part) => Number.parseInt(part, 10));
  const atLeast = (version: number): Pkcs12Profile => ((major ?? NaN) >= version ? "modern" : "compatible");
  switch (platform.os) {
    case "linux":
    case "chromeos":
      return "modern";
    case "windows":
      if (major === undefined || Number.isNaN(major)) return "modern";
      if (build > 0) return major === 10 && build >= windows1709.build ? "modern" : "compatible";
      return atLeast(windows1709.platformVersion);
    case "android":
      return atLeast(16);
    case "ios":
      return atLeast(26);
    case "macos":
      return "compatible";
  }
}
