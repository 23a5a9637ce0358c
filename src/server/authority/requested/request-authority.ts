import { createPublicKey, type KeyObject } from "node:crypto";
import { rm } from "node:fs/promises";
import type { Bytes } from "../../../core/bytes.ts";
import { octetString, oid, sequence, setOf } from "../../../core/der/write.ts";
import { encodeName } from "../../../core/name/name.ts";
import { encodePem } from "../../../core/x509/pem.ts";
import type { DataFolder } from "../../system/data-folder.ts";
import { replacePrivateFile, writePrivateFile } from "../../system/private-file.ts";
import { readDataFileIfThere } from "../../system/read-data-file.ts";
import { authorityExtensions } from "../signing/authority-extensions.ts";
import { encryptKey } from "../signing/key-file.ts";
import { keyIdentifier } from "../signing/key-identifier.ts";
import { extension } from "../signing/sign-certificate.ts";
import { signRequest } from "../signing/sign-request.ts";
import { signingKey } from "../signing/signing-key.ts";
import { generateAuthorityKey, type AuthorityKeyKind } from "./key-kinds.ts";

/** What an authority is requested with. */
export interface AuthorityRequest {
  readonly keyKind: AuthorityKeyKind;
  /** Its Name, DER; the root's operators may choose another one. */
  readonly subject: Bytes;
}

/** The request of a service that has no issuing authority yet. */
export const defaultRequest: AuthorityRequest = { keyKind: "P-256", subject: encodeName({ cn: "Koshin Issuing CA", o: "" }) };

const extensionRequest = oid("1.2.840.113549.1.9.14");

/**
 * Generates the key of an issuing authority that the operators of a root are asked to certify, and a request for it (PKCS#10,
 * RFC 2986), and writes both to the data folder, where there is none.
 *
 * @returns the request, PEM
 */
export async function writeRequest(
  files: DataFolder["authority"],
  passphrase: string,
  { keyKind, subject }: AuthorityRequest,
): Promise<string> {
  const key = await generateAuthorityKey(keyKind);
  const signer = signingKey(key);
  if (signer === undefined) throw new Error("Every kind of key that can be requested can sign.");
  const request = encodePem(
    "CERTIFICATE REQUEST",
    await signRequest(subject, publicKeyOf(key), signer, wantedExtensions(publicKeyOf(key))),
  );
  // The request is last: with it, the key is there, too, and a key without one is left over.
  await replacePrivateFile(files.requestedKey, encryptKey(key, passphrase));
  await writePrivateFile(files.request, request);
  return request;
}

/** The request that waits for its certificate, PEM; undefined if there is none. */
export async function readRequest(files: DataFolder["authority"]): Promise<string | undefined> {
  return await readDataFileIfThere(files.request);
}

/** Removes the request and its key. */
export async function removeRequest(files: DataFolder["authority"]): Promise<void> {
  await rm(files.request, { force: true });
  await rm(files.requestedKey, { force: true });
}

function publicKeyOf(key: KeyObject): Bytes {
  return new Uint8Array(createPublicKey(key).export({ type: "spki", format: "der" }));
}

/** The extensions that the certificate needs, as an extensionRequest (RFC 2985, section 5.4.2). */
function wantedExtensions(spki: Bytes): Bytes {
  const identifier = extension("2.5.29.14", octetString(keyIdentifier(spki)), { critical: false });
  const extensions = sequence(...authorityExtensions(0), identifier);
  return sequence(extensionRequest, setOf(extensions));
}
