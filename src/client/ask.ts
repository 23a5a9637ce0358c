import * as v from "valibot";
import { RenewalError } from "../protocol/failure.ts";
import { Problem, requestIdHeader, type ProblemCode } from "../protocol/problem.ts";
import { readLimited } from "./read-limited.ts";
import type { ServiceRequest, Transport } from "./transport.ts";

/** A service, and how to reach it. */
export interface Service {
  readonly origin: string;
  readonly transport: Transport;
}

/** Response timeout in milliseconds, because a person is waiting. Chromium ends a worker that waits for 30 seconds. */
const answerTimeout = 20_000;

/** Chooses the error code for a refusal, from its status and from the code in its body, if there is one. */
type NameOfRefusal = (status: number, code: ProblemCode | undefined) => RenewalError["code"];

const ownCode: NameOfRefusal = (_status, code) => code ?? "answer-malformed";

/**
 * Sends one request to a service. Failures are the same for every caller: `unreachable` if there was no response, the
 * refusal's own code, or `answer-malformed` for a refusal without one, such as a proxy's page.
 *
 * @param options.timeout in milliseconds; by default the timeout for a waiting person
 * @returns a successful response; its body has not been read
 * @throws RenewalError
 */
export async function ask(
  transport: Transport,
  url: URL,
  request: ServiceRequest,
  options: { readonly timeout?: number; readonly nameOfRefusal?: NameOfRefusal } = {},
): Promise<Response> {
  const { timeout = answerTimeout, nameOfRefusal = ownCode } = options;
  const response = await reach(transport, url, request, timeout);
  if (response.ok) return response;
  const problem = v.safeParse(v.pipe(v.string(), v.parseJson(), Problem), await readLimited(response));
  const trace = { request: response.headers.get(requestIdHeader) ?? undefined };
  if (problem.success) throw new RenewalError(nameOfRefusal(response.status, problem.output.code), problem.output.detail, trace);
  throw new RenewalError(
    nameOfRefusal(response.status, undefined),
    `The service responded with status ${response.status} without a reason.`,
    trace,
  );
}

/**
 * Decodes a response's JSON.
 *
 * @throws RenewalError `answer-malformed`, `unreachable` if the connection broke
 */
export async function readJson<Schema extends v.GenericSchema>(response: Response, schema: Schema): Promise<v.InferOutput<Schema>> {
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), await readLimited(response));
  if (read.success) return read.output;
  throw new RenewalError("answer-malformed", "The service's response does not match its schema.");
}

async function reach(transport: Transport, url: URL, request: ServiceRequest, timeout: number): Promise<Response> {
  try {
    return await transport(url, request, timeout);
  } catch (cause) {
    throw new RenewalError("unreachable", `${url.origin} did not respond.`, { cause });
  }
}
