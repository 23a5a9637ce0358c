/**
 * Every error of the core by its stable code, with the sentence that tells the person what to do; what stands above a
 * code is its explanation in docs/errors.md.
 */
const catalogue = {
  /**
   * What should be base64 holds something else, or ends in the middle. Something on the way, such as a proxy's own
   * page, has taken the place of the answer.
   */
  "base64-malformed": "The text is not base64. Fetch it again; if it stays so, tell the operator of the service.",
  /** What should be DER (X.690) is no such encoding: the file is another one, or damaged. */
  "der-malformed": "The data is not valid DER. Fetch the file again; if it stays so, tell who made it.",
  /** What should be an X.509 certificate (RFC 5280) is none that can be read. */
  "certificate-malformed": "The file is not an X.509 certificate. Fetch it again from the certificate service.",
  "request-malformed": "The data is not a PKCS#10 certificate request. Make the request again.",
  "request-signature-wrong": "The certificate request is not signed by the key that it names. Make the request again.",
  /**
   * The service's answer to a renewal is no `certs-only` message with certificates (RFC 7030, section 4.2.3), holds
   * none, or one that no authority in its `cacerts` has issued.
   */
  "response-malformed": "The service's answer holds no certificates. Try again; if it stays so, tell its operator.",
  /** A key is neither P-256 nor RSA-2048. */
  "key-unsupported": "The key is of a kind that is not supported. Use P-256 or RSA-2048.",
  /** What should be a PKCS#12 file (RFC 7292) is none. */
  "pkcs12-malformed": "The file is not a PKCS#12 (.p12) file, or it is damaged. Download it again.",
  /** A .p12 file ends before its own lengths say: the download was cut off. */
  "pkcs12-truncated": "The .p12 file ends too early. Download it again.",
  /** The MAC of a .p12 file does not fit the password. Mostly a blank or a line end was copied along. */
  "pkcs12-wrong-password": "The password does not open this .p12 file. Copy it again, without spaces around it.",
  /** A .p12 file is encrypted with an algorithm that is not read: not PBES2 with AES, Triple DES, or the RC2 of older programs. */
  "pkcs12-unsupported": "The .p12 file uses an encryption that is not supported. Ask for it to be issued again.",
  /** A .p12 file asks for so many rounds of key derivation that reading it would keep the computer busy for minutes. */
  "pkcs12-too-many-iterations": "The .p12 file asks for more work than any honest file does. Ask for it to be issued again.",
  /**
   * A password holds characters that programs encode in different ways, so that not each of them could open the file.
   */
  "password-not-ascii": "The password of a .p12 file must be printable ASCII. Choose another one.",
  /** A file's name is made of tenant and CN, and these hold characters that have no place in one. */
  "subject-not-nameable": "The certificate's name cannot be part of a file name. Have it issued under a name such as client28.",
  /** The certificate that came back is for another key than the one that was made here, so that it would not work. */
  "replacement-key-mismatch":
    "The service answered with a certificate for another key. Tell its operator; keep using the present certificate.",
  /** The certificate that came back names another CN or tenant than the present one. */
  "replacement-subject-mismatch":
    "The service answered with a certificate for somebody else. Tell its operator; keep using the present certificate.",
  /** The certificate that came back ends no later than the present one. */
  "replacement-not-later":
    "The service answered with a certificate that does not last longer. Tell its operator; keep using the present certificate.",
} as const;

/** The stable code of an error of the core. */
export type ErrorCode = keyof typeof catalogue;

/** An error with a stable code and a sentence that tells the person what to do; the cause is kept. */
export class KoshinError extends Error {
  override readonly name = "KoshinError";
  readonly code: ErrorCode;

  constructor(code: ErrorCode, options?: { readonly cause?: unknown }) {
    super(catalogue[code], options);
    this.code = code;
  }
}
