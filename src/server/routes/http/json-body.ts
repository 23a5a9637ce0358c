import * as v from "valibot";
import { Refusal } from "../../issuance/refusal.ts";
import { readBody } from "./body.ts";
import type { Environment } from "./environment.ts";

/** A body of megabytes may have an issue in each of its octets, and only whether there is one matters. */
const firstIssueOnly = { abortEarly: true };

/**
 * Reads a request body in JSON.
 *
 * @param limit in octets
 * @throws Refusal `media-type-wrong`, `body-too-large`, `request-malformed`
 */
export async function readJson<Schema extends v.GenericSchema>(
  incoming: Environment["Bindings"]["incoming"],
  schema: Schema,
  limit: number,
): Promise<v.InferOutput<Schema>> {
  const text = new TextDecoder().decode(await readBody(incoming, "application/json", limit));
  const body = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text, firstIssueOnly);
  if (!body.success) throw new Refusal("request-malformed", { by: "json" });
  return body.output;
}
