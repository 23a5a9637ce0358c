import type { Context } from "hono";
import { paths } from "../../../protocol/paths.ts";
import type { Rewriting } from "../../gateway/gateway.ts";
import { injection } from "../../injection/inject.ts";
import type { Environment, Surroundings } from "../http/environment.ts";
import { authorityOf } from "../http/hosts.ts";

/** The script that is put into pages. */
const injectedScript = `${paths.inpage}koshin-injected.js`;

/** What browsers ask for that may be a page (Fetch Metadata, `Sec-Fetch-Dest`); `empty` stands for what scripts load. */
const destinations: ReadonlySet<string> = new Set(["document", "iframe", "frame", "fencedframe", "embed", "object", "empty"]);

/**
 * What is put into the page of a request; undefined if the settings do not name its path, or if it is for no page: pictures and
 * scripts keep their ranges and entity tags.
 */
export function injectionFor({ gateway }: Surroundings, c: Context<Environment>, target: string): Rewriting | undefined {
  const { incoming, host, upgrade } = c.env;
  const { inject = [] } = host.site ?? {};
  const { method = "" } = incoming;
  const [path = ""] = target.split("?");
  if (upgrade !== undefined || !["GET", "HEAD"].includes(method) || !inject.some((each) => isNamed(each, path))) return undefined;
  const destination = c.req.header("Sec-Fetch-Dest");
  if (destination !== undefined && !destinations.has(destination)) return undefined;
  const authority = authorityOf(incoming);
  if (authority === undefined) return undefined;
  // Absolute, because a page may have a base element.
  const origin = `https://${authority}`;
  return injection({
    script: new URL(injectedScript, origin),
    connections: [new URL(paths.status, origin), new URL(paths.reenrol, origin)],
    method,
    note: (outcome) => gateway.noteInjection(host.name, path, outcome),
  });
}

/** Whether a path of the settings names a page. */
function isNamed(named: string, path: string): boolean {
  return named.endsWith("*") ? path.startsWith(named.slice(0, -1)) : path === named;
}
