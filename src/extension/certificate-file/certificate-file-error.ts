/** Why a file cannot be tracked, by the code that the options page's texts explain. */
export type CertificateFileCode =
  /** It holds no certificate in any of the forms that are read. */
  | "no-certificate-in-file"
  /** All of its certificates are authorities'. */
  | "authorities-only"
  /** Its certificate has no common name, by which a person could know it. */
  | "nameless"
  /** It is a .p12 file, and the password does not open it. */
  | "password-wrong"
  /** It is a .p12 file whose encryption is not read here. */
  | "encryption-unsupported"
  /** It is a .p12 file that has no key in it or is damaged. */
  | "p12-malformed"
  /** It is longer than any file with a certificate is. */
  | "too-large";

const details: Readonly<Record<CertificateFileCode, string>> = {
  "no-certificate-in-file": "The file holds no certificate. Choose a .p12, .pfx, .pem, .cer or .crt file.",
  "authorities-only": "The file holds certificates of authorities alone. Choose the file with your own certificate.",
  nameless: "The certificate has no common name. Choose the file with your own certificate.",
  "password-wrong": "The password does not open the .p12 file. Type or paste it again.",
  "encryption-unsupported": "The .p12 file's encryption is not supported. Choose the certificate alone, as a .cer file.",
  "p12-malformed": "The .p12 file is damaged or has no key in it. Choose another copy of it.",
  "too-large": "The file is too large for a certificate's. Choose another one.",
};

/** A file that cannot be tracked; neither its contents nor a password are in the error. */
export class CertificateFileError extends Error {
  override readonly name = "CertificateFileError";
  readonly code: CertificateFileCode;

  constructor(code: CertificateFileCode, options?: { readonly cause?: unknown }) {
    super(details[code], options);
    this.code = code;
  }
}
