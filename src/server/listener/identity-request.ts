import { paths } from "../../protocol/paths.ts";

/** A request that says `Transfer-Encoding: identity`, the way one old client does, and is otherwise beyond doubt. */
export interface IdentityRequest {
  readonly method: "GET" | "POST";
  readonly path: string;
  /** Names and values as they came, without `Transfer-Encoding`. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** As many octets of the body as are there. */
  readonly body: Buffer;
  /** How many octets the body has. */
  readonly length: 0 | 1 | 2;
}

const headLimit = 4096;
const requestLine = new RegExp(`^(?:(POST) (${paths.certificate})|(GET) (${paths.files}[A-Za-z0-9_-]{43})) HTTP/1\\.1$`);
const headerLine = /^([A-Za-z][A-Za-z0-9-]*): ([\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?)$/;
/** Headers that say something about where a message ends or what becomes of the connection. */
const forbidden: readonly string[] = ["expect", "te", "trailer", "upgrade", "keep-alive", "proxy-connection"];

/**
 * Reads one of the two requests that an old client sends with `Transfer-Encoding: identity`: a coding that HTTP/1.1 no
 * longer has (RFC 9112, section 7), and that strict parsers refuse beside `Content-Length` (section 6.3). Everything is
 * refused here that two readers could take for two different messages.
 *
 * @param octets from the beginning of the request to the last octet that has come
 * @returns undefined where it is not exactly such a request
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

/** By their names in lower case; undefined where a line is none or a name comes twice. */
function readHeaders(lines: readonly string[]): Map<string, readonly [string, string]> | undefined {
  const headers = new Map<string, readonly [string, string]>();
  for (const line of lines) {
    const [, name, value] = headerLine.exec(line) ?? [];
    if (name === undefined || value === undefined || headers.has(name.toLowerCase())) return undefined;
    headers.set(name.toLowerCase(), [name, value]);
  }
  return headers;
}

/** The client sends no body, or an empty JSON object, and always its length. */
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
