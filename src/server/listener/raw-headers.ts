import type { Http2ServerRequest } from "node:http2";

/**
 * The size of an HTTP/2 request's header, names and values, in bytes. Node limits it for HTTP/1.1, but for HTTP/2 only
 * if the client has acknowledged its settings.
 */
export function headerSize({ rawHeaders }: Http2ServerRequest): number {
  return rawHeaders.reduce((size, text) => size + text.length, 0);
}

/** The values of a field in a list of names and values. */
export function valuesIn(rawHeaders: readonly string[], wanted: string): string[] {
  const values: string[] = [];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? "";
    if (name.length === wanted.length && name.toLowerCase() === wanted) values.push(rawHeaders[at + 1] ?? "");
  }
  return values;
}
