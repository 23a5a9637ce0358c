import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { runTool } from "./run-tool.ts";

/** The key store of a Chromium with this `HOME`: an NSS database, which Chromium reads on Linux. */
function databaseOf(home: string): string {
  return `sql:${folderOf(home)}`;
}

function folderOf(home: string): string {
  return join(home, ".pki", "nssdb");
}

/** Creates an empty key store without a password; an existing one is kept. */
export async function createKeyStore(home: string): Promise<void> {
  // If asked to create it again, certutil would wait forever for the password of the existing one.
  if (existsSync(join(folderOf(home), "cert9.db"))) return;
  await mkdir(folderOf(home), { recursive: true, mode: 0o700 });
  await runTool("certutil", ["-N", "-d", databaseOf(home), "--empty-password"]);
}

/**
 * Makes the key store's browser trust the servers of an authority. Idempotent.
 *
 * @param pem the file of the authority's root certificate
 * @param name under which the store lists it, each authority under its own
 */
export async function trustAuthority(home: string, pem: string, name = "Koshin demonstration"): Promise<void> {
  await runTool("certutil", ["-A", "-d", databaseOf(home), "-n", name, "-t", "C,,", "-i", pem]);
}

/**
 * Imports a .p12 file with the platform's tool, as a person would. Idempotent.
 *
 * @param passwordFile holds the password of the .p12 file as its only line
 */
export async function importP12(home: string, p12: string, passwordFile: string): Promise<void> {
  await runTool("pk12util", ["-i", p12, "-d", databaseOf(home), "-w", passwordFile]);
}
