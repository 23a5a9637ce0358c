import { Hono } from "hono";
import { paths } from "../../../protocol/paths.ts";
import { describeApi } from "../description/describe-api.ts";
import { addressesOf } from "../http/addresses.ts";
import { answerEntity, entityTagOf, type Entity } from "../http/entity-tag.ts";
import type { Environment, Surroundings } from "../http/environment.ts";

/**
 * The description of the API: an OpenAPI 3.1 document with the addresses of this service. It stays what it is as long as
 * the service runs, and is written once.
 */
export function descriptionRoutes({ service, port, recoveryPort }: Surroundings): Hono<Environment> {
  const routes = new Hono<Environment>();
  let written: Entity | undefined;
  const write = (): Entity => {
    const addresses = addressesOf(service.settings, port(), recoveryPort());
    const octets = Buffer.from(JSON.stringify(describeApi(addresses)));
    return {
      type: "application/json",
      content: () => octets,
      tag: entityTagOf(octets),
      headers: { "Cache-Control": "no-cache" },
    };
  };

  routes.get(paths.description, (c) => answerEntity(c, (written ??= write())));

  return routes;
}
