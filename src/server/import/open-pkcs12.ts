import type { Bytes } from "../../core/bytes.ts";
import { KoshinError, type ErrorCode } from "../../core/errors.ts";
import { foreignFormats } from "../../core/foreign-pkcs12/foreign-formats.ts";
import { readPkcs12 } from "../../core/pkcs12/read.ts";
import { ImportRefusal, type ImportCode } from "../issuance/takeover/import-refusal.ts";

/**
 * The certificates in a PKCS#12 file, of any program; its private keys are not kept.
 *
 * @param passwords are tried one after another, and then none at all
 * @throws ImportRefusal
 */
export async function certificatesInPkcs12(file: Bytes, passwords: readonly string[]): Promise<Bytes[]> {
  for (const password of [...passwords, "", undefined]) {
    try {
      const { certificates } = await readPkcs12(file, password, { formats: foreignFormats });
      return certificates.map(({ der }) => der);
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
