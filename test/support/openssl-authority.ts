import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { newKey } from "./made-with-openssl.ts";

const run = promisify(execFile);

/** A certificate to create, with its key in `<name>.key` and itself in `<name>.pem`. */
interface Order {
  readonly key?: keyof typeof newKey;
  /** As OpenSSL writes it. */
  readonly subject?: string;
  /** The name of the one that signs it; by default itself. */
  readonly by?: string;
  /** As OpenSSL's configuration writes them; by default those of an authority. */
  readonly extensions?: readonly string[];
}

/** The extensions of an authority that OpenSSL's own configuration gives it, and the usage of its key. */
export const authorityExtensions = [
  "basicConstraints=critical,CA:TRUE",
  "keyUsage=critical,keyCertSign,cRLSign",
  "subjectKeyIdentifier=hash",
] as const;

/** A folder in which OpenSSL makes authorities, as the operator of a cloud does. */
export class OpensslFolder implements AsyncDisposable {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Creates an empty one. */
  static async create(): Promise<OpensslFolder> {
    const made = new OpensslFolder(await mkdtemp(join(tmpdir(), "koshin-openssl-")));
    // Without the extensions that OpenSSL's own configuration adds.
    await writeFile(made.path("none.cnf"), "[req]\ndistinguished_name=dn\n[dn]\n[clinic]\nO=u00000014\n[cloud]\nC=JP\nO=Clinic\n");
    return made;
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** Runs OpenSSL in the folder. */
  async openssl(...options: readonly string[]): Promise<{ readonly stdout: string; readonly stderr: string }> {
    return await run("openssl", options, { cwd: this.folder });
  }

  /** Creates a certificate with a key, valid for ten years from the present on. */
  async make(
    name: string,
    { key = "P-256", subject = `/C=JP/O=Clinic/CN=${name}`, by, extensions = authorityExtensions }: Order = {},
  ): Promise<void> {
    const signer = by === undefined ? [] : ["-CA", `${by}.pem`, "-CAkey", `${by}.key`];
    await this.openssl(
      ...["req", "-config", "none.cnf", "-x509", "-utf8", "-nodes", "-newkey", ...newKey[key], "-days", "3650"],
      ...["-keyout", `${name}.key`, "-out", `${name}.pem`, "-subj", subject, ...signer],
      ...extensions.flatMap((extension) => ["-addext", extension]),
    );
  }

  /** Signs the revocation list `<name>.crl`, PEM, as `openssl ca` does from its index; by default it has the number 1. */
  async revocationList(
    name: string,
    {
      number = "01",
      serials,
    }: { readonly number?: string; readonly serials: readonly (readonly [serial: string, reason: string])[] },
  ): Promise<void> {
    const reasonOf = (reason: string): string => (reason === "" ? "" : `,${reason}`);
    const lines = serials.map(
      ([serial, reason], index) =>
        `R\t351231235959Z\t26010${index + 1}030405Z${reasonOf(reason)}\t${serial}\tunknown\t/CN=client${index}\n`,
    );
    await writeFile(this.path("index.txt"), lines.join(""));
    await writeFile(this.path("crlnumber"), `${number}\n`);
    await writeFile(
      this.path("ca.cnf"),
      "[ca]\ndefault_ca=old\n[old]\ndatabase=index.txt\ncrlnumber=crlnumber\ndefault_md=sha256\ndefault_crl_days=30\ncrl_extensions=list\n[list]\nauthorityKeyIdentifier=keyid\n",
    );
    await this.openssl(
      "ca",
      "-config",
      "ca.cnf",
      "-gencrl",
      "-cert",
      `${name}.pem`,
      "-keyfile",
      `${name}.key`,
      "-out",
      `${name}.crl`,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true });
  }
}
