import { createHash, randomBytes } from "node:crypto";
import * as v from "valibot";
import { generatePassword } from "../../../core/password.ts";
import { nameOf, type CertificateIdentity } from "../../store/certificates/certificate-name.ts";
import { readSealingKey, writeSealingKey, type KeptKey } from "../../store/certificates/kept-keys.ts";
import type { CertificateRow, StoreTransaction } from "../../store/database/schema.ts";
import type { MasterKey } from "../../vault/master-keys.ts";
import { seal, unseal } from "../../vault/sealing.ts";
import type { Vault } from "../../vault/vault.ts";

/** The password and the address of the .p12 file of a stored key. */
export interface FileAccess {
  readonly password: string;
  /** The part of the file's address that is secret: 256 random bits. */
  readonly token: string;
}

const FileAccess = v.pipe(v.string(), v.parseJson(), v.strictObject({ password: v.string(), token: v.string() }));

/** The hash of a token in the database. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/**
 * Seals a key, with a random password and address for its file.
 *
 * @param privateKey PKCS#8
 */
export function sealKey(
  masterKey: MasterKey,
  certificate: CertificateIdentity & Pick<CertificateRow, "number">,
  privateKey: Uint8Array,
): { access: FileAccess; kept: KeptKey } {
  const access: FileAccess = { password: generatePassword(), token: randomBytes(32).toString("base64url") };
  const kept = sealBoth(masterKey, { certificate: certificate.number, boundTo: nameOf(certificate) }, privateKey, access);
  return { access, kept };
}

/**
 * Unseals the password and the address of a stored key's file.
 *
 * @throws OperatorError `master-key-wrong`
 */
export async function openAccess(vault: Vault, { boundTo, masterKey, sealedAccess }: KeptKey): Promise<FileAccess> {
  const text = unseal(await vault.keyById(masterKey), { purpose: "access", boundTo }, sealedAccess);
  return v.parse(FileAccess, new TextDecoder().decode(text));
}

/**
 * Unseals a stored key.
 *
 * @returns PKCS#8
 * @throws OperatorError `master-key-wrong`
 */
export async function openKey(vault: Vault, { boundTo, masterKey, sealedKey }: KeptKey): Promise<Uint8Array<ArrayBuffer>> {
  return unseal(await vault.keyById(masterKey), { purpose: "key", boundTo }, sealedKey);
}

/**
 * Seals the same secrets with another master key.
 *
 * @throws OperatorError `master-key-wrong`
 */
export async function reseal(vault: Vault, to: MasterKey, kept: KeptKey): Promise<KeptKey> {
  return sealBoth(to, kept, await openKey(vault, kept), await openAccess(vault, kept));
}

/**
 * The current master key. The database says which one that is, so that a process that runs during a rotation never seals
 * with a key that is about to be removed.
 *
 * @throws OperatorError `master-key-wrong`
 */
export async function sealingKey(vault: Vault, transaction: StoreTransaction): Promise<MasterKey> {
  const id = await readSealingKey(transaction);
  if (id !== undefined) return await vault.keyById(id);
  const first = await vault.firstKey();
  await writeSealingKey(transaction, first.id);
  return first;
}

function sealBoth(
  masterKey: MasterKey,
  { certificate, boundTo }: Pick<KeptKey, "certificate" | "boundTo">,
  privateKey: Uint8Array,
  access: FileAccess,
): KeptKey {
  const accessText = new TextEncoder().encode(JSON.stringify(access));
  return {
    certificate,
    boundTo,
    tokenHash: hashToken(access.token),
    masterKey: masterKey.id,
    sealedKey: seal(masterKey, { purpose: "key", boundTo }, privateKey),
    sealedAccess: seal(masterKey, { purpose: "access", boundTo }, accessText),
  };
}
