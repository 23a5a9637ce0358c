import { paths } from "../../protocol/paths.ts";

/** A request with `Transfer-Encoding: identity`, as one old client sends it, that is otherwise unambiguous. */
export interface IdentityRequest {
  readonly method: "GET" | "POST";
  readonly path: string;
  /** Names and values as received, without `Transfer-Encoding`. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** The octets of the body received so far. */
  readonly body: Buffer;
  /** The length of the body, in octets. */
  readonly length: 0 | 1 | 2;
}

const headLimit = 4096;
const requestLine = new RegExp(`^(?:(POST) (${paths.certificate})|(GET) (${paths.files}[A-Za-z0-9_-]{43})) HTTP/1\\.1$`);
const headerLine = /^([A-Za-z][A-Za-z0-9-]*): ([\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?)$/;
/** Headers that affect message framing or the connection. */
const forbidden: readonly string[] = ["expect", "te", "trailer", "upgrade", "keep-alive", "proxy-connection"];

/**
 * Reads one of the two requests that an old client sends with `Transfer-Encoding: identity`, which HTTP/1.1 no longer
 * defines (RFC 9112, section 7), and which strict parsers reject together with `Content-Length` (section 6.3). Rejects
 * everything that two parsers could interpret differently.
 *
 * @param octets from the beginning of the request to the last octet received
 * @returns undefined if it is not exactly such a request
 */
export function readIdentityRequest(octets: Buffer): IdentityRequest | undefined {
  const end = octets.indexOf("\r\n\r\n");
  if (end < 0 || end > headLimit) return undefined;
  const [first = "", ...lines] = octets.subarray(0, end).toString("latin1").split("\r\n");
  const [, post, postPath, get, getPath] = requestLine.exec(first) ?? [];
  const path = postPath ?? getPath;
  const headers = readHeaders(lines);
  if (path === undefined || headers === undefined) return undefined;
  const method = get === "GET" ? "GET" : "POST";
  const length = lengthOf(headers, post === "POST");
  const body = octets.subarray(end + 4);
  if (length === undefined || body.length > length || !isUnambiguous(headers)) return undefined;
  headers.delete("transfer-encoding");
  return { method, path, headers: [...headers.values()], body, length };
}

/** By their names in lower case; undefined if a line is malformed or a name is repeated. */
function readHeaders(lines: readonly string[]): Map<string, readonly [string, string]> | undefined {
  const headers = new Map<string, readonly [string, string]>();
  for (const line of lines) {
    const [, name, value] = headerLine.exec(line) ?? [];
    if (name === undefined || value === undefined || headers.has(name.toLowerCase())) return undefined;
    headers.set(name.toLowerCase(), [name, value]);
  }
  return headers;
}

/** The client sends no body or an empty JSON object, always with its length. */
function lengthOf(headers: ReadonlyMap<string, readonly [string, string]>, post: boolean): 0 | 1 | 2 | undefined {
  const [, text] = headers.get("content-length") ?? [];
  if (!post) return text === undefined ? 0 : undefined;
  if (text === "0") return 0;
  if (text === "1") return 1;
  return text === "2" ? 2 : undefined;
}

function isUnambiguous(headers: ReadonlyMap<string, readonly [string, string]>): boolean {
  const [, connection = "close"] = headers.get("connection") ?? [];
  return (
    headers.get("transfer-encoding")?.[1] === "identity" &&
    headers.has("host") &&
    /^(close|keep-alive)$/i.test(connection) &&
    !forbidden.some((name) => headers.has(name))
  );
}
