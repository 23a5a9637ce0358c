import { createPrivateKey, type KeyObject } from "node:crypto";
import type { Bytes } from "../../../core/bytes.ts";
import { DerReader } from "../../../core/der/read.ts";
import { tag } from "../../../core/der/tag.ts";
import { OperatorError } from "../../system/operator-error.ts";
import { hasSystemCode } from "../../system/system-code.ts";

/** The forms of a private key in DER: PKCS#8, or the traditional ones of RSA and EC. */
const derTypes = ["pkcs8", "pkcs1", "sec1"] as const;

/**
 * Reads a private key in PEM or DER: PKCS#8, encrypted or not, or in the traditional form of RSA or EC, in PEM also encrypted
 * (RFC 1421, `Proc-Type`). A file in PEM may contain certificates, too.
 *
 * @param path for messages
 * @throws OperatorError `authority-passphrase-wrong`, `authority-file-malformed`
 */
export function readPrivateKey(content: Bytes, passphrase: string | undefined, path: string): KeyObject {
  const key = Buffer.from(content);
  const isDer = content[0] === tag.sequence;
  const encrypted = isDer ? isEncrypted(content) : key.includes("ENCRYPTED");
  if (encrypted && passphrase === undefined) throw passphraseMissing(path);
  const secret = passphrase === undefined ? {} : { passphrase };
  const attempts = isDer
    ? derTypes.map((type) => () => createPrivateKey({ key, format: "der", type, ...secret }))
    : [() => createPrivateKey({ key, format: "pem", ...secret })];
  const causes: unknown[] = [];
  for (const attempt of attempts) {
    try {
      return attempt();
    } catch (cause) {
      causes.push(cause);
    }
  }
  // The first form is the only one that can be encrypted.
  const [cause] = causes;
  if (!encrypted) {
    const sentence = `${path} contains no private key that can be read. Name a file with one in PEM, DER or PKCS#12.`;
    throw new OperatorError("authority-file-malformed", sentence, { cause });
  }
  if (hasSystemCode(cause, "ERR_OSSL_EVP_UNSUPPORTED", "ERR_OSSL_UNSUPPORTED")) {
    const sentence = `The private key in ${path} is encrypted in a way that is not supported any more. Encrypt it again: openssl pkcs8 -topk8 -v2 aes-256-cbc -in ${path} -out <another file>`;
    throw new OperatorError("authority-file-malformed", sentence, { cause });
  }
  throw passphraseWrong(path, cause);
}

/** The options that name a passphrase, of the commands that read private keys. */
const passphraseOptions = "--authority-passphrase-file of koshin init, --passphrase-file of koshin authority upstream";

/** The error of a file that is encrypted, if no passphrase was named. */
export function passphraseMissing(path: string): OperatorError {
  const sentence = `${path} is encrypted. Name a file with its passphrase: ${passphraseOptions}`;
  return new OperatorError("authority-passphrase-wrong", sentence);
}

/** The error of a file that the passphrase does not open. */
export function passphraseWrong(path: string, cause: unknown): OperatorError {
  const sentence = `The passphrase does not open ${path}. Correct the file of the passphrase (${passphraseOptions}); a line break at its end does not matter.`;
  return new OperatorError("authority-passphrase-wrong", sentence, { cause });
}

/** An EncryptedPrivateKeyInfo begins with an algorithm (RFC 5958, section 3), every other form with a version. */
function isEncrypted(content: Bytes): boolean {
  try {
    return new DerReader(content).enter().startsWith(tag.sequence);
  } catch {
    return false;
  }
}
