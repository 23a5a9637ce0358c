import { paths } from "../../../protocol/paths.ts";
import type { Settings } from "../../settings/settings.ts";
import { describeApi } from "../description/describe-api.ts";
import type { Operation } from "../description/operation.ts";
import { addressesOf } from "../http/addresses.ts";
import { answerEntity, entityTagOf, type Entity } from "../http/entity-tag.ts";
import type { Surroundings } from "../http/environment.ts";

/**
 * The description of the API: an OpenAPI 3.1 document with the addresses of this service. It is generated once, and
 * again after a reload has changed the settings.
 *
 * @param operations all operations, this one included
 */
export function descriptionOf(operations: () => readonly Operation[]): Operation {
  const write = ({ service, port, recoveryPort }: Surroundings): Entity => {
    const addresses = addressesOf(service.settings, port(), recoveryPort());
    const octets = Buffer.from(JSON.stringify(describeApi(operations(), addresses)));
    return {
      type: "application/json",
      content: () => octets,
      tag: entityTagOf(octets),
      headers: { "Cache-Control": "no-cache" },
    };
  };
  return {
    id: "description",
    method: "get",
    path: paths.description,
    summary: "This description",
    hosts: ["app", "auth", "console"],
    authentication: ["none"],
    answers: { 200: { description: "An OpenAPI 3.1 document.", content: { "application/json": { type: "object" } } } },
    refusals: ["cross-site"],
    handler: (surroundings) => {
      let written: { readonly settings: Settings; readonly entity: Entity } | undefined;
      return (c) => {
        const { settings } = surroundings.service;
        if (written?.settings !== settings) written = { settings, entity: write(surroundings) };
        return answerEntity(c, written.entity);
      };
    },
  };
}
