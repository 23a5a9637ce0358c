import * as v from "valibot";
import { Problem, requestIdHeader } from "../../protocol/problem.ts";
import { Failed } from "../failed.ts";
import { readLimited } from "../read-limited.ts";
import { fetchInDocument, type ServiceRequest } from "./fetch-in-document.ts";
import type { Place } from "./caller.ts";

/** How long the service may take, in milliseconds: a person is waiting. */
const patience = 20_000;

/**
 * Asks the service on a site's own origin, where the browser presents the certificate that was chosen there.
 *
 * @returns the answer's body as text
 * @throws Failed with the code of the service's refusal, `unreachable`, or `answer-malformed`
 */
export async function askService(place: Place, path: string, request: ServiceRequest): Promise<string> {
  const url = new URL(path, place.origin);
  const response = (await fetchInDocument(place, url, request, patience)) ?? (await reach(url, request));
  const body = await readLimited(response);
  if (!response.ok) throw refusal(response, body);
  return body;
}

async function reach(url: URL, request: ServiceRequest): Promise<Response> {
  try {
    return await fetch(url, {
      ...request,
      credentials: "include",
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(patience),
    });
  } catch (cause) {
    throw new Failed("unreachable", `${url.origin} did not answer.`, { cause });
  }
}

function refusal({ status, headers }: Response, body: string): Failed {
  const problem = v.safeParse(v.pipe(v.string(), v.parseJson(), Problem), body);
  const request = headers.get(requestIdHeader) ?? undefined;
  return problem.success
    ? new Failed(problem.output.code, problem.output.detail, { request })
    : new Failed("answer-malformed", `The service answered ${status} without saying why.`, { request });
}
