/** Why a file cannot be tracked, by the code for which the options page has a text. */
export type CertificateFileCode =
  /** The file contains no certificate in a supported format. */
  | "no-certificate-in-file"
  /** All certificates in the file are those of authorities. */
  | "authorities-only"
  /** No certificate in the file is for its private key. */
  | "key-without-certificate"
  /** Several certificates in the file could be the person's. */
  | "several-certificates"
  /** The certificate has no common name to identify it. */
  | "nameless"
  /** The password does not open the .p12 file. */
  | "password-wrong"
  /** The encryption of the .p12 file is not supported here. */
  | "encryption-unsupported"
  /** The .p12 file is truncated or damaged. */
  | "p12-malformed"
  /** The file is larger than any certificate file. */
  | "too-large";

const details: Readonly<Record<CertificateFileCode, string>> = {
  "no-certificate-in-file": "The file contains no certificate. Choose a .p12, .pfx, .pem, .cer or .crt file.",
  "authorities-only": "The file contains only certificates of authorities. Choose the file with your own certificate.",
  "key-without-certificate": "No certificate in the file is for its private key. Choose the file with your own certificate.",
  "several-certificates": "The file contains several people's certificates. Choose your own alone, as a .cer file.",
  nameless: "The certificate has no common name. Choose the file with your own certificate.",
  "password-wrong": "The password does not open the .p12 file. Enter it again.",
  "encryption-unsupported": "The .p12 file's encryption is not supported. Choose the certificate alone, as a .cer file.",
  "p12-malformed": "The .p12 file is damaged. Choose another copy of it.",
  "too-large": "The file is too large for a certificate file. Choose another one.",
};

/** Whether a value is such a code. */
export function isCertificateFileCode(value: unknown): value is CertificateFileCode {
  return typeof value === "string" && Object.hasOwn(details, value);
}

/** A file that cannot be tracked; the error contains neither the file's contents nor a password. */
export class CertificateFileError extends Error {
  override readonly name = "CertificateFileError";
  readonly code: CertificateFileCode;

  constructor(code: CertificateFileCode, options?: { readonly cause?: unknown }) {
    super(details[code], options);
    this.code = code;
  }
}
