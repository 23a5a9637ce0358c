import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** The signatures per second of `openssl speed` on one core. */
export async function signingLimit(kind: "P-256" | "RSA-2048"): Promise<number> {
  const algorithm = kind === "P-256" ? "ecdsap256" : "rsa2048";
  const { stdout } = await promisify(execFile)("taskset", ["-c", "1", "openssl", "speed", "-seconds", "1", algorithm]);
  // The last line ends with signatures and verifications per second.
  const rate = /([\d.]+)\s+[\d.]+\s*$/.exec(stdout)?.[1];
  if (rate === undefined) throw new Error("Unexpected output of openssl speed.");
  return Number(rate);
}
