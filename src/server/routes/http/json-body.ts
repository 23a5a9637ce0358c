import * as v from "valibot";
import { Refusal } from "../../issuance/refusal.ts";
import { readBody } from "./body.ts";
import type { Environment } from "./environment.ts";

/** A body of megabytes may have an issue in each of its octets, and only whether there is one matters. */
const firstIssueOnly = { abortEarly: true };

const halfCharacter = /\\u[dD][89a-fA-F]/;

/**
 * Whether JSON contains half of a surrogate pair alone, which only an escape can express: databases store another character in
 * its place, so that what is read differs from what was written.
 */
function hasHalfCharacter(json: string): boolean {
  if (!halfCharacter.test(json)) return false;
  let found = false;
  JSON.parse(json, (key, value: unknown) => {
    found ||= !key.isWellFormed() || (typeof value === "string" && !value.isWellFormed());
    return value;
  });
  return found;
}

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
  if (!body.success || hasHalfCharacter(text)) throw new Refusal("request-malformed", { by: "json" });
  return body.output;
}
