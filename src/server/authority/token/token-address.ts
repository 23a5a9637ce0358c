import { OperatorError } from "../../system/operator-error.ts";

/** A key or certificate in a token (PKCS#11), as an address names it. */
export interface TokenAddress {
  /** The library of the token's vendor. */
  readonly module: string;
  /** What the token must have; absent ones match any. */
  readonly token: Readonly<Partial<Record<TokenAttribute, string>>>;
  /** CKA_LABEL. */
  readonly label: string | undefined;
  /** CKA_ID. */
  readonly id: Uint8Array | undefined;
  /** The file with the PIN; undefined for the usual places. */
  readonly pinFile: string | undefined;
  /** The address as it was given. */
  readonly text: string;
}

/** Attributes that identify a token (RFC 7512, section 2.3). */
export type TokenAttribute = "token" | "manufacturer" | "serial" | "model";

const scheme = "pkcs11:";
const tokenAttributes: readonly string[] = ["token", "manufacturer", "serial", "model"];

/** Whether a text is the address of something in a token, rather than the name of a file. */
export function isTokenAddress(text: string): boolean {
  return text.startsWith(scheme);
}

/**
 * Reads a PKCS#11 URI (RFC 7512) of a key or certificate. It names the token's library (`module-path`), and the object by its
 * label or identifier.
 *
 * @throws OperatorError `token-address-malformed`
 */
export function readTokenAddress(text: string): TokenAddress {
  const [path = "", query = ""] = text.slice(scheme.length).split("?", 2);
  const where = attributesIn(path, ";", text);
  const how = attributesIn(query, "&", text);
  const token: Partial<Record<TokenAttribute, string>> = {};
  for (const [name, value] of where) {
    if (isTokenAttribute(name)) token[name] = decode(value, text).toString();
    else if (name !== "object" && name !== "id" && name !== "type") throw malformed(text, `${name} is not supported`);
  }
  for (const [name] of how) {
    if (name === "pin-value") throw malformed("pkcs11:…", "a PIN does not belong into it: name its file with pin-source");
    if (name !== "module-path" && name !== "pin-source") throw malformed(text, `${name} is not supported`);
  }
  const [label, id] = [where.get("object"), where.get("id")];
  const module = how.get("module-path");
  if (module === undefined) throw malformed(text, "it does not name the token's library: add ?module-path=/usr/lib/…");
  if (label === undefined && id === undefined) throw malformed(text, "it does not name the key: add ;object= or ;id=");
  const pin = how.get("pin-source");
  const pinFile =
    pin === undefined
      ? undefined
      : decode(pin, text)
          .toString()
          .replace(/^file:(\/\/)?/, "");
  return {
    module: decode(module, text).toString(),
    token,
    label: label === undefined ? undefined : decode(label, text).toString(),
    id: id === undefined ? undefined : decode(id, text),
    pinFile,
    text,
  };
}

function isTokenAttribute(name: string): name is TokenAttribute {
  return tokenAttributes.includes(name);
}

function attributesIn(part: string, separator: string, text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const attribute of part.split(separator).filter((each) => each !== "")) {
    const [, name = "", value = ""] = /^([a-z-]+)=(.*)$/.exec(attribute) ?? [];
    if (name === "") throw malformed(text, `"${attribute}" is not an attribute with a value`);
    if (found.has(name)) throw malformed(text, `${name} is there twice`);
    found.set(name, value);
  }
  return found;
}

/** The octets of a value, which may be percent-encoded (RFC 3986, section 2.1). */
function decode(value: string, text: string): Buffer {
  if (/%(?![0-9A-Fa-f]{2})/.test(value)) throw malformed(text, "a percent sign is not followed by two digits");
  const octets = value.replace(
    /%([0-9A-Fa-f]{2})|([^%])/gsu,
    (_, digits: string | undefined, other: string | undefined) => digits ?? Buffer.from(other ?? "").toString("hex"),
  );
  return Buffer.from(octets, "hex");
}

function malformed(text: string, why: string): OperatorError {
  const sentence = `${text} is not the address of a key in a token (${why}). Write it as pkcs11:token=clinic;object=ca?module-path=/usr/lib/softhsm/libsofthsm2.so&pin-source=file:/run/secrets/pin (RFC 7512).`;
  return new OperatorError("token-address-malformed", sentence);
}
