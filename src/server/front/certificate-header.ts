import { X509Certificate } from "node:crypto";
import type { Front } from "../settings/front.ts";

/** How a front passes the client certificate on. */
interface Form {
  /** The header that its documentation uses. */
  readonly header: string;
  /** The header with the rest of the chain, which the service does not need: it knows the issuers of what it accepts. */
  readonly chainHeader?: string;
  /**
   * The certificate in the header's value, DER.
   *
   * @returns undefined if the value says that there is none, or is malformed
   */
  readonly decode: (value: string) => Buffer | undefined;
  /** The header's value for a certificate. */
  readonly encode: (certificate: X509Certificate) => string;
  /** The value that says that the client sent none, where the front does not leave the header out. */
  readonly none?: string;
}

/** The octets of a certificate in base64, without anything else. */
const base64 = /^[A-Za-z0-9+/]+={0,2}$/;
const pem = /^-----BEGIN CERTIFICATE-----\s([A-Za-z0-9+/=\s]+?)\s?-----END CERTIFICATE-----\s*/;

/** Each form, by its documentation. */
export const forms: Readonly<Record<Front["form"], Form>> = {
  // RFC 9440, section 2.1: a byte sequence of Structured Fields (RFC 8941, section 3.3.5).
  rfc9440: {
    header: "Client-Cert",
    chainHeader: "Client-Cert-Chain",
    decode: (value) => (value.startsWith(":") && value.endsWith(":") ? fromBase64(value.slice(1, -1)) : undefined),
    encode: ({ raw }) => `:${raw.toString("base64")}:`,
  },
  nginx: { header: "X-SSL-Client-Cert", decode: (value) => onlyOne(percentDecoded(value)), encode: percentEncoded },
  haproxy: { header: "X-SSL-Client-Cert", decode: fromBase64, encode: ({ raw }) => raw.toString("base64") },
  // mod_headers writes a variable's line breaks as spaces, and "(null)" for one that is not set.
  apache: {
    header: "X-SSL-Client-Cert",
    decode: onlyOne,
    encode: (certificate) => certificate.toString().trim().replaceAll("\n", " "),
    none: "(null)",
  },
  envoy: {
    header: "X-Forwarded-Client-Cert",
    decode: (value) => onlyOne(percentDecoded(certOfEnvoy(value))),
    encode: (certificate) => `Cert="${percentEncoded(certificate)}"`,
  },
  // The whole chain, the client's certificate first.
  alb: { header: "X-Amzn-Mtls-Clientcert", decode: (value) => first(percentDecoded(value)), encode: percentEncoded },
};

/** The client certificate in a header of a form: the certificate, `none` if the client sent none, or `malformed`. */
export function readCertificateHeader(form: Front["form"], value: string | undefined): X509Certificate | "none" | "malformed" {
  const { decode, none } = forms[form];
  if (value === undefined || value === "" || value === none) return "none";
  const der = decode(value);
  if (der === undefined) return "malformed";
  try {
    const certificate = new X509Certificate(der);
    // OpenSSL ignores what follows a certificate.
    return certificate.raw.equals(der) ? certificate : "malformed";
  } catch {
    return "malformed";
  }
}

function fromBase64(text: string): Buffer | undefined {
  if (!base64.test(text)) return undefined;
  const der = Buffer.from(text, "base64");
  // Node stops at the first invalid character, and so would hide what follows it.
  return der.toString("base64").replace(/=+$/, "") === text.replace(/=+$/, "") ? der : undefined;
}

function percentEncoded(certificate: X509Certificate): string {
  return encodeURIComponent(certificate.toString());
}

function percentDecoded(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function first(text: string | undefined): Buffer | undefined {
  const [whole = "", content] = pem.exec(text ?? "") ?? [];
  const rest = text?.slice(whole.length) ?? "";
  return content !== undefined && (rest === "" || first(rest) !== undefined)
    ? fromBase64(content.replaceAll(/\s/g, ""))
    : undefined;
}

function onlyOne(text: string | undefined): Buffer | undefined {
  const whole = pem.exec(text ?? "")?.[0];
  return whole === text ? first(text) : undefined;
}

/**
 * The `Cert` of an `X-Forwarded-Client-Cert` with one element. Envoy adds elements to those of the request it received
 * unless it is told to replace them (`SANITIZE_SET`); then a client could have written the others.
 */
function certOfEnvoy(value: string): string | undefined {
  const pair = /([A-Za-z]+)=("(?:[^"\\]|\\.)*"|[^",;=]*)(;|$)/y;
  let cert: string | undefined;
  while (pair.lastIndex < value.length) {
    const [, key, quoted = ""] = pair.exec(value) ?? [];
    if (key === undefined) return undefined;
    if (key.toLowerCase() !== "cert") continue;
    if (cert !== undefined) return undefined;
    cert = quoted.replace(/^"(.*)"$/, "$1").replaceAll(/\\(.)/g, "$1");
  }
  return cert;
}
