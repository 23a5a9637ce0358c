import * as v from "valibot";
import { Problem, requestIdHeader } from "../../protocol/problem.ts";
import { Status } from "../../protocol/status.ts";
import { RenewalError } from "../machine/renewal-error.ts";

/** How long the service may take to answer, in milliseconds. */
const answerTimeout = 30_000;
/** How long a proof may take: the person chooses a certificate meanwhile. */
const proofTimeout = 300_000;

/**
 * Asks the service with the page's own fetch: on the page's own origin, unless `init` says otherwise.
 *
 * @param timeout in milliseconds
 * @throws RenewalError with the refusal's code, `unreachable`, or `internal` for an answer without a code
 */
export async function askService(address: string, init: RequestInit, timeout = answerTimeout): Promise<Response> {
  const response = await reach(address, {
    mode: "same-origin",
    credentials: "same-origin",
    cache: "no-store",
    redirect: "error",
    ...init,
    signal: AbortSignal.timeout(timeout),
  });
  if (response.ok) return response;

  const problem = v.safeParse(Problem, parseJson(await textOf(response)));
  const request = response.headers.get(requestIdHeader) ?? undefined;
  if (problem.success) throw new RenewalError(problem.output.code, problem.output.detail, { request });
  throw new RenewalError("internal", `The service answered with status ${response.status}.`, { request });
}

/** Connects to the proof host with whatever certificate the browser chooses, and returns the status of that one. */
export async function askProofHost(proofUrl: string): Promise<Status> {
  return await readStatus(await askService(proofUrl, { mode: "cors", credentials: "include" }, proofTimeout));
}

/**
 * The text of an answer.
 *
 * @throws RenewalError `unreachable` where the connection ends before it
 */
export async function textOf(response: Response): Promise<string> {
  try {
    return await response.text();
  } catch (cause) {
    throw new RenewalError("unreachable", "The connection ended before the answer did.", { cause });
  }
}

/**
 * The status in an answer.
 *
 * @throws RenewalError `answer-malformed`
 */
export async function readStatus(response: Response): Promise<Status> {
  const status = v.safeParse(Status, parseJson(await textOf(response)));
  if (status.success) return status.output;
  throw new RenewalError("answer-malformed", "The service's answer is not a status.");
}

/** What a text says as JSON; what is none fits no schema either, which is where it is refused. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function reach(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, init);
  } catch (cause) {
    throw new RenewalError("unreachable", "The service could not be reached.", { cause });
  }
}
