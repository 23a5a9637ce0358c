import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Bytes } from "../../src/core/bytes.ts";

const run = promisify(execFile);

/** OpenSSL's options for new keys of each kind that is tested. */
export const newKey = {
  "P-192": ["ec", "-pkeyopt", "ec_paramgen_curve:P-192"],
  "P-256": ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
  "P-384": ["ec", "-pkeyopt", "ec_paramgen_curve:P-384"],
  "P-521": ["ec", "-pkeyopt", "ec_paramgen_curve:P-521"],
  secp256k1: ["ec", "-pkeyopt", "ec_paramgen_curve:secp256k1"],
  "RSA-1024": ["rsa:1024"],
  "RSA-2048": ["rsa:2048"],
  "RSA-3072": ["rsa:3072"],
  "RSA-4096": ["rsa:4096"],
  Ed25519: ["ed25519"],
} as const;

/** The certificate to create. */
interface Order {
  readonly kind?: keyof typeof newKey;
  /** As OpenSSL writes it. */
  readonly subject?: string;
  readonly days?: number;
  readonly authority?: string;
  readonly authorityDays?: number;
}

/** A certificate under an authority, both created with OpenSSL. */
export interface MadeWithOpenssl extends AsyncDisposable {
  /** PEM. */
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
  /** The .p12 file that OpenSSL creates from both with these options. */
  p12(options: readonly string[]): Promise<Bytes>;
  /** Runs OpenSSL where `own.key`, `own.pem`, `ca.key` and `ca.pem` are, and reads the file that it writes. */
  openssl(options: readonly string[], out: string): Promise<Bytes>;
}

/** Creates an authority and a certificate with OpenSSL; by default client7's. */
export async function withOpenssl({
  kind = "P-256",
  subject = "/O=u00000099/CN=client7",
  days = 30,
  authority = "/CN=Some CA",
  authorityDays = 30,
}: Order = {}): Promise<MadeWithOpenssl> {
  const folder = await mkdtemp(join(tmpdir(), "koshin-made-"));
  const openssl = (...options: readonly string[]): Promise<unknown> => run("openssl", options, { cwd: folder });
  const read = async (name: string): Promise<string> => await readFile(join(folder, name), "utf8");
  const fresh = ["req", "-x509", "-utf8", "-nodes"];
  await openssl(
    ...[...fresh, "-newkey", ...newKey["P-256"], "-days", String(authorityDays)],
    ...["-keyout", "ca.key", "-out", "ca.pem", "-subj", authority],
  );
  await openssl(
    ...[...fresh, "-newkey", ...newKey[kind], "-days", String(days), "-CA", "ca.pem", "-CAkey", "ca.key"],
    ...["-addext", "basicConstraints=CA:FALSE", "-keyout", "own.key", "-out", "own.pem", "-subj", subject],
  );
  const readMade = async (options: readonly string[], out: string): Promise<Bytes> => {
    await openssl(...options, "-out", out);
    return new Uint8Array(await readFile(join(folder, out)));
  };
  return {
    authority: await read("ca.pem"),
    certificate: await read("own.pem"),
    key: await read("own.key"),
    p12: (options) =>
      readMade(["pkcs12", "-export", "-inkey", "own.key", "-in", "own.pem", "-certfile", "ca.pem", ...options], "own.p12"),
    openssl: readMade,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}
