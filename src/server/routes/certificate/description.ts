import { paths } from "../../../protocol/paths.ts";
import { describeApi } from "../description/describe-api.ts";
import type { Operation } from "../description/operation.ts";
import { addressesOf } from "../http/addresses.ts";
import { answerEntity, entityTagOf, type Entity } from "../http/entity-tag.ts";
import type { Surroundings } from "../http/environment.ts";

/**
 * The description of the API: an OpenAPI 3.1 document with the addresses of this service. It does not change while the
 * service runs, and is written once.
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
    hosts: ["app", "auth"],
    authentication: ["none"],
    answers: { 200: { description: "An OpenAPI 3.1 document.", content: { "application/json": { type: "object" } } } },
    refusals: ["cross-site"],
    handler: (surroundings) => {
      let written: Entity | undefined;
      return (c) => answerEntity(c, (written ??= write(surroundings)));
    },
  };
}
