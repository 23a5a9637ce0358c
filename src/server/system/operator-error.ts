/** Every mistake that an operator of the service can mend, by its stable code; docs/errors.md explains it in these words. */
export type OperatorErrorCode =
  /** `koshin init` or a restore was given a folder that holds something. Name an empty one. */
  | "data-folder-in-use"
  /** The path that was named as the data folder has none. Check it; `koshin init` makes a new data folder. */
  | "data-folder-missing"
  /** A file of the data folder is missing; the sentence names it. Restore it from a backup. */
  | "data-folder-incomplete"
  /**
   * A file of the data folder is there and may not be read, mostly because it belongs to another user; the sentence
   * names it. Give it to the owner of the folder, or run the command as that user or as root.
   */
  | "file-unreadable"
  /**
   * `koshin.json` or a variable has a value that the settings do not allow; the sentence names the places. Correct
   * them by settings.md.
   */
  | "settings-malformed"
  /** The issuing authority's key does not open with the passphrase that was found. Set the right one. */
  | "passphrase-wrong"
  /**
   * A rotation needs the root's key, which is not in its place. Bring it back from where it is kept, under the
   * passphrase of the service, for as long as the command takes.
   */
  | "root-key-missing"
  /** The master key is missing, or is not the one under which the keys were sealed. Restore it from a backup. */
  | "master-key-wrong"
  /**
   * The issuing authority, or the root above it, ends before what is to be issued would. Rotate the one that the
   * sentence names, with `koshin rotate issuing-ca` or `koshin rotate root`.
   */
  | "authority-expires-first"
  /**
   * Files of an authority do not belong together: a key is not its certificate's, or no root beside it has signed an
   * issuing authority. Put those there that do, from one backup.
   */
  | "authority-mismatched"
  /**
   * An authority's certificate may not sign certificates, or its key is of a kind that does not sign here. Put
   * another one there as the sentence says.
   */
  | "authority-unsuitable"
  /**
   * The server certificate or its key, which the service did not make and so does not replace, cannot be used. Mend
   * or remove it as the sentence says.
   */
  | "server-certificate-unusable"
  /**
   * A CN or a tenant's name has characters or a form that certificates do not take here. Write it as the sentence
   * says.
   */
  | "name-not-allowed"
  /** There is no tenant of this name. Correct it, or create the tenant. */
  | "tenant-unknown"
  /** There is a tenant of this name already. Choose another name. */
  | "tenant-exists"
  /** The tenant is closed. Choose another one, or open it with `koshin tenant open`. */
  | "tenant-closed"
  /** No certificate has this serial number or these names. Check the digits and the spelling. */
  | "certificate-unknown"
  /**
   * A recovery code was asked for a certificate of a type that the tenant's product does not renew. Issue a
   * certificate instead.
   */
  | "type-not-renewable"
  /** The file or folder that is to be written exists, and is not overwritten. Move it away, or name another one. */
  | "file-exists"
  /** A file that names keys holds a line that is no SHA-256, or a PEM block that cannot be read. Correct it. */
  | "key-file-malformed"
  /** The key is not on the list of blocked keys. Check its hash in `koshin blocked-key list`. */
  | "key-not-blocked"
  /** A notice's address is neither a mail address nor an https URL. Correct it. */
  | "notice-address-wrong"
  /** The path that was named as the backup has none. Name the folder that `koshin backup` made. */
  | "backup-missing"
  /** A backup's contents do not fit its own list, or its audit trail is not whole. Restore from another one. */
  | "backup-damaged"
  /**
   * The data folder has something that a backup cannot carry: a link that leads nowhere, a socket, a name with a line
   * break or a backslash. Move what the sentence names out of it.
   */
  | "backup-incomplete"
  /**
   * A file is no revocation list of this service's authorities, or what is to be revoked again after a restore is in no
   * list at all. Name a list that the service has published, or the former data folder.
   */
  | "list-unusable"
  /** Files changed while they were copied, for instance by a rotation. Make the backup again. */
  | "backup-disturbed"
  /** A program of the database's own, such as `pg_dump`, is not there. Install it. */
  | "program-missing"
  /**
   * The database's address cannot be read, is of another kind than the backup, or has its password among a command's
   * arguments, where others can read it. Correct it as the sentence says.
   */
  | "database-address-wrong"
  /**
   * The audit trail, or what the tables tell, is not what was written. See what was changed (`koshin audit --verify`),
   * find out who did it, and restore a backup.
   */
  | "audit-trail-changed"
  /**
   * The database of the service is gone or empty, although the data folder has one. Restore it from a backup; where
   * there is none, begin with an empty one on purpose (`koshin new-database`).
   */
  | "database-lost"
  /**
   * The database belongs to another data folder, or was emptied. Correct its address or restore it from a backup;
   * where there is none, begin with an empty one on purpose (`koshin new-database`).
   */
  | "database-foreign"
  /** The database holds something already. Name an empty one. */
  | "database-in-use"
  /**
   * The database does not answer, refuses the account, has tables of a later version, or its audit trail is broken.
   * See to it as the sentence says.
   */
  | "database-unusable"
  /** Another program listens on the port. Stop it, or choose another port. */
  | "address-in-use"
  /**
   * A file or folder cannot be read or written: permissions, a full disk, a wrong path. The sentence names it and what
   * the operating system says.
   */
  | "file-unusable"
  /** The result of a command could not be printed: its reader has gone, or the disk is full. What it says was done is done. */
  | "output-failed"
  /** `koshin issue --days` asks for a longer validity than `validityYears` allows. Name fewer days. */
  | "validity-too-long"
  /** An option is missing, unknown or has a value that it does not take; exit code 2. `--help` shows an example. */
  | "wrong-usage"
  /** A command met a mistake of its own. Report it with what it printed. */
  | "unexpected-failure";

/** A failure that the operator can mend; the message is a sentence that says how. */
export class OperatorError extends Error {
  override readonly name = "OperatorError";
  readonly code: OperatorErrorCode;

  constructor(code: OperatorErrorCode, sentence: string, options?: { readonly cause?: unknown }) {
    super(sentence, options);
    this.code = code;
  }
}
