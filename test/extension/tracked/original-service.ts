import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TLSSocket } from "node:tls";
import { promisify } from "node:util";
import { certificateOf } from "../../../src/demo/world-file.ts";
import { startStatuslessSite, type StatuslessSite, type SiteBehind } from "./statusless-site.ts";

const run = promisify(execFile);

/** A site with the original service, which generates keys itself and encrypts as older versions of OpenSSL. */
export interface OriginalService extends StatuslessSite {
  /** The serial number of the certificate that it issues, upper-case hexadecimal. */
  readonly serial: string;
  /** The password of its .p12 file. */
  readonly password: string;
  /** The path of its .p12 file: certificates encrypted with 40-bit RC2, the key with Triple DES. */
  readonly p12: string;
}

/**
 * Starts such a site. It returns the file, the same each time, only to the holder of this certificate, by mutual TLS.
 */
export async function startOriginalService(site: SiteBehind, cn: string): Promise<OriginalService> {
  const folder = await mkdtemp(join(tmpdir(), "koshin-original-"));
  const openssl = async (...options: readonly string[]): Promise<string> => (await run("openssl", options, { cwd: folder })).stdout;
  const { tenant, serial: predecessor } = certificateOf(site.world, cn);
  const password = "Xk4mP9qLw2Zt";
  await writeFile(join(folder, "password"), `${password}\n`, { mode: 0o600 });
  const fresh = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1095"];
  await openssl(...fresh, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Original CA");
  const under = ["-CA", "ca.pem", "-CAkey", "ca.key", "-addext", "basicConstraints=CA:FALSE"];
  await openssl(...fresh, ...under, "-keyout", "own.key", "-out", "own.pem", "-subj", `/O=${tenant}/CN=${cn}`);
  await openssl(
    ...[
      "pkcs12",
      "-export",
      "-legacy",
      "-inkey",
      "own.key",
      "-in",
      "own.pem",
      "-certfile",
      "ca.pem",
      "-passout",
      "file:password",
      "-out",
      "own.p12",
    ],
  );
  const p12 = join(folder, "own.p12");
  // As a text template would serve it.
  const withLineEnd = Buffer.concat([await readFile(p12), Buffer.from("\r\n")]);

  const clinic = await startStatuslessSite(site, cn);
  const answerAsOriginal = ({ method = "", url = "", socket }: IncomingMessage, answer: ServerResponse): boolean => {
    const known = socket instanceof TLSSocket && socket.authorized && socket.getPeerCertificate().serialNumber === predecessor;
    if (!known) return false;
    if (method === "POST" && url === "/api/cert") {
      const offer = JSON.stringify({ uri: `${clinic.origin}/api/cert/file/1`, pass: password });
      answer.writeHead(200, { "Content-Type": "application/json" }).end(offer);
      return true;
    }
    if (method !== "GET" || url !== "/api/cert/file/1") return false;
    answer.writeHead(200, { "Content-Type": "application/x-pkcs12" }).end(withLineEnd);
    return true;
  };
  clinic.stead = answerAsOriginal;
  return Object.assign(clinic, {
    serial: (await openssl("x509", "-in", "own.pem", "-noout", "-serial")).trim().replace("serial=", ""),
    password,
    p12,
    [Symbol.asyncDispose]: disposing(clinic, folder),
  });
}

function disposing(clinic: StatuslessSite, folder: string): () => Promise<void> {
  const close = clinic[Symbol.asyncDispose].bind(clinic);
  return async () => {
    await close();
    await rm(folder, { recursive: true });
  };
}
