import type { Context } from "hono";
import { paths } from "../../../protocol/paths.ts";
import { issuerId } from "../../authority/issuer-id.ts";
import { keepPublishedList } from "../../issuance/lifecycle/published-lists.ts";
import { revocationList } from "../../issuance/lifecycle/revocation-list.ts";
import { Refusal } from "../../issuance/refusal.ts";
import type { Operation } from "../description/operation.ts";
import { octets } from "../description/schemas.ts";
import { answerEntity, entityTagOf } from "../http/entity-tag.ts";
import type { Environment, Surroundings } from "../http/environment.ts";

const publicList = {
  method: "get",
  hosts: ["app", "auth", "recover"],
  authentication: ["none"],
  headers: { "If-None-Match": "The ETag of the caller's copy." },
  answers: {
    200: {
      description: "The list, in DER.",
      headers: { ETag: "Identifies this list.", "Last-Modified": "Its thisUpdate." },
      content: { "application/pkix-crl": octets },
    },
    304: { description: "The caller's copy is current." },
  },
} satisfies Partial<Operation>;

/** The revocation list of the current issuing authority. */
export const currentRevocationList: Operation = {
  ...publicList,
  id: "revocationList",
  path: paths.crl,
  summary: "The revocation list of the current issuing authority",
  refusals: [],
  handler: (surroundings) => async (c) => await answerList(surroundings, c, issuerId(surroundings.service.authority)),
};

/** The revocation list of any issuing authority of the service, by the identifier of its key. */
export const revocationListOf: Operation = {
  ...publicList,
  id: "revocationListOf",
  path: `${paths.crl}/{id}`,
  summary: "The revocation list of an issuing authority",
  parameters: { id: { type: "string", pattern: "^[0-9A-Fa-f]+$", description: "The identifier of the authority's key." } },
  refusals: ["not-found"],
  handler: (surroundings) => async (c) => await answerList(surroundings, c, c.req.param("id") ?? ""),
};

async function answerList({ service, clock, log }: Surroundings, c: Context<Environment>, id: string): Promise<Response> {
  const { authority: current } = service;
  const authority = [current, ...current.earlier].find((one) => issuerId(one) === id.toLowerCase());
  if (authority === undefined) throw new Refusal("not-found");
  const list = await revocationList(service, authority, clock());
  const { der, thisUpdate } = list;
  if (!published.has(der)) {
    published.add(der);
    // A failure of the folder's disk must not fail this request.
    await keepPublishedList(service, list).catch((error: unknown) => log.error({ err: error }, "revocation list not kept"));
  }
  // `If-Modified-Since` is ignored, as RFC 9110, section 13.1.3, allows: a date does not distinguish two lists that
  // were signed within a second, or after the clock was set back.
  const headers = {
    "Last-Modified": new Date(thisUpdate).toUTCString(),
    // Revalidated each time, because a revocation may be added at any moment.
    "Cache-Control": "public, no-cache",
  };
  return answerEntity(c, { type: "application/pkix-crl", content: () => new Uint8Array(der), tag: tagOf(der), headers });
}

/** The lists for which this was attempted. If it failed, the sweep retries, not the next request. */
const published = new WeakSet<Uint8Array>();

/** Derived from the list's own octets, so that it is unique to the list, whatever the clock or the database says. */
const entityTags = new WeakMap<Uint8Array, string>();

function tagOf(der: Uint8Array): string {
  const tag = entityTags.get(der) ?? entityTagOf(der);
  entityTags.set(der, tag);
  return tag;
}
