import type { IncomingMessage } from "node:http";
import { Http2ServerRequest } from "node:http2";
import { concat, type Bytes } from "../../../core/bytes.ts";
import { Refusal } from "../../issuance/refusal.ts";

type Incoming = IncomingMessage | Http2ServerRequest;

/**
 * Reads a request body of one media type.
 *
 * @param mediaType in lower case; the parameters of the `Content-Type` are ignored
 * @param limit in bytes
 * @throws Refusal `media-type-wrong`, `body-too-large`, `request-malformed` if the connection ends before the body
 */
export async function readBody(incoming: Incoming, mediaType: string, limit: number): Promise<Bytes> {
  const sent = incoming.headers["content-type"];
  const [type = ""] = (sent ?? "").split(";");
  if (type.trim().toLowerCase() !== mediaType) throw new Refusal("media-type-wrong", { mediaTypes: { sent, expected: mediaType } });
  return await readOctets(incoming, limit);
}

/**
 * Reads a request body of any media type.
 *
 * Not hono/body-limit: if an HTTP/2 stream is reset, it takes the part of the body received so far for the whole.
 *
 * @param limit in bytes
 * @throws Refusal `body-too-large`, `request-malformed` if the connection ends before the body
 */
export async function readOctets(incoming: Incoming, limit: number): Promise<Bytes> {
  if (Number(incoming.headers["content-length"] ?? 0) > limit) throw new Refusal("body-too-large");
  return await new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let length = 0;
    incoming.on("data", (chunk: Uint8Array) => {
      length += chunk.length;
      if (length <= limit) chunks.push(chunk);
      else {
        incoming.pause();
        reject(new Refusal("body-too-large"));
      }
    });
    incoming.once("end", () => (wasReset(incoming) ? reject(new Refusal("request-malformed")) : resolve(concat(chunks))));
    incoming.once("error", (cause) => reject(new Refusal("request-malformed", { cause })));
  });
}

/** A stream that the client resets ends like one with a complete body, but is closed before the response. */
function wasReset(incoming: Incoming): boolean {
  return incoming instanceof Http2ServerRequest && incoming.stream.closed;
}
