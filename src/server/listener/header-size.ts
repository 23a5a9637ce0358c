import type { Http2ServerRequest } from "node:http2";

/**
 * How large an HTTP/2 request's header is, in bytes: names and values. Node bounds that of HTTP/1.1 itself, and this one
 * only for clients that have acknowledged its settings.
 */
export function headerSize({ rawHeaders }: Http2ServerRequest): number {
  return rawHeaders.reduce((size, text) => size + text.length, 0);
}
