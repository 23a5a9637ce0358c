import * as v from "valibot";
import { RenewalError } from "../../dialog/machine/renewal-error.ts";
import { Problem } from "../../protocol/problem.ts";
import { Status } from "../../protocol/status.ts";
import { Failed } from "../failed.ts";
import { readLimited } from "../read-limited.ts";

/** How long the person may take to choose a certificate, in milliseconds. */
const patience = 120_000;

const Body = v.pipe(v.string(), v.parseJson(), v.union([Status, Problem]));

/**
 * Connects to the proof host and returns the status of the certificate that arrived there. It is the document's own
 * fetch and not the background's: the browser lets the person choose a certificate only for a connection that a
 * document makes.
 *
 * @throws RenewalError with the service's refusal (`no-certificate` and others), `unreachable`, or `answer-malformed`
 */
export async function prove(proofUrl: string): Promise<Status> {
  const read = v.safeParse(Body, await fetchBody(proofUrl));
  if (!read.success) throw new RenewalError("answer-malformed", "The proof host's answer is not a status.");
  if ("code" in read.output) throw new RenewalError(read.output.code, read.output.detail);
  return read.output;
}

async function fetchBody(proofUrl: string): Promise<string> {
  try {
    const response = await fetch(proofUrl, {
      mode: "cors",
      credentials: "include",
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(patience),
    });
    return await readLimited(response);
  } catch (cause) {
    const code = cause instanceof Failed ? cause.code : "unreachable";
    throw new RenewalError(code, "The proof host did not answer, or not as it should.", { cause });
  }
}
