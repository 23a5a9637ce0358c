import type { IncomingMessage } from "node:http";
import { Http2ServerRequest } from "node:http2";
import { concat, type Bytes } from "../../../core/bytes.ts";
import { Refusal } from "../../issuance/refusal.ts";

type Incoming = IncomingMessage | Http2ServerRequest;

/**
 * Reads a request's body of one kind.
 *
 * @param mediaType what the `Content-Type` has to be, in lower case; its parameters do not matter
 * @param limit in bytes
 * @throws Refusal `media-type-wrong`, `body-too-large`, `request-malformed` where the connection ends before the body
 */
export async function readBody(incoming: Incoming, mediaType: string, limit: number): Promise<Bytes> {
  const sent = incoming.headers["content-type"];
  const [type = ""] = (sent ?? "").split(";");
  if (type.trim().toLowerCase() !== mediaType) throw new Refusal("media-type-wrong", { mediaTypes: { sent, expected: mediaType } });
  return await readOctets(incoming, limit);
}

/**
 * Reads a request's body, whatever it is.
 *
 * @param limit in bytes
 * @throws Refusal `body-too-large`, `request-malformed` where the connection ends before the body
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

/** A stream that the client resets ends like one whose body is whole; but then it is closed before it was answered. */
function wasReset(incoming: Incoming): boolean {
  return incoming instanceof Http2ServerRequest && incoming.stream.closed;
}
