/** Every mistake that an operator of the service can mend, by its stable code. */
export type OperatorErrorCode =
  | "data-folder-in-use"
  | "data-folder-incomplete"
  | "settings-malformed"
  | "passphrase-wrong"
  | "master-key-wrong"
  | "authority-expires-first"
  | "name-not-allowed"
  | "tenant-unknown"
  | "tenant-exists"
  | "tenant-closed"
  | "certificate-unknown"
  | "type-not-renewable"
  | "file-exists"
  | "notice-address-wrong"
  | "backup-damaged"
  | "backup-disturbed"
  | "program-missing"
  | "database-address-wrong"
  | "database-in-use"
  | "database-unusable"
  | "address-in-use";

/** A failure that the operator can mend; the message is a sentence that says how. */
export class OperatorError extends Error {
  override readonly name = "OperatorError";
  readonly code: OperatorErrorCode;

  constructor(code: OperatorErrorCode, sentence: string, options?: { readonly cause?: unknown }) {
    super(sentence, options);
    this.code = code;
  }
}
