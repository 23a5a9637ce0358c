import * as v from "valibot";
import { fromBase64, toBase64 } from "../core/base64.ts";
import type { Bytes } from "../core/bytes.ts";
import { readCertsOnly } from "../core/certs-only.ts";
import type { RenewalPort } from "../dialog/port.ts";
import { RenewalError } from "../dialog/renewal-error.ts";
import { paths } from "../protocol/paths.ts";
import { preconditionHeaders } from "../protocol/precondition.ts";
import { Problem } from "../protocol/problem.ts";
import { Status } from "../protocol/status.ts";
import { offerDownload } from "./offer-download.ts";

/** How long the service may take to answer, in milliseconds. */
const answerTimeout = 30_000;
/** How long a proof may take: the person chooses a certificate meanwhile. */
const proofTimeout = 300_000;

/** Reaches the service on the page's own origin, where the browser presents the certificate that is to be renewed. */
export const fetchPort: RenewalPort = {
  async status() {
    return readStatus(await ask(paths.status, { headers: { Accept: "application/json" } }));
  },

  /** RFC 7030, section 4.2.2, with the base64 of RFC 8951. */
  async enrol(request, precondition) {
    const response = await ask(paths.reenrol, {
      method: "POST",
      headers: { "Content-Type": "application/pkcs10", ...preconditionHeaders(precondition) },
      body: toBase64(request),
    });
    return readCertificates(await textOf(response));
  },

  download(name, file) {
    try {
      offerDownload(document, name, file);
      return Promise.resolve();
    } catch (cause) {
      return Promise.reject(new RenewalError("download-failed", "The page could not offer the file.", { cause }));
    }
  },

  async report(report) {
    await ask(paths.stage, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(report),
    });
  },

  async prove(proofUrl) {
    return readStatus(await ask(proofUrl, { mode: "cors", credentials: "include" }, proofTimeout));
  },
};

async function ask(address: string, init: RequestInit, timeout = answerTimeout): Promise<Response> {
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
  if (problem.success) throw new RenewalError(problem.output.code, problem.output.detail);
  throw new RenewalError("internal", `The service answered with status ${response.status}.`);
}

async function reach(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, init);
  } catch (cause) {
    throw new RenewalError("unreachable", "The service could not be reached.", { cause });
  }
}

async function textOf(response: Response): Promise<string> {
  try {
    return await response.text();
  } catch (cause) {
    throw new RenewalError("unreachable", "The connection ended before the answer did.", { cause });
  }
}

async function readStatus(response: Response): Promise<Status> {
  const status = v.safeParse(Status, parseJson(await textOf(response)));
  if (status.success) return status.output;
  throw new RenewalError("answer-malformed", "The service's answer is not a status.");
}

function readCertificates(text: string): readonly Bytes[] {
  try {
    return readCertsOnly(fromBase64(text));
  } catch (cause) {
    throw new RenewalError("answer-malformed", "The service's answer holds no certificates.", { cause });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is not JSON fits no schema either, which is where it is refused.
    return undefined;
  }
}
