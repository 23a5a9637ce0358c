import { type Context, Hono } from "hono";
import { paths } from "../../../protocol/paths.ts";
import { issuerId } from "../../authority/issuer-id.ts";
import { keepPublishedList } from "../../issuance/lifecycle/published-lists.ts";
import { revocationList } from "../../issuance/lifecycle/revocation-list.ts";
import { Refusal } from "../../issuance/refusal.ts";
import { answerEntity, entityTagOf } from "../http/entity-tag.ts";
import type { Environment, Surroundings } from "../http/environment.ts";

/**
 * The revocation lists, which are for everybody: that of the present issuing authority at `/crl`, and each one's
 * at `/crl/<identifier of its key>`.
 */
export function crlRoutes({ service, clock, log }: Surroundings): Hono<Environment> {
  const routes = new Hono<Environment>();
  const answerList = async (c: Context<Environment>, id: string): Promise<Response> => {
    const { authority: present } = service;
    const authority = [present, ...present.earlier].find((one) => issuerId(one) === id.toLowerCase());
    if (authority === undefined) throw new Refusal("not-found");
    const list = await revocationList(service, authority, clock());
    const { der, this_update } = list;
    if (!tried.has(der)) {
      tried.add(der);
      // Whoever asks for the list is not to suffer from the folder's disk.
      await keepPublishedList(service, list).catch((error: unknown) => log.error({ err: error }, "revocation list not kept"));
    }
    // `If-Modified-Since` is left aside (RFC 9110, section 13.1.3, asks nobody for it): of two lists that were made within
    // a second, or by a clock that went back, a date does not tell which one it is.
    const headers = {
      "Last-Modified": new Date(this_update).toUTCString(),
      // To be asked for again each time, because any moment may add to it.
      "Cache-Control": "public, no-cache",
    };
    return answerEntity(c, { type: "application/pkix-crl", content: () => new Uint8Array(der), tag: tagOf(der), headers });
  };

  routes.get(paths.crl, async (c) => await answerList(c, issuerId(service.authority)));
  routes.get(`${paths.crl}/:id`, async (c) => await answerList(c, c.req.param("id")));

  return routes;
}

/** The lists that were to be kept. Where that failed, the sweep tries again, and not whoever asks next. */
const tried = new WeakSet<Uint8Array>();

/** Of the list's own octets, so that no other list has it, whatever the clock or the database was. */
const entityTags = new WeakMap<Uint8Array, string>();

function tagOf(der: Uint8Array): string {
  const tag = entityTags.get(der) ?? entityTagOf(der);
  entityTags.set(der, tag);
  return tag;
}
