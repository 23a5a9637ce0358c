import type { Http2ServerRequest } from "node:http2";

/**
 * The size of an HTTP/2 request's header, names and values, in bytes. Node limits it for HTTP/1.1, but for HTTP/2 only
 * if the client has acknowledged its settings.
 */
export function headerSize({ rawHeaders }: Http2ServerRequest): number {
  return rawHeaders.reduce((size, text) => size + text.length, 0);
}
