import * as v from "valibot";
import { AdministrationProblem } from "../../src/protocol/console/problem.ts";
import type { Received } from "./tls-client.ts";

/** What an answer of the administrators' API contains, which must be a good one. */
export function contentOf<Schema extends v.GenericSchema>(
  schema: Schema,
  { status, body }: Pick<Received, "status" | "body">,
): v.InferOutput<Schema> {
  if (status !== 200) throw new Error(`${status} ${body}`);
  return v.parse(v.pipe(v.string(), v.parseJson(), schema), body);
}

/** Status and stable code of a refusal. */
export function refusalIn({ status, body }: Pick<Received, "status" | "body">): [number, string] {
  return [status, v.parse(v.pipe(v.string(), v.parseJson(), AdministrationProblem), body).code];
}

/** The path of a certificate in the administrators' API. */
export function pathOf({ issuer, serial }: { readonly issuer: string; readonly serial: string }): string {
  return `/api/certificates/${issuer}/${serial}`;
}
