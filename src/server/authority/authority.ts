import { X509Certificate, type KeyObject } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Bytes } from "../../core/bytes.ts";
import { parseCertificate } from "../../core/certificate.ts";
import { OperatorError } from "../operator-error.ts";
import type { DataFolder } from "../data-folder.ts";
import { listGenerations, type Generation } from "./generations.ts";
import { keyIdentifier } from "./key-identifier.ts";
import { readKey } from "./key-file.ts";

/** An authority that signs certificates, ready for use. */
export interface IssuingAuthority {
  /** Its certificate, DER. */
  readonly issuing: Bytes;
  /** Its Name, DER. */
  readonly issuerName: Bytes;
  readonly issuerKeyIdentifier: Bytes;
  readonly notAfter: Date;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/** The authority that signs at present, and what is around it. */
export interface Authority extends IssuingAuthority {
  /** The root's certificate, DER: what the others trust. */
  readonly root: Bytes;
  /** Those that signed before, the latest first: what they signed stays good. */
  readonly earlier: readonly IssuingAuthority[];
}

/**
 * Loads the authorities of a data folder. The root's key stays in its file.
 *
 * @throws OperatorError `data-folder-incomplete`, `passphrase-wrong`
 */
export async function loadAuthority(files: DataFolder["authority"], passphrase: string): Promise<Authority> {
  const root = await readCertificate(files.rootCertificate);
  const [latest, ...others] = await listGenerations(files);
  const present = await loadIssuing(latest, passphrase);
  const earlier = await Promise.all(others.map(async (generation) => await loadIssuing(generation, passphrase)));
  return { ...present, root, earlier };
}

/** The authority that signed a certificate. */
export function issuerOf(authority: Authority, certificate: Uint8Array): IssuingAuthority {
  if (authority.earlier.length === 0) return authority;
  const signed = new X509Certificate(certificate);
  return [authority, ...authority.earlier].find(({ publicKey }) => signed.verify(publicKey)) ?? authority;
}

async function loadIssuing(generation: Generation, passphrase: string): Promise<IssuingAuthority> {
  const issuing = await readCertificate(generation.certificate);
  const { subjectDer, spki, notAfter } = parseCertificate(issuing);
  return {
    issuing,
    issuerName: subjectDer,
    issuerKeyIdentifier: keyIdentifier(spki),
    notAfter,
    publicKey: new X509Certificate(issuing).publicKey,
    privateKey: await readKey(generation.key, passphrase),
  };
}

async function readCertificate(path: string): Promise<Bytes> {
  const pem = await readFile(path).catch((cause: unknown) => {
    throw new OperatorError("data-folder-incomplete", `${path} cannot be read. Restore it from a backup.`, { cause });
  });
  return new Uint8Array(new X509Certificate(pem).raw);
}
