import type { Context, Hono } from "hono";
import { paths } from "../../protocol/paths.ts";
import { issuerId } from "../authority/issuer-id.ts";
import { keepPublishedList } from "../issuance/published-lists.ts";
import { revocationList } from "../issuance/revocation-list.ts";
import { Refusal } from "../issuance/refusal.ts";
import type { Environment, Surroundings } from "./environment.ts";

/**
 * Adds the revocation lists, which are for everybody: that of the present issuing authority at `/crl`, and each one's
 * at `/crl/<identifier of its key>`.
 */
export function addCrl(routes: Hono<Environment>, { service, clock, log }: Pick<Surroundings, "service" | "clock" | "log">): void {
  const answer = async (c: Context<Environment>, id: string): Promise<Response> => {
    const { authority: present } = service;
    const authority = [present, ...present.earlier].find((one) => issuerId(one) === id.toLowerCase());
    if (authority === undefined) throw new Refusal("not-found");
    const list = await revocationList(service, authority, clock());
    // Whoever asks for the list is not to suffer from the folder's disk.
    await keepPublishedList(service, list).catch((error: unknown) => log.error({ err: error }, "revocation list not kept"));
    const { der, number, this_update } = list;
    const headers = {
      "Content-Type": "application/pkix-crl",
      ETag: `"${id.slice(0, 8)}-${number}"`,
      "Last-Modified": new Date(this_update).toUTCString(),
      // To be asked for again each time, because any moment may add to it.
      "Cache-Control": "public, no-cache",
      "X-Content-Type-Options": "nosniff",
    };
    if (isKnown(c, headers)) return new Response(null, { status: 304, headers });
    return new Response(new Uint8Array(der), { headers });
  };
  routes.get(paths.crl, async (c) => await answer(c, issuerId(service.authority)));
  routes.get(`${paths.crl}/:id`, async (c) => await answer(c, c.req.param("id")));
}

/** Whether the caller has this very list (RFC 9110, section 13.2.2). */
function isKnown(c: Context<Environment>, headers: { readonly ETag: string; readonly "Last-Modified": string }): boolean {
  const tags = c.req.header("If-None-Match");
  if (tags !== undefined) return tags.split(",").some((tag) => tag.trim().replace(/^W\//, "") === headers.ETag);
  const since = Date.parse(c.req.header("If-Modified-Since") ?? "");
  return Date.parse(headers["Last-Modified"]) <= since;
}
