import * as v from "valibot";
import { RenewalError } from "../protocol/failure.ts";
import { Problem, requestIdHeader, type ProblemCode } from "../protocol/problem.ts";
import { readLimited } from "./read-limited.ts";
import type { ServiceRequest, Transport } from "./transport.ts";

/** A service, and the way to it. */
export interface Service {
  readonly origin: string;
  readonly transport: Transport;
}

/** How long the service may take to answer, in milliseconds: a person is waiting. Chromium ends a worker that waits for 30 seconds. */
const answerTimeout = 20_000;

/** What an answer's failure is called, by its status and by the code that it brings, if it brings one. */
type NameOfRefusal = (status: number, code: ProblemCode | undefined) => RenewalError["code"];

const itsOwnName: NameOfRefusal = (_status, code) => code ?? "answer-malformed";

/**
 * Asks a service for one thing. What comes instead is told in the same way to whoever asks: `unreachable` where no
 * answer came, the refusal's own code, or `answer-malformed` for a refusal without one, such as a proxy's page.
 *
 * @param options.timeout in milliseconds; that of an answer for which a person waits where it is not given
 * @returns an answer that is no refusal; its body has not been read
 * @throws RenewalError
 */
export async function ask(
  transport: Transport,
  url: URL,
  request: ServiceRequest,
  options: { readonly timeout?: number; readonly nameOfRefusal?: NameOfRefusal } = {},
): Promise<Response> {
  const { timeout = answerTimeout, nameOfRefusal = itsOwnName } = options;
  const response = await reach(transport, url, request, timeout);
  if (response.ok) return response;
  const problem = v.safeParse(v.pipe(v.string(), v.parseJson(), Problem), await readLimited(response));
  const trace = { request: response.headers.get(requestIdHeader) ?? undefined };
  if (problem.success) throw new RenewalError(nameOfRefusal(response.status, problem.output.code), problem.output.detail, trace);
  throw new RenewalError(
    nameOfRefusal(response.status, undefined),
    `The service answered ${response.status} without saying why.`,
    trace,
  );
}

/**
 * Decodes an answer's JSON.
 *
 * @throws RenewalError `answer-malformed`, `unreachable` where the connection broke
 */
export async function readJson<Schema extends v.GenericSchema>(response: Response, schema: Schema): Promise<v.InferOutput<Schema>> {
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), await readLimited(response));
  if (read.success) return read.output;
  throw new RenewalError("answer-malformed", "The service's answer is not what was asked for.");
}

async function reach(transport: Transport, url: URL, request: ServiceRequest, timeout: number): Promise<Response> {
  try {
    return await transport(url, request, timeout);
  } catch (cause) {
    throw new RenewalError("unreachable", `${url.origin} did not answer.`, { cause });
  }
}
