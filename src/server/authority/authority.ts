import { X509Certificate, type KeyObject } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Bytes } from "../../core/bytes.ts";
import { parseCertificate } from "../../core/certificate.ts";
import { OperatorError } from "../operator-error.ts";
import type { DataFolder } from "../data-folder.ts";
import { keyIdentifier } from "./key-identifier.ts";
import { readKey } from "./key-file.ts";

/** The authority that signs certificates, ready for use. */
export interface Authority {
  /** The root's certificate, DER: what the others trust. */
  readonly root: Bytes;
  /** The issuing authority's certificate, DER. */
  readonly issuing: Bytes;
  /** The issuing authority's Name, DER. */
  readonly issuerName: Bytes;
  readonly issuerKeyIdentifier: Bytes;
  readonly notAfter: Date;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/**
 * Loads the authority of a data folder. The root's key stays in its file.
 *
 * @throws OperatorError `data-folder-incomplete`, `passphrase-wrong`
 */
export async function loadAuthority(files: DataFolder["authority"], passphrase: string): Promise<Authority> {
  const root = await readCertificate(files.rootCertificate);
  const issuing = await readCertificate(files.issuingCertificate);
  const privateKey = await readKey(files.issuingKey, passphrase);
  const { subjectDer, spki, notAfter } = parseCertificate(issuing);
  return {
    root,
    issuing,
    issuerName: subjectDer,
    issuerKeyIdentifier: keyIdentifier(spki),
    notAfter,
    publicKey: new X509Certificate(issuing).publicKey,
    privateKey,
  };
}

async function readCertificate(path: string): Promise<Bytes> {
  const pem = await readFile(path).catch((cause: unknown) => {
    throw new OperatorError("data-folder-incomplete", `${path} cannot be read. Restore it from a backup.`, { cause });
  });
  return new Uint8Array(new X509Certificate(pem).raw);
}
