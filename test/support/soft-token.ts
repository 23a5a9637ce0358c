import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { address, load } from "koffi";
import { parseCertificate } from "../../src/core/x509/certificate.ts";

const run = promisify(execFile);

/** Where Debian's package has SoftHSM's library. */
const libraries = ["/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm.so"];

/** A token of SoftHSM, in a folder. The library is loaded once for a process, so there is one folder for each. */
export class SoftToken {
  readonly #folder: string;
  readonly library = libraries.find((path) => existsSync(path)) ?? "libsofthsm2.so";

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Makes SoftHSM use a folder, in this process and in those that it starts. */
  static async use(folder: string): Promise<SoftToken> {
    const token = new SoftToken(folder);
    await mkdir(token.tokens);
    const configuration = join(folder, "softhsm2.conf");
    await writeFile(configuration, `directories.tokendir = ${token.tokens}\nobjectstore.backend = file\nlog.level = ERROR\n`);
    process.env["SOFTHSM2_CONF"] = configuration;
    return token;
  }

  /** The folder of all tokens. */
  get tokens(): string {
    return join(this.#folder, "tokens");
  }

  /** Creates a token. */
  async create(label: string, pin: string): Promise<void> {
    await run("softhsm2-util", ["--init-token", "--free", "--label", label, "--pin", pin, "--so-pin", "so-12345678"]);
  }

  /** Imports a private key, PKCS#8 in PEM. */
  async importKey(
    token: string,
    pin: string,
    { file, label, id }: { readonly file: string; readonly label: string; readonly id: string },
  ): Promise<void> {
    await run("softhsm2-util", ["--import", file, "--token", token, "--pin", pin, "--label", label, "--id", id]);
  }

  /** The address of a key. */
  address(token: string, label: string, pinFile: string): string {
    return `pkcs11:token=${token};object=${label}?module-path=${this.library}&pin-source=file:${pinFile}`;
  }

  /** Closes every session of this process with the first token, which logs out, too. */
  closeAllSessions(): void {
    load(this.library).func("C_CloseAllSessions", "ulong", ["ulong"])(this.#firstSlot());
  }

  /** Puts a certificate (DER) into a token, which SoftHSM's own program cannot. */
  importCertificate(token: string, pin: string, label: string, der: Uint8Array): void {
    const library = load(this.library);
    const open = library.func("C_OpenSession", "ulong", ["ulong", "ulong", "void *", "void *", "void *"]);
    const login = library.func("C_Login", "ulong", ["ulong", "ulong", "void *", "ulong"]);
    const create = library.func("C_CreateObject", "ulong", ["ulong", "void *", "ulong", "void *"]);
    const session = Buffer.alloc(8);
    open(this.#firstSlot(), 6, null, null, session);
    login(session.readBigUInt64LE(), 1, Buffer.from(pin), pin.length);
    const word = (value: bigint): Buffer => {
      const octets = Buffer.alloc(8);
      octets.writeBigUInt64LE(value);
      return octets;
    };
    const name = Buffer.from(parseCertificate(new Uint8Array(der)).subjectDer);
    // CKA_CLASS, CKA_TOKEN, CKA_PRIVATE, CKA_LABEL, CKA_VALUE, CKA_CERTIFICATE_TYPE, CKA_SUBJECT.
    const values = [
      [0x00n, word(1n)],
      [0x01n, Buffer.of(1)],
      [0x02n, Buffer.of(0)],
      [0x03n, Buffer.from(label)],
      [0x11n, Buffer.from(der)],
      [0x80n, word(0n)],
      [0x101n, name],
    ] as const;
    const template = Buffer.concat(
      values.flatMap(([type, value]) => [word(type), word(address(value)), word(BigInt(value.length))]),
    );
    const result: unknown = create(session.readBigUInt64LE(), template, values.length, Buffer.alloc(8));
    if (result !== 0) throw new Error(`${token} does not take the certificate: ${String(result)}`);
  }

  #firstSlot(): bigint {
    const getSlotList = load(this.library).func("C_GetSlotList", "ulong", ["uchar", "void *", "void *"]);
    const [slots, count] = [Buffer.alloc(8 * 16), Buffer.alloc(8)];
    count.writeBigUInt64LE(16n);
    getSlotList(1, slots, count);
    return slots.readBigUInt64LE();
  }
}
