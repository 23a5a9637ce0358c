/** Why a certificate, list or row is not imported, by its stable code; docs/takeover.md has the same list. */
export const importSentences = {
  "nothing-found": "It contains no certificate, revocation list or index.",
  packed: "It is an archive, a compressed file or a workbook. Unpack it, and import the folder, or save the table as CSV.",
  "file-skipped": "It is a link, or no regular file: name what it stands for instead.",
  "file-unreadable": "It cannot be read. Check its permissions and its disk.",
  "folder-too-deep": "Folders are nested too deeply here.",
  "too-large": "It is larger than anything of its kind.",
  malformed: "It is damaged, or not what it looks like.",
  "password-missing": "It needs a password. Put it on a line of the file that --password-file names.",
  "password-wrong": "None of the passwords opens it.",
  "encryption-unsupported": "Its encryption is not supported, or demands too many iterations.",
  "issuer-unknown": "No authority of this service has its issuer's name. If it is a predecessor's: koshin authority adopt.",
  "signature-wrong": "An authority of this service has its issuer's name, but has not signed it.",
  "signature-unsupported": "It is signed with an algorithm that is not verified any more, such as MD5.",
  "key-unsupported": "Its key is of a kind or length that is not accepted.",
  "is-authority": "It is an authority's certificate. koshin authority adopt accepts those that it has signed.",
  "authority-known": "It is the certificate of an authority whose certificates are accepted here: nothing is left to do.",
  "holder-unreadable":
    "The rule in the settings (subjects) finds no tenant or no holder in its subject. --tenant names the tenant of all certificates.",
  "tenant-not-allowed":
    "Its tenant has a name that is too long, or has characters that are not allowed. --tenant names the tenant of all certificates.",
  "tenant-similar": "A tenant exists whose name differs only by case or width. Use --tenant if they are the same.",
  "holder-not-allowed": "Its holder has a name that is too long, or has invisible characters, such as directional marks.",
  "name-too-long": "Its subject is too long.",
  "serial-too-long": "A serial number in it has more than 512 octets.",
  "dates-wrong": "It ends before it begins.",
  "serial-taken": "Another certificate with the same issuer and serial number is known.",
  "facts-contradicted": "It differs from what an index or a table says of it.",
  "row-not-utf8": "The row is not in UTF-8. Save the table in UTF-8, and import it again.",
  "row-malformed": "A field of the row is missing or malformed.",
  "issuer-not-named": "There are several authorities: name the issuer in a column, by its identifier.",
  "list-older": "A later revocation list of this authority has been imported.",
  "list-early": "It is from the future. Check the clock.",
  "list-partial": "It is not a complete revocation list: it is a delta, or limited to some reasons or certificates.",
  "list-unsupported": "It has a critical extension that is not supported, or lists certificates of other issuers, too.",
  "list-signer": "The certificate of its authority does not allow signing revocation lists: its keyUsage lacks cRLSign.",
  "list-number": "Its number has more than 20 octets, or is too high to be continued by lists of this service.",
} as const;

/** The stable code of a refusal. */
export type ImportCode = keyof typeof importSentences;

/** Something is not imported. */
export class ImportRefusal extends Error {
  override readonly name = "ImportRefusal";
  readonly code: ImportCode;

  constructor(code: ImportCode, options?: { readonly cause?: unknown }) {
    super(importSentences[code], options);
    this.code = code;
  }
}
