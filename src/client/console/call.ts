import * as v from "valibot";
import { AdministrationProblem } from "../../protocol/console/problem.ts";
import { requestIdHeader } from "../../protocol/problem.ts";
import { answerTimeout, codeOfRefusal, reach, readJson, readLimited, type Service, type ServiceRequest } from "../ask.ts";
import { AdministrationError } from "./administration-error.ts";

/** A call of the administrators' API. */
interface Call {
  readonly method?: "POST" | "PUT" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  /** Is sent as JSON. */
  readonly body?: unknown;
  /** Is sent as it is, with its type. */
  readonly file?: Blob;
  /** In milliseconds; by default the timeout for a waiting person. */
  readonly timeout?: number;
}

/**
 * Calls the administrators' API.
 *
 * @param path with its query, without the origin
 * @returns a successful response; its body has not been read
 * @throws AdministrationError with the service's refusal, or `unavailable` or `answer-malformed`; RenewalError `unreachable`
 */
export async function call({ origin, transport }: Service, path: string, asked: Call = {}): Promise<Response> {
  const { method, headers = {}, body, file, timeout = answerTimeout } = asked;
  const json = body === undefined ? {} : { "Content-Type": "application/json" };
  const request: ServiceRequest = {
    headers: { Accept: "application/json", ...json, ...headers },
    ...(method && { method }),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(file && { body: file }),
  };
  const response = await reach(transport, new URL(path, origin), request, timeout);
  if (response.ok) return response;
  const problem = v.safeParse(v.pipe(v.string(), v.parseJson(), AdministrationProblem), await readLimited(response));
  const id = response.headers.get(requestIdHeader) ?? undefined;
  if (problem.success) throw new AdministrationError(problem.output.code, problem.output.detail, id);
  const { status } = response;
  throw new AdministrationError(codeOfRefusal(status, undefined), `Status ${status} without a problem code.`, id);
}

/**
 * Calls the administrators' API, and decodes the JSON of its response.
 *
 * @throws as `call` does; RenewalError `answer-malformed` for anything else than this JSON
 */
export async function callFor<Schema extends v.GenericSchema>(
  service: Service,
  schema: Schema,
  path: string,
  asked?: Call,
): Promise<v.InferOutput<Schema>> {
  return await readJson(await call(service, path, asked), schema);
}

/** A path with its parameters in place of their names in braces. */
export function fillPath(path: string, parameters: Readonly<Record<string, string>>): string {
  return path.replace(/\{(\w+)\}/g, (_whole, name: string) => encodeURIComponent(parameters[name] ?? ""));
}
