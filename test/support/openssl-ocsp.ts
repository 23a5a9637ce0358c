import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { encodePem } from "../../src/core/x509/pem.ts";
import { issuerId } from "../../src/server/authority/issuer-id.ts";
import { dataFolder } from "../../src/server/system/data-folder.ts";
import type { ThrowawayService } from "./throwaway-service.ts";

/**
 * What `openssl ocsp` says of the certificates that its options name, with the service's root as its only trust anchor.
 *
 * @param folder for its files
 */
export async function askByOpenssl(
  folder: string,
  { port, root, service }: Pick<ThrowawayService, "port" | "root" | "service">,
  options: readonly string[],
): Promise<string> {
  const [anchor, issuer] = [join(folder, "root.pem"), join(folder, "issuing.pem")];
  await writeFile(anchor, root);
  await writeFile(issuer, encodePem("CERTIFICATE", service.authority.issuing));
  const url = ["-url", `https://localhost:${port}/ocsp`, "-issuer", issuer, "-CAfile", anchor];
  return await new Promise((resolve) => {
    execFile("openssl", ["ocsp", ...url, ...options], (_, stdout, stderr) => resolve(stderr + stdout));
  });
}

/** The file of the signer of a service's current authority. */
export function ocspSignerFile({ data, service }: ThrowawayService): string {
  return join(dataFolder(data).authority.folder, `ocsp-${issuerId(service.authority)}.pem`);
}
