/**
 * Every error that an operator of the service can fix, by its stable code; the comments are the explanations in
 * docs/errors.md.
 */
export type OperatorErrorCode =
  /** There is no announcement with this number. `koshin list announcements` lists them. */
  | "announcement-unknown"
  /**
   * A file with certificates to issue has rows with faults, or that would be a second certificate for their CN or their device;
   * the message names each. Nothing was issued. Correct them, or say what becomes of them.
   */
  | "orders-faulty"
  /** The folder for `koshin init` or a restore is not empty. Name an empty one. */
  | "data-folder-in-use"
  /** There is no data folder at the path. Check the path; `koshin init` creates a new data folder. */
  | "data-folder-missing"
  /** A file of the data folder is missing; the message names it. Restore it from a backup. */
  | "data-folder-incomplete"
  /**
   * A file of the data folder exists but cannot be read, usually because it belongs to another user; the message names
   * it. Give it to the owner of the folder, or run the command as that user or as root. Otherwise check the file and its
   * disk.
   */
  | "file-unreadable"
  /**
   * `koshin.json` or a variable has an invalid value; the message names the places. Correct them according to
   * settings.md.
   */
  | "settings-malformed"
  /** The passphrase does not open the issuing authority's key. Set the right one. */
  | "passphrase-wrong"
  /**
   * A rotation needs the root's key, which is not in the data folder. Bring it back from its storage, encrypted with
   * the service's passphrase, for the duration of the command.
   */
  | "root-key-missing"
  /**
   * The key of the root above the issuing authority is held elsewhere, so that the service cannot sign another issuing
   * authority. Request one from the root's operators with `koshin authority request`.
   */
  | "root-foreign"
  /** The master key is missing, or is not the one under which the keys were encrypted. Restore it from a backup. */
  | "master-key-wrong"
  /**
   * The issuing authority, or the root above it, would expire before the certificate to be issued. Rotate the one that
   * the message names, with `koshin rotate issuing-ca` or `koshin rotate root`; if others hold the root's key, request
   * another authority from them with `koshin authority request`. Or issue for fewer days.
   */
  | "authority-expires-first"
  /**
   * Files of an authority do not match: a key does not belong to its certificate, or none of the roots signed an issuing
   * authority. Use matching files, from one backup.
   */
  | "authority-mismatched"
  /**
   * An authority's certificate is not a CA certificate, or its key is of an unsupported kind. Replace it as the message
   * says.
   */
  | "authority-unsuitable"
  /** The certificate of an authority, or of one above it, has expired or is not valid yet. Have it certified again. */
  | "authority-expired"
  /**
   * The service has no issuing authority yet: its certificate was requested from the operators of its root. Send them
   * the request, and accept the certificate that they issue (`koshin authority accept`).
   */
  | "authority-requested"
  /** There is no pending request for an issuing authority. Create one with `koshin authority request`. */
  | "request-missing"
  /** A request for an issuing authority is pending. Add `--replace` to replace it by a new one. */
  | "request-waiting"
  /**
   * The other authority that signs certificates cannot be reached, or its answer cannot be used. Correct what the message
   * says: the address, the root of its server's certificate, or the credential.
   */
  | "upstream-unreachable"
  /** The named authority is not that of the service at the address. Name the certificate of its issuing authority. */
  | "upstream-mismatched"
  /** No service runs from the data folder on this machine. Start it with `koshin serve`. */
  | "service-not-running"
  /**
   * A running service could not apply what has changed, and goes on as before. Correct what the message says, and reload
   * it again.
   */
  | "reload-failed"
  /**
   * The other authority that signs certificates has not decided yet. The request is kept: run the same command later.
   */
  | "signature-delayed"
  /**
   * The other authority that signs certificates refuses this one, or signed one that cannot be used; the message has the
   * reason. Ask its operators.
   */
  | "signature-refused"
  /** The other authority that signs certificates decides how long they are valid. Omit the number of days. */
  | "validity-not-decided-here"
  /**
   * The address of a key in a token (a PKCS#11 URI, RFC 7512) is malformed or incomplete. Correct it as the message
   * says.
   */
  | "token-address-malformed"
  /**
   * A token with an authority's key, or its vendor's library, does not work. Check that it is there, and its address.
   */
  | "token-unusable"
  /** A token contains no such key, or several. Correct the label or identifier in its address. */
  | "token-object-unknown"
  /** The PIN of a token was not provided. Name its file as the message says. */
  | "token-pin-missing"
  /**
   * A token refuses its PIN, has refused this one before, or would be locked by another wrong one. A refused PIN is
   * never tried again: correct it at its source.
   */
  | "token-pin-refused"
  /** The root above an authority was not named. Name the file of its certificate. */
  | "authority-root-missing"
  /**
   * A file with an authority contains no certificate or key that can be read. Name another one, as the message says.
   */
  | "authority-file-malformed"
  /**
   * The key of an existing authority is encrypted, and the passphrase is missing or wrong. Correct the file that
   * contains the passphrase.
   */
  | "authority-passphrase-wrong"
  /**
   * An authority to adopt has the same key identifier as another authority of this service, but a different key. It
   * cannot be adopted, because the certificates of the two could not be told apart.
   */
  | "authority-conflicting"
  /**
   * The server certificate or its key, which the service did not create and therefore does not replace, cannot be used.
   * Correct or remove it as the message says.
   */
  | "server-certificate-unusable"
  /**
   * A CN or a tenant's name contains characters or has a form that this service does not allow. Write it as the message
   * says.
   */
  | "name-not-allowed"
  /** There is no tenant with this name. Correct it, or create the tenant. */
  | "tenant-unknown"
  /** A kind of certificate that was named is not in the settings. Correct it, or add it to `kinds`. */
  | "kind-unknown"
  /** A tenant's product, or one that was named, is not in the settings. Add it to `products`, or name another one. */
  | "product-unknown"
  /** A tenant with this name already exists. Choose another name. */
  | "tenant-exists"
  /** The tenant has an account with this name. Choose another one; `koshin account list` shows them. */
  | "account-exists"
  /** The tenant has no account with this name. `koshin account list` shows them. */
  | "account-unknown"
  /** The tenant has no token with this identifier. `koshin token list` shows them. */
  | "token-unknown"
  /** The tenant has a hundred valid tokens already. Revoke those that no program uses (`koshin token revoke`). */
  | "tokens-exceeded"
  /**
   * The settings do not say at which address the administrators' site is, which the link of an invitation names. Set
   * `hosts.console`, and a port other than 0.
   */
  | "console-not-served"
  /**
   * The settings do not say at which address the system operators' site is, which the link of an invitation names. Set
   * `hosts.operator`, and a port other than 0.
   */
  | "operator-not-served"
  /** The tenant is closed. Choose another one, or open it with `koshin tenant open`. */
  | "tenant-closed"
  /** Several authorities have issued a certificate with this serial number. Name the issuer, too. */
  | "certificate-ambiguous"
  /** No certificate has this serial number or these names. Check the digits and the spelling. */
  | "certificate-unknown"
  /**
   * A file with the names of certificates has none, more than ten thousand, or a line that is no name; the message says which.
   * Nothing was done. Write a serial number on each line, or what `koshin list certificates --json` prints.
   */
  | "certificates-malformed"
  /** There is no job with this id, or it has been forgotten. `koshin job list` lists them. */
  | "job-unknown"
  /**
   * A recovery code was requested for a certificate of a type that the tenant's product does not renew. Issue a
   * certificate instead.
   */
  | "type-not-renewable"
  /** The file or folder to write already exists, and is not overwritten. Move it away, or name another one. */
  | "file-exists"
  /** A file with keys contains a line that is not a SHA-256, or an unreadable PEM block. Correct it. */
  | "key-file-malformed"
  /** The key is not on the list of blocked keys. Check its hash in `koshin blocked-key list`. */
  | "key-not-blocked"
  /** A notice's address is neither a mail address nor an https URL. Correct it. */
  | "notice-address-wrong"
  /** A tenant's notices are not sent to this mail address. Compare it with `koshin tenant show`, or add it. */
  | "notice-address-unknown"
  /** There is no backup at the path. Name the folder that `koshin backup` created. */
  | "backup-missing"
  /** A backup's contents do not match its own list, or its audit trail is incomplete. Restore another one. */
  | "backup-damaged"
  /**
   * The data folder contains something that cannot be backed up: a broken link, a socket, a name with a line break or a
   * backslash, or the backup itself. Move what the message names out of the folder, or name a backup folder outside it.
   */
  | "backup-incomplete"
  /**
   * A file is not a complete revocation list of this service's authorities, or no list was named although revocations
   * are to be repeated after a restore. Name a list that the service has published, or the former data folder; to
   * continue the lists of another program, name the last one that it published.
   */
  | "list-unusable"
  /**
   * Files kept changing while they were copied, for example by a rotation. Wait until it has finished, and try again.
   */
  | "backup-disturbed"
  /** A client program of the database, such as `pg_dump`, is not installed. Install it. */
  | "program-missing"
  /**
   * The database URL is invalid, is of another kind than the backup, or contains its password in a command's arguments,
   * where others can read it. Correct it as the message says.
   */
  | "database-address-wrong"
  /**
   * The audit trail or the tables were changed after they were written. See what was changed (`koshin audit --verify`),
   * find out who did it, and restore a backup.
   */
  | "audit-trail-changed"
  /**
   * The database of the data folder is missing or empty. Restore it from a backup; if there is none, start with an
   * empty one on purpose (`koshin new-database`).
   */
  | "database-lost"
  /**
   * The database belongs to another data folder, or was emptied. Correct its URL or restore it from a backup; if there
   * is none, start with an empty one on purpose (`koshin new-database`).
   */
  | "database-foreign"
  /** The database is not empty. Name an empty one, or move it away. */
  | "database-in-use"
  /** The database to move to PostgreSQL is already a PostgreSQL database. Move it with `pg_dump` and `pg_restore`. */
  | "database-on-postgres"
  /** The service, or a command that uses its database, is running. Stop it, and try again. */
  | "service-running"
  /**
   * The database does not respond, refuses the account, has tables of a later version, or its audit trail is broken.
   * Proceed as the message says.
   */
  | "database-unusable"
  /** Another program listens on the port. Stop it, or choose another port. */
  | "address-in-use"
  /**
   * The socket for the service's reverse proxy cannot be made. Create the folder of `front.listen.path`, writable for the
   * service's user only, or set another path.
   */
  | "front-socket-unusable"
  /**
   * A file or folder cannot be read or written: permissions, a full disk, a wrong path. The message names it and the
   * error of the operating system.
   */
  | "file-unusable"
  /**
   * The result of a command could not be printed: the pipe was closed, or the disk is full. The command itself
   * succeeded.
   */
  | "output-failed"
  /**
   * `koshin issue --days` requests a longer validity than `validityYears` allows. Use fewer days, or change the
   * setting.
   */
  | "validity-too-long"
  /** An option is missing, unknown or has an invalid value; exit code 2. `--help` shows an example. */
  | "wrong-usage"
  /** A bug in the command. Report it with its output. */
  | "unexpected-failure";

/** An error that the operator can fix; the message says how. */
export class OperatorError extends Error {
  override readonly name = "OperatorError";
  readonly code: OperatorErrorCode;

  constructor(code: OperatorErrorCode, sentence: string, options?: { readonly cause?: unknown }) {
    super(sentence, options);
    this.code = code;
  }
}
