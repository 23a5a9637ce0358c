import * as v from "valibot";
import { concat, type Bytes } from "../core/bytes.ts";
import { RenewalError } from "../protocol/failure.ts";
import { Problem, requestIdHeader, type ProblemCode } from "../protocol/problem.ts";

/** A request to the service, in a form that can be posted between the contexts of a browser. */
export interface ServiceRequest {
  readonly method?: "POST" | "PUT" | "DELETE";
  readonly headers: Readonly<Record<string, string>>;
  /** A file is sent by a page itself only. */
  readonly body?: string | Blob;
}

/**
 * Sends one request to a service and returns its response, or rejects if there is none. Each transport determines where
 * the request is sent from, and with which credentials; none follows a redirect, which is returned as a response.
 *
 * @param timeout response timeout in milliseconds
 */
export type Transport = (url: URL, request: ServiceRequest, timeout: number) => Promise<Response>;

/** A transport that uses the local `fetch`: in a page, a worker or Node. */
export function fetchWith(init: Pick<RequestInit, "credentials" | "mode">): Transport {
  return (url, request, timeout) =>
    fetch(url, { ...request, ...init, cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(timeout) });
}

/** A service, and how to reach it. */
export interface Service {
  readonly origin: string;
  readonly transport: Transport;
}

/** Response timeout in milliseconds, because a person is waiting. Chromium ends a worker that waits for 30 seconds. */
export const answerTimeout = 20_000;

/** Chooses the error code for a refusal, from its status and from the code in its body, if there is one. */
type NameOfRefusal = (status: number, code: ProblemCode | undefined) => RenewalError["code"];

/** The statuses with which a gateway reports that the service is down. */
const gatewayStatuses: readonly number[] = [502, 503, 504];

/** The code for a refusal: its own, else `unavailable` from a gateway, and `answer-malformed` from anything else. */
export const codeOfRefusal: NameOfRefusal = (status, code) =>
  code ?? (gatewayStatuses.includes(status) ? "unavailable" : "answer-malformed");

/**
 * Sends one request to a service. Failures are the same for every caller: `unreachable` if there was no response, the
 * refusal's own code, `unavailable` for a gateway's page, or `answer-malformed` for any other response without a code,
 * such as a redirect or another program's page.
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
  const { timeout = answerTimeout, nameOfRefusal = codeOfRefusal } = options;
  const response = await reach(transport, url, request, timeout);
  // EST answers 202 to a request that is decided later (RFC 7030, section 4.2.3).
  if (response.ok && response.status !== 202) return response;
  const problem = v.safeParse(v.pipe(v.string(), v.parseJson(), Problem), await readLimited(response));
  const trace = { request: response.headers.get(requestIdHeader) ?? undefined };
  if (problem.success) throw new RenewalError(nameOfRefusal(response.status, problem.output.code), problem.output.detail, trace);
  throw new RenewalError(nameOfRefusal(response.status, undefined), `Status ${response.status} without a problem code.`, trace);
}

/**
 * Decodes a response's JSON.
 *
 * @throws RenewalError `answer-malformed`, `unreachable` if the connection broke
 */
export async function readJson<Schema extends v.GenericSchema>(response: Response, schema: Schema): Promise<v.InferOutput<Schema>> {
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), await readLimited(response));
  if (read.success) return read.output;
  throw new RenewalError("answer-malformed", "The response does not match its schema.");
}

/**
 * Sends one request, and returns whatever the service responds.
 *
 * @param timeout response timeout in milliseconds
 * @throws RenewalError `unreachable`
 */
export async function reach(transport: Transport, url: URL, request: ServiceRequest, timeout: number): Promise<Response> {
  try {
    return await transport(url, request, timeout);
  } catch (cause) {
    throw new RenewalError("unreachable", `${url.origin} did not respond.`, { cause });
  }
}

/** The maximum length of a response in bytes; a certificate chain takes a few thousand. */
export const answerLimit = 256 * 1024;

/**
 * Reads a response's body as UTF-8, up to a limit.
 *
 * @throws RenewalError `answer-malformed` over the limit, `unreachable` if the connection broke
 */
export async function readLimited(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  await readChunks(response, (chunk) => (text += decoder.decode(chunk, { stream: true })));
  return text + decoder.decode();
}

/**
 * The same for a binary body.
 *
 * @throws RenewalError `answer-malformed` over the limit, `unreachable` if the connection broke
 */
export async function readLimitedBytes(response: Response): Promise<Bytes> {
  const chunks: Uint8Array[] = [];
  await readChunks(response, (chunk) => chunks.push(chunk));
  return concat(chunks);
}

async function readChunks(response: Response, take: (chunk: Uint8Array) => void): Promise<void> {
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  let length = 0;
  // A content script of Firefox sees the page's stream, which can be read but not iterated.
  for (let chunk = await next(reader); chunk !== undefined; chunk = await next(reader)) {
    length += chunk.length;
    if (length > answerLimit) {
      // This also aborts the transfer; whether it succeeds does not matter.
      void reader.cancel().catch(() => undefined);
      throw new RenewalError("answer-malformed", `The response is longer than ${answerLimit} bytes.`);
    }
    take(chunk);
  }
}

async function next(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<Uint8Array | undefined> {
  try {
    return (await reader.read()).value;
  } catch (cause) {
    throw new RenewalError("unreachable", "The connection broke during the response.", { cause });
  }
}
