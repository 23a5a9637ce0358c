import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { toHex, type Bytes } from "../../../src/core/bytes.ts";
import { withoutPrivateKeys } from "../../interop/tool.ts";

const run = promisify(execFile);

/** A throwaway certificate authority, run with OpenSSL. */
export class Authority {
  readonly #folder: string;
  #certificate: Bytes = new Uint8Array();

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** The authority's certificate, DER. */
  get certificate(): Bytes {
    return this.#certificate;
  }

  /** Creates an authority with a new key in a temporary folder. */
  static async create(): Promise<Authority> {
    const folder = await mkdtemp(join(tmpdir(), "koshin-dialog-authority-"));
    const authority = new Authority(folder);
    await authority.#openssl([
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "3650"],
      ...["-subj", "/O=Koshin test/CN=Throwaway CA", "-keyout", "ca.key", "-out", "ca.pem"],
    ]);
    await authority.#openssl(["x509", "-in", "ca.pem", "-outform", "DER", "-out", "ca.der"]);
    authority.#certificate = await authority.#read("ca.der");
    return authority;
  }

  /** Signs a request (DER) unchanged, with a validity in days; returns the certificate (DER). */
  async sign(request: Bytes, days: number): Promise<{ readonly serial: string; readonly certificate: Bytes }> {
    const serial = toHex(crypto.getRandomValues(new Uint8Array(16)).fill(0x5a, 0, 1));
    await writeFile(join(this.#folder, "request.der"), request);
    await this.#openssl([
      ...["x509", "-req", "-inform", "DER", "-in", "request.der", "-CA", "ca.pem", "-CAkey", "ca.key"],
      ...["-set_serial", `0x${serial}`, "-days", String(days), "-outform", "DER", "-out", "leaf.der"],
    ]);
    return { serial, certificate: await this.#read("leaf.der") };
  }

  /** OpenSSL's output for a .p12 file, opened with the password from a file. */
  async inspect(p12: string, passwordFile: string): Promise<string> {
    const arguments_ = ["pkcs12", "-in", p12, "-passin", `file:${passwordFile}`, "-nodes", "-info"];
    const { stdout, stderr } = await run("openssl", arguments_);
    return withoutPrivateKeys(stdout + stderr);
  }

  async dispose(): Promise<void> {
    await rm(this.#folder, { recursive: true });
  }

  async #openssl(arguments_: string[]): Promise<void> {
    await run("openssl", arguments_, { cwd: this.#folder });
  }

  async #read(name: string): Promise<Bytes> {
    return new Uint8Array(await readFile(join(this.#folder, name)));
  }
}
