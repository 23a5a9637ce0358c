import type { Bytes } from "../../core/bytes.ts";
import { KoshinError, type ErrorCode } from "../../core/errors.ts";
import { foreignFormats } from "../../core/foreign-pkcs12/foreign-formats.ts";
import { readPkcs12Certificates } from "../../core/pkcs12/read.ts";
import { ImportRefusal, type ImportCode } from "../issuance/takeover/import-refusal.ts";

/** What is imported of a PKCS#12 file. */
export interface TakenOfPkcs12 {
  /** DER. */
  readonly certificates: readonly Bytes[];
  /** The number of its private keys, which are not kept. */
  readonly keys: number;
}

/**
 * Opens a PKCS#12 file, of any program.
 *
 * @param passwords are tried one after another, and then none at all
 * @throws ImportRefusal
 */
export async function openPkcs12(file: Bytes, passwords: readonly string[]): Promise<TakenOfPkcs12> {
  for (const password of [...passwords, "", undefined]) {
    try {
      const { certificates, keys } = await readPkcs12Certificates(file, password, { formats: foreignFormats });
      return { certificates: certificates.map(({ der }) => der), keys };
    } catch (cause) {
      if (!(cause instanceof KoshinError)) throw cause;
      if (cause.code !== "pkcs12-wrong-password") throw new ImportRefusal(codes[cause.code] ?? "malformed", { cause });
    }
  }
  throw new ImportRefusal(passwords.length === 0 ? "password-missing" : "password-wrong");
}

const codes: Readonly<Partial<Record<ErrorCode, ImportCode>>> = {
  "pkcs12-unsupported": "encryption-unsupported",
  "pkcs12-too-many-iterations": "encryption-unsupported",
};
