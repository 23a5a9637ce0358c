import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { newKey } from "./made-with-openssl.ts";
import type { Identity } from "./tls-client.ts";

const run = promisify(execFile);

/** How requests are certified. */
interface Certification {
  readonly days?: number;
  readonly hash?: "sha1" | "sha256" | "md5";
  /** Lines of a section of extensions; version 1 without any. */
  readonly extensions?: string;
}

/** A certificate to make. */
interface OtherOrder extends Certification {
  /** As OpenSSL writes it; by default that of client1. */
  readonly subject?: string;
  readonly kind?: keyof typeof newKey;
  /** Hexadecimal; by default one more than the last. */
  readonly serial?: string;
}

/** A certificate that the authority has made, with its key. */
export interface MadeByOther extends Identity {
  /** Upper-case hexadecimal. */
  readonly serial: string;
  /** The path of the certificate, PEM. */
  readonly path: string;
}

/** An authority of somebody else, kept with `openssl ca` in a folder of its own. */
export interface OtherAuthority extends AsyncDisposable {
  readonly folder: string;
  /** The path of its certificate, PEM. */
  readonly path: string;
  /** PEM. */
  readonly certificate: string;
  issue(order?: OtherOrder): Promise<MadeByOther>;
  /** Certifies requests in files, all in one file of PEM. */
  certify(requests: readonly string[], out: string, how?: Certification): Promise<void>;
  revoke(made: Pick<MadeByOther, "path">, reason?: string): Promise<void>;
  /** The path of a new revocation list, PEM. */
  list(options?: readonly string[]): Promise<string>;
  openssl(...options: readonly string[]): Promise<string>;
}

/** The extensions of a client's certificate. */
export const clientExtensions = "basicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=clientAuth";

const authorityExtensions = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash";

/** Creates an authority with OpenSSL, by default with RSA-2048. */
export async function makeOtherAuthority({
  name = "/C=JP/O=Old Cloud/CN=Old CA",
  kind = "RSA-2048",
  extensions = [],
  usage = "keyCertSign,cRLSign",
  under,
}: {
  readonly name?: string;
  readonly kind?: keyof typeof newKey;
  readonly extensions?: readonly string[];
  /** The keyUsage of an authority that signs itself. */
  readonly usage?: string;
  /** The one that certifies it; by default it signs itself. */
  readonly under?: OtherAuthority;
} = {}): Promise<OtherAuthority> {
  const folder = await mkdtemp(join(tmpdir(), "koshin-other-"));
  const at = (file: string): string => join(folder, file);
  const openssl = async (...options: readonly string[]): Promise<string> => (await run("openssl", options, { cwd: folder })).stdout;
  await mkdir(at("newcerts"));
  await writeFile(at("index.txt"), "");
  await writeFile(at("index.txt.attr"), "unique_subject = no\n");
  await writeFile(at("crlnumber"), "01\n");
  await writeFile(at("serial"), "01\n");
  await writeFile(at("ca.cnf"), configuration);
  const key = ["req", "-utf8", "-nodes", "-newkey", ...newKey[kind], "-subj", name, "-keyout", "ca.key"];
  if (under === undefined) {
    await openssl(
      ...[...key, "-x509", "-days", "3000", "-out", "ca.pem"],
      ...["-addext", `keyUsage=critical,${usage}`, ...extensions.flatMap((each) => ["-addext", each])],
    );
  } else {
    await openssl(...key, "-new", "-out", "ca.csr");
    await under.certify([at("ca.csr")], at("ca.pem"), { days: 2900, extensions: [authorityExtensions, ...extensions].join("\n") });
  }
  let count = 0;
  const certify: OtherAuthority["certify"] = async (
    requests,
    out,
    { days = 50, hash = "sha256", extensions: wanted = clientExtensions } = {},
  ) => {
    await writeFile(at("extensions.cnf"), `[ extensions ]\n${wanted}\n`);
    await openssl(
      ...["ca", "-batch", "-utf8", "-notext", "-config", "ca.cnf", "-out", out, "-days", String(days), "-md", hash],
      ...(wanted === "" ? [] : ["-extfile", "extensions.cnf", "-extensions", "extensions"]),
      ...["-infiles", ...requests],
    );
  };
  return {
    folder,
    path: at("ca.pem"),
    certificate: await readFile(at("ca.pem"), "utf8"),
    openssl,
    certify,
    async issue(order = {}) {
      const { subject = "/C=JP/O=u00000014/CN=client1" } = order;
      const stem = `made-${++count}`;
      await openssl(
        ...["req", "-new", "-utf8", "-nodes", "-newkey", ...newKey[order.kind ?? "P-256"], "-subj", subject, "-multivalue-rdn"],
        ...["-keyout", `${stem}.key`, "-out", `${stem}.csr`],
      );
      if (order.serial !== undefined) {
        await writeFile(at("serial"), `${order.serial}\n`);
        // OpenSSL refuses a serial number that its index has.
        await writeFile(at("index.txt"), "");
      }
      const serial = (await readFile(at("serial"), "utf8")).trim();
      await certify([`${stem}.csr`], `${stem}.pem`, order);
      const [cert, privateKey] = await Promise.all([readFile(at(`${stem}.pem`), "utf8"), readFile(at(`${stem}.key`), "utf8")]);
      return { cert, key: privateKey, serial, path: at(`${stem}.pem`) };
    },
    async revoke({ path }, reason) {
      const why = reason === undefined ? [] : ["-crl_reason", reason];
      await openssl("ca", "-config", "ca.cnf", "-revoke", path, ...why);
    },
    async list(options = []) {
      const path = at(`list-${++count}.pem`);
      await openssl("ca", "-config", "ca.cnf", "-gencrl", "-out", path, ...options);
      return path;
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}

const configuration = `
[ ca ]
default_ca = this
[ this ]
database = index.txt
new_certs_dir = newcerts
serial = serial
crlnumber = crlnumber
certificate = ca.pem
private_key = ca.key
default_md = sha256
default_crl_days = 30
preserve = yes
policy = any
unique_subject = no
crl_extensions = list
[ list ]
authorityKeyIdentifier = keyid
[ any ]
countryName = optional
organizationName = optional
organizationalUnitName = optional
commonName = optional
`;
