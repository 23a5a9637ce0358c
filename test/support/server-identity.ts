import { readFile } from "node:fs/promises";
import { readKey } from "../../src/server/authority/signing/key-file.ts";
import { dataFolder } from "../../src/server/system/data-folder.ts";
import { readPassphrase } from "../../src/server/system/read-passphrase.ts";
import type { Identity } from "./tls-client.ts";

/** The server's certificate and key, as an attacker who broke in would have them. */
export async function serverIdentity(data: string): Promise<Identity> {
  const files = dataFolder(data);
  const key = await readKey(files.authority.serverKey, await readPassphrase(files.passphrase));
  return {
    cert: await readFile(files.authority.serverCertificate, "utf8"),
    key: key.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}
