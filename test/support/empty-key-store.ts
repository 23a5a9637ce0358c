import { join } from "node:path";
import { runTool } from "../../src/demo/browser/run-tool.ts";

/** Removes every certificate with a key from a Chromium's key store, with the platform's tool. */
export async function emptyKeyStore(home: string): Promise<void> {
  const database = ["-d", `sql:${join(home, ".pki", "nssdb")}`];
  const listed = await runTool("certutil", ["-L", ...database]);
  for (const [, name = ""] of listed.matchAll(/^(.+?)\s+u,u,u$/gm)) await runTool("certutil", ["-F", ...database, "-n", name]);
}
