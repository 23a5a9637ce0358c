/**
 * Every error of the core by its stable code, with the message that tells the person what to do. The comment above a
 * code is its explanation in docs/errors.md.
 */
const catalogue = {
  /**
   * Base64 was expected, but the data is something else or is truncated. Something in between, such as a proxy with its
   * own page, has replaced the response.
   */
  "base64-malformed": "The text is not base64. Fetch it again; if the problem persists, tell the operator of the service.",
  /** The data is not valid DER (X.690): it is the wrong file, or damaged. */
  "der-malformed": "The data is not valid DER. Fetch the file again; if the problem persists, tell whoever created it.",
  /** The data is not a readable X.509 certificate (RFC 5280). */
  "certificate-malformed": "The file is not an X.509 certificate. Fetch it again from the certificate service.",
  "request-malformed": "The data is not a PKCS#10 certificate request. Create the request again.",
  "request-signature-wrong": "The certificate request is not signed with its own key. Create the request again.",
  /**
   * The service's response to a renewal is not a `certs-only` message (RFC 7030, section 4.2.3), contains no
   * certificate, or one that no authority in its `cacerts` issued.
   */
  "response-malformed": "The service's response contains no certificates. Try again; if the problem persists, tell its operator.",
  /** The key is of a kind that cannot be renewed, such as Ed25519 or 1024-bit RSA. */
  "key-unsupported": "This kind of key is not supported. Use P-256, P-384, or RSA with 2048, 3072 or 4096 bits.",
  /** The data is not a PKCS#12 file (RFC 7292). */
  "pkcs12-malformed": "The file is not a PKCS#12 (.p12) file, or it is damaged. Download it again.",
  /** A .p12 file is shorter than its own lengths say: the download was interrupted. */
  "pkcs12-truncated": "The .p12 file is truncated. Download it again.",
  /** The MAC of a .p12 file does not match the password. Usually a space or a line break was copied with it. */
  "pkcs12-wrong-password": "The password does not open this .p12 file. Copy it again, without spaces around it.",
  /**
   * A .p12 file is encrypted with an unsupported algorithm: not AES, Triple DES, or the RC2 or RC4 of older programs.
   */
  "pkcs12-unsupported": "The .p12 file uses an unsupported encryption algorithm. Ask for it to be issued again.",
  /**
   * A .p12 file demands so many iterations of key derivation that opening it would keep the computer busy for minutes.
   */
  "pkcs12-too-many-iterations": "The .p12 file demands an excessive number of iterations. Ask for it to be issued again.",
  /** A password contains characters that programs encode differently, so that some of them could not open the file. */
  "password-not-ascii": "The password of a .p12 file must be printable ASCII. Choose another one.",
  /** The issued certificate is for a different key from the one generated here, so it would not work. */
  "replacement-key-mismatch":
    "The service returned a certificate for a different key. Tell its operator; keep using the current certificate.",
  /** The issued certificate has a different CN or tenant from the current one. */
  "replacement-subject-mismatch":
    "The service returned a certificate for a different holder. Tell its operator; keep using the current certificate.",
  /** The issued certificate does not expire later than the current one. */
  "replacement-not-later":
    "The service returned a certificate that does not expire later. Tell its operator; keep using the current certificate.",
} as const;

/** The stable code of an error of the core. */
export type ErrorCode = keyof typeof catalogue;

/** An error with a stable code and a message that tells the person what to do; the cause is kept. */
export class KoshinError extends Error {
  override readonly name = "KoshinError";
  readonly code: ErrorCode;

  constructor(code: ErrorCode, options?: { readonly cause?: unknown }) {
    super(catalogue[code], options);
    this.code = code;
  }
}

/** Whether an error is a KoshinError, including one from a script with its own copy of this class. */
export function isKoshinError(error: unknown): error is KoshinError {
  return error instanceof Error && error.name === "KoshinError";
}
