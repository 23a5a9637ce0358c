import type { IncomingMessage } from "node:http";
import type { Http2ServerRequest } from "node:http2";
import { Hono } from "hono";
import type { FileOffer } from "../../../protocol/file-offer.ts";
import { paths } from "../../../protocol/paths.ts";
import { Refusal } from "../../issuance/refusal.ts";
import { fetchFile } from "../../issuance/renewal/fetch-file.ts";
import { renewAtService } from "../../issuance/renewal/renew-at-service.ts";
import { answer } from "../http/answer.ts";
import { readBody, readOctets } from "../http/body.ts";
import { requireCaller, type Environment, type Surroundings } from "../http/environment.ts";
import { authorityOf, productOf } from "../http/hosts.ts";

const bodyLimit = 64;
const mediaType = "application/json";
const emptyObject = /^\s*\{\s*\}\s*$/;

/**
 * What the clients in the field ask for: `POST /api/cert` with an empty body or `{}` answers where their .p12 file
 * is and what opens it, and `GET` gives it to the same certificate. They know no status but 200 and follow no redirect.
 */
export function fieldClientRoutes(surroundings: Surroundings): Hono<Environment> {
  const { service, clock } = surroundings;
  const routes = new Hono<Environment>();

  routes.post(paths.certificate, async (c) => {
    const { incoming, host } = c.env;
    await requireEmptyBody(incoming);
    const now = clock();
    const predecessor = await requireCaller(surroundings, c, now);
    const { token, password } = await renewAtService(service, {
      predecessor,
      // These clients state none.
      precondition: undefined,
      productOf: (held) => productOf(service.settings, host, held),
      now,
    });
    const { origin } = new URL(`https://${authorityOf(incoming) ?? host.name}`);
    const offer: FileOffer = { uri: origin + paths.files + token, pass: password };
    const body = JSON.stringify(offer);
    return answer("application/json", body, { headers: { "Content-Length": String(Buffer.byteLength(body)) } });
  });

  routes.get(`${paths.files}:token`, async (c) => {
    const now = clock();
    const caller = await requireCaller(surroundings, c, now);
    // Hono answers HEAD by what answers GET.
    const fetched = c.req.method === "GET";
    const file = await fetchFile(service, caller, { token: c.req.param("token"), fetched, now });
    return answer("application/x-pkcs12", file, { headers: { "Content-Length": String(file.length) } });
  });

  return routes;
}

/** Old clients send no body, and then no media type either. */
async function requireEmptyBody(incoming: IncomingMessage | Http2ServerRequest): Promise<void> {
  const typed = incoming.headers["content-type"] !== undefined;
  const body = typed ? await readBody(incoming, mediaType, bodyLimit) : await readOctets(incoming, bodyLimit);
  if (body.length === 0) return;
  if (!typed) throw new Refusal("media-type-wrong", { mediaTypes: { sent: undefined, expected: mediaType } });
  if (!emptyObject.test(new TextDecoder().decode(body))) throw new Refusal("request-malformed");
}
