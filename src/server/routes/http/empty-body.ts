import type { IncomingMessage } from "node:http";
import type { Http2ServerRequest } from "node:http2";
import { Refusal } from "../../issuance/refusal.ts";
import { readBody, readOctets } from "./body.ts";

const limit = 64;
const mediaType = "application/json";
const emptyObject = /^\s*\{\s*\}\s*$/;

/**
 * Checks that a request says nothing: its body is empty, without a media type as old clients send it, or `{}`.
 *
 * @throws Refusal `media-type-wrong`, `body-too-large`, `request-malformed`
 */
export async function requireEmptyBody(incoming: IncomingMessage | Http2ServerRequest): Promise<void> {
  const typed = incoming.headers["content-type"] !== undefined;
  const body = typed ? await readBody(incoming, mediaType, limit) : await readOctets(incoming, limit);
  if (body.length === 0) return;
  if (!typed) throw new Refusal("media-type-wrong", { mediaTypes: { sent: undefined, expected: mediaType } });
  if (!emptyObject.test(new TextDecoder().decode(body))) throw new Refusal("request-malformed");
}
