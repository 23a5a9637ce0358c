import { mkdir } from "node:fs/promises";
import { runTool } from "../../src/demo/browser/run-tool.ts";

/** Creates a Firefox profile with an empty key store that trusts the servers of an authority. */
export async function createProfile(profile: string, rootCertificate: string): Promise<void> {
  await mkdir(profile, { mode: 0o700 });
  await runTool("certutil", ["-N", "-d", `sql:${profile}`, "--empty-password"]);
  await runTool("certutil", ["-A", "-d", `sql:${profile}`, "-n", "Koshin test", "-t", "C,,", "-i", rootCertificate]);
}

/** Imports a .p12 file into a profile's key store. */
export async function importIntoProfile(profile: string, p12: string, passwordFile: string): Promise<void> {
  await runTool("pk12util", ["-i", p12, "-d", `sql:${profile}`, "-w", passwordFile]);
}
