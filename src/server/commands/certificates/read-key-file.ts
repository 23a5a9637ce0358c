import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Bytes } from "../../../core/bytes.ts";
import { parseCertificate } from "../../../core/x509/certificate.ts";
import { decodePem } from "../../../core/x509/pem.ts";
import { parseRequest } from "../../../core/x509/request.ts";
import { keyFingerprint } from "../../issuance/certifiable-key.ts";
import { OperatorError } from "../../system/operator-error.ts";

/**
 * The keys in a file, by the SHA-256 of their SubjectPublicKeyInfo: one hash on each line, or PEM blocks of
 * certificates, requests, public keys and unencrypted private keys. Empty lines and those that start with `#` are
 * skipped.
 *
 * @returns upper-case hexadecimal
 * @throws OperatorError `key-file-malformed`
 */
export async function readKeyFile(path: string): Promise<string[]> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new OperatorError("key-file-malformed", `${path} cannot be read. Correct its name.`, { cause });
  });
  const keys = text.includes("-----BEGIN ")
    ? keysInPem(path, text)
    : text.split("\n").flatMap((line, at) => keyOnLine(path, line, at + 1));
  if (keys.length > 0) return keys;
  throw new OperatorError("key-file-malformed", `${path} contains no keys. Write one SHA-256 on each line, or PEM.`);
}

/**
 * Reads the hash of a key: 64 hexadecimal digits, with or without colons.
 *
 * @returns undefined if it is invalid
 */
export function readKeyHash(text: string): string | undefined {
  const digits = text.trim().replaceAll(":", "").toUpperCase();
  return /^[0-9A-F]{64}$/.test(digits) ? digits : undefined;
}

function keyOnLine(path: string, line: string, number: number): string[] {
  if (/^\s*(#|$)/.test(line)) return [];
  const hash = readKeyHash(line);
  if (hash !== undefined) return [hash];
  throw new OperatorError("key-file-malformed", `Line ${number} of ${path} is not a SHA-256 in hexadecimal. Correct it.`);
}

function keysInPem(path: string, text: string): string[] {
  const labels = Array.from(text.matchAll(/-----BEGIN ([^\n-]*)-----/g), ([, label = ""]) => label);
  try {
    return [...new Set(labels)].flatMap((label) => keysUnder(label, text)).map(keyFingerprint);
  } catch (cause) {
    const sentence = `${path} contains a damaged or encrypted block. Name certificates, requests or keys in PEM.`;
    throw new OperatorError("key-file-malformed", sentence, { cause });
  }
}

/** The SubjectPublicKeyInfo of every block with a label; other labels are ignored. */
function keysUnder(label: string, text: string): Uint8Array[] {
  const blocks = decodePem(label, text);
  switch (label) {
    case "CERTIFICATE":
    case "X509 CERTIFICATE":
      return blocks.map((der) => parseCertificate(der).spki);
    case "CERTIFICATE REQUEST":
    case "NEW CERTIFICATE REQUEST":
      return blocks.map((der) => parseRequest(der).spki);
    case "PUBLIC KEY":
      return blocks.map((key) => exported(createPublicKey({ key: Buffer.from(key), format: "der", type: "spki" })));
    case "PRIVATE KEY":
      return blocks.map((key) => publicHalf(key, "pkcs8"));
    case "EC PRIVATE KEY":
      return blocks.map((key) => publicHalf(key, "sec1"));
    case "RSA PRIVATE KEY":
      return blocks.map((key) => publicHalf(key, "pkcs1"));
    case "ENCRYPTED PRIVATE KEY":
      throw new TypeError("The key is encrypted.");
    default:
      return [];
  }
}

function publicHalf(key: Bytes, type: "pkcs8" | "sec1" | "pkcs1"): Uint8Array {
  return exported(createPublicKey(createPrivateKey({ key: Buffer.from(key), format: "der", type })));
}

function exported(key: KeyObject): Uint8Array {
  return key.export({ type: "spki", format: "der" });
}
