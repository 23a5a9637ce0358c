import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { encodePem } from "../../src/core/x509/pem.ts";

const run = promisify(execFile);

/** The certificates for a verification, DER. */
export interface Chain {
  /** The only trust anchor. */
  readonly root: Uint8Array;
  /** The certificates sent by the peer, in any order. */
  readonly untrusted: readonly Uint8Array[];
  readonly leaf: Uint8Array;
}

/** Whether OpenSSL finds a path from a certificate to a root, strictly by RFC 5280; `purpose` as for `openssl verify`. */
export async function verifiesInOpenssl(
  { root, untrusted, leaf }: Chain,
  purpose: "sslclient" | "sslserver",
  at: Date,
): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), "koshin-chain-"));
  const files = { root: join(folder, "root.pem"), others: join(folder, "others.pem"), leaf: join(folder, "leaf.pem") };
  try {
    await writeFile(files.root, encodePem("CERTIFICATE", root));
    await writeFile(files.others, untrusted.map((der) => encodePem("CERTIFICATE", der)).join(""));
    await writeFile(files.leaf, encodePem("CERTIFICATE", leaf));
    const time = String(Math.floor(at.getTime() / 1000));
    const chain = ["-no-CApath", "-no-CAstore", "-CAfile", files.root, "-untrusted", files.others, files.leaf];
    return await run("openssl", ["verify", "-x509_strict", "-attime", time, "-purpose", purpose, ...chain]).then(
      () => true,
      () => false,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}
