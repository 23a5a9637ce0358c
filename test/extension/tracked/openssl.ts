import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Bytes } from "../../../src/core/bytes.ts";

const run = promisify(execFile);

/** A certificate of client7 under an authority, both created with OpenSSL. */
export interface MadeWithOpenssl extends AsyncDisposable {
  /** PEM. */
  readonly authority: string;
  readonly certificate: string;
  /** The .p12 file that OpenSSL creates from both with these options. */
  p12(options: readonly string[]): Promise<Bytes>;
}

/** Creates an authority and a certificate with OpenSSL. */
export async function withOpenssl(): Promise<MadeWithOpenssl> {
  const folder = await mkdtemp(join(tmpdir(), "koshin-tracked-"));
  const openssl = (...options: readonly string[]): Promise<unknown> => run("openssl", options, { cwd: folder });
  const fresh = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30"];
  await openssl(...fresh, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Some CA");
  const under = ["-CA", "ca.pem", "-CAkey", "ca.key", "-addext", "basicConstraints=CA:FALSE"];
  await openssl(...fresh, ...under, "-keyout", "own.key", "-out", "own.pem", "-subj", "/O=u00000099/CN=client7");
  return {
    authority: await readFile(join(folder, "ca.pem"), "utf8"),
    certificate: await readFile(join(folder, "own.pem"), "utf8"),
    p12: async (options) => {
      await openssl(
        "pkcs12",
        "-export",
        "-inkey",
        "own.key",
        "-in",
        "own.pem",
        "-certfile",
        "ca.pem",
        "-out",
        "own.p12",
        ...options,
      );
      return new Uint8Array(await readFile(join(folder, "own.p12")));
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}
