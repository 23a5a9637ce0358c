import type { Hono } from "hono";
import { paths } from "../../../protocol/paths.ts";
import { describeApi } from "../description/describe-api.ts";
import { addressesOf } from "../http/addresses.ts";
import { entityTagOf, namesEntity } from "../http/entity-tag.ts";
import type { Environment, Surroundings } from "../http/environment.ts";

/**
 * Adds the description of the API: an OpenAPI 3.1 document with the addresses of this service. It stays what it is as
 * long as the service runs, and is written once.
 */
export function addDescription(routes: Hono<Environment>, { service, port, recoveryPort }: Surroundings): void {
  let written: { readonly octets: Buffer<ArrayBuffer>; readonly tag: string } | undefined;
  const write = (): NonNullable<typeof written> => {
    const octets = Buffer.from(JSON.stringify(describeApi(addressesOf(service.settings, port(), recoveryPort()))));
    return { octets, tag: entityTagOf(octets) };
  };
  routes.get(paths.description, (c) => {
    const { octets, tag } = (written ??= write());
    const headers = {
      "Content-Type": "application/json",
      ETag: tag,
      "Cache-Control": "no-cache",
      "X-Content-Type-Options": "nosniff",
    };
    if (namesEntity(c.req.header("If-None-Match"), tag)) return new Response(null, { status: 304, headers });
    return new Response(octets, { headers });
  });
}
