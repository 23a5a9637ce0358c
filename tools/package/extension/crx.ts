import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";

/** Bytes of an RSA-2048 modulus; Chromium verifies other sizes, too, but its own tools make this one. */
const keyBits = 2048;

/**
 * An organisation's key for its packages, which determines the extension's ID. It is created if the file is missing,
 * readable by its owner only: whoever has it can update the extension everywhere it is installed.
 *
 * @param file PEM, PKCS#8
 * @throws Error if the file is not an RSA key
 */
export async function readOrMakeKey(file: string): Promise<KeyObject> {
  const pem = await readFile(file, "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  });
  if (pem === undefined) {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: keyBits });
    await writeFile(file, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600, flag: "wx" });
    return privateKey;
  }
  const key = createPrivateKey(pem);
  if (key.asymmetricKeyType !== "rsa") throw new Error(`${file} is not an RSA key. Name another file, or one to be created.`);
  return key;
}

/** The public half of a key as DER (SubjectPublicKeyInfo), which a manifest has as its `key`. */
export function publicKeyOf(key: KeyObject): Buffer {
  return createPublicKey(key).export({ type: "spki", format: "der" });
}

/** The ID that Chromium derives from a public key: 16 bytes of its SHA-256, with the digits a to p. */
export function extensionIdOf(publicKey: Uint8Array): string {
  return idBytes(publicKey)
    .toString("hex")
    .replace(/./g, (digit) => String.fromCharCode("a".charCodeAt(0) + Number.parseInt(digit, 16)));
}

/**
 * A package in the format CRX3, which Chromium installs by policy: a header in protobuf with the key and a signature
 * (RSA PKCS#1 v1.5, SHA-256), then the ZIP archive. The same bytes for the same archive and key.
 */
export function makeCrx(archive: Uint8Array, key: KeyObject): Buffer {
  const publicKey = publicKeyOf(key);
  const signedData = field(1, idBytes(publicKey));
  const signed = Buffer.concat([Buffer.from("CRX3 SignedData\0"), littleEndian(signedData.length), signedData, archive]);
  const proof = Buffer.concat([field(1, publicKey), field(2, sign("sha256", signed, key))]);
  const header = Buffer.concat([field(2, proof), field(10_000, signedData)]);
  return Buffer.concat([Buffer.from("Cr24"), littleEndian(3), littleEndian(header.length), header, archive]);
}

function idBytes(publicKey: Uint8Array): Buffer {
  return createHash("sha256").update(publicKey).digest().subarray(0, 16);
}

/** A length-delimited protobuf field. */
function field(number: number, contents: Uint8Array): Buffer {
  const lengthDelimited = 2;
  return Buffer.concat([varint(number * 8 + lengthDelimited), varint(contents.length), contents]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 0x80) return Buffer.from([...bytes, rest]);
    bytes.push((rest & 0x7f) | 0x80);
  }
}

function littleEndian(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
