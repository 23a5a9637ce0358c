import type { Hono } from "hono";
import { paths } from "../../protocol/paths.ts";
import { addressesOf } from "./addresses.ts";
import { describeApi } from "./description/describe-api.ts";
import type { Environment, Surroundings } from "./environment.ts";

const headers = { "Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff" };

/** Adds the description of the API: an OpenAPI 3.1 document with the addresses of this service. */
export function addDescription(routes: Hono<Environment>, { service, port, recoveryPort }: Surroundings): void {
  routes.get(paths.description, () => Response.json(describeApi(addressesOf(service.settings, port(), recoveryPort())), { headers }));
}
