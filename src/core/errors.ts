/** Every error of the core by its stable code, with the sentence that tells the person what to do. */
const catalogue = {
  "base64-malformed": "The text is not base64. Fetch it again; if it stays so, tell the operator of the service.",
  "der-malformed": "The data is not valid DER. Fetch the file again; if it stays so, tell who made it.",
  "certificate-malformed": "The file is not an X.509 certificate. Fetch it again from the certificate service.",
  "request-malformed": "The data is not a PKCS#10 certificate request. Make the request again.",
  "request-signature-wrong": "The certificate request is not signed by the key that it names. Make the request again.",
  "response-malformed": "The service's answer holds no certificates. Try again; if it stays so, tell its operator.",
  "key-unsupported": "The key is of a kind that is not supported. Use P-256 or RSA-2048.",
  "pkcs12-malformed": "The file is not a PKCS#12 (.p12) file, or it is damaged. Download it again.",
  "pkcs12-truncated": "The .p12 file ends too early. Download it again.",
  "pkcs12-wrong-password": "The password does not open this .p12 file. Copy it again, without spaces around it.",
  "pkcs12-unsupported": "The .p12 file uses an encryption that is not supported. Ask for it to be issued again.",
  "pkcs12-too-many-iterations": "The .p12 file asks for more work than any honest file does. Ask for it to be issued again.",
  "password-not-ascii": "The password of a .p12 file must be printable ASCII. Choose another one.",
  "subject-not-nameable": "The certificate's name cannot be part of a file name. Have it issued under a name such as client28.",
  "replacement-key-mismatch": "The service answered with a certificate for another key. Tell its operator; keep using the present certificate.",
  "replacement-subject-mismatch": "The service answered with a certificate for somebody else. Tell its operator; keep using the present certificate.",
  "replacement-not-later": "The service answered with a certificate that does not last longer. Tell its operator; keep using the present certificate.",
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
