import type { Http2ServerRequest } from "node:http2";

/**
 * The size of an HTTP/2 request's header, names and values, in bytes. Node limits that of HTTP/1.1, but that of HTTP/2 only
 * for clients that have acknowledged its settings.
 */
export function headerSize({ rawHeaders }: Http2ServerRequest): number {
  return rawHeaders.reduce((size, text) => size + text.length, 0);
}
