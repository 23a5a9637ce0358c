import * as v from "valibot";
import type { Bytes } from "../../core/bytes.ts";
import { checkReplacement } from "../../core/renewal/check-replacement.ts";
import { KoshinError } from "../../core/errors.ts";
import { p12FileName } from "../../core/renewal/file-name.ts";
import { rc2Ciphers } from "../../core/pkcs12/rc2.ts";
import { readPkcs12 } from "../../core/pkcs12/read.ts";
import type { Subject } from "../../core/x509/subject.ts";
import type { OrderedReplacement } from "../../dialog/jobs/port.ts";
import { RenewalError } from "../../dialog/machine/renewal-error.ts";
import { FileOffer } from "../../protocol/file-offer.ts";
import { paths } from "../../protocol/paths.ts";
import { Problem, requestIdHeader } from "../../protocol/problem.ts";
import { Failed } from "../failed.ts";
import { readLimited, readLimitedBytes } from "../read-limited.ts";

/** How long the service may take, in milliseconds: it makes a key, and the person may choose a certificate meanwhile. */
const patience = 120_000;

/** The certificate that is to be renewed, and where. */
export interface Predecessor {
  readonly origin: string;
  readonly subject: Subject;
  readonly notAfter: Date;
}

/** What came of an order: what the file holds, and what is told of it. */
export interface Ordered extends OrderedReplacement {
  readonly serial: string;
  readonly notAfter: Date;
}

const Password = v.pipe(v.string(), v.regex(/^[\x20-\x7e]{1,128}$/));
const Offer = v.pipe(v.string(), v.parseJson(), v.object({ ...FileOffer.entries, pass: Password }));

/**
 * Renews by `POST /api/cert` and the `GET` of the file that it names, on a site's own origin, where the browser presents
 * the certificate that is to be renewed. The file is opened and checked before anybody is told of it.
 *
 * @throws RenewalError with the service's refusal, `renewal-not-offered`, `renewal-declined`, `unavailable`,
 * `unreachable`, or `answer-malformed`, also where the file does not open or is elsewhere than on the site
 * @throws KoshinError `replacement-…`, `key-unsupported`, `certificate-malformed`, `subject-not-nameable`
 */
export async function orderReplacement({ origin, subject, notAfter }: Predecessor): Promise<Ordered> {
  const { uri, pass } = await order(origin);
  const file = await ask(new URL(uri), { headers: { Accept: "application/json" } }, readLimitedBytes);
  const replacement = await open(() => checkReplacement({ file, password: pass, older: rc2Ciphers, predecessor: { subject, notAfter } }));
  const { privateKey, certificate, chain } = await open(() => readPkcs12(file, pass, rc2Ciphers));
  return {
    secrets: { privateKey, password: pass },
    certificates: [certificate, ...chain],
    // The contract names no file: the serial number's end makes the digits.
    fileName: p12FileName(Number.parseInt(replacement.serial.slice(-5), 16), subject),
    serial: replacement.serial,
    notAfter: replacement.notAfter,
  };
}

async function order(origin: string): Promise<FileOffer> {
  const headers = { "Content-Type": "application/json", Accept: "application/json" };
  const body = await ask(new URL(paths.certificate, origin), { method: "POST", headers, body: "{}" }, readLimited);
  const offer = v.safeParse(Offer, body);
  if (!offer.success) throw new RenewalError("answer-malformed", "The service's answer names no file, or no password.");
  const file = new URL(offer.output.uri);
  const { hostname } = new URL(origin);
  if (file.hostname !== hostname || file.username !== "" || file.password !== "") {
    throw new RenewalError("answer-malformed", "The service's answer names a file that is not on the site.");
  }
  return offer.output;
}

async function ask<Body extends string | Bytes>(url: URL, init: RequestInit, read: (response: Response) => Promise<Body>): Promise<Body> {
  try {
    const response = await reach(url, init);
    if (!response.ok) throw refusal(response, await readLimited(response));
    return await read(response);
  } catch (cause) {
    if (cause instanceof Failed) throw new RenewalError(cause.code, cause.message, { cause });
    throw cause;
  }
}

async function reach(url: URL, init: RequestInit): Promise<Response> {
  try {
    const signal = AbortSignal.timeout(patience);
    return await fetch(url, { ...init, credentials: "include", cache: "no-store", redirect: "error", signal });
  } catch (cause) {
    throw new RenewalError("unreachable", `${url.origin} did not answer.`, { cause });
  }
}

function refusal({ status, headers }: Response, body: string): RenewalError {
  const request = headers.get(requestIdHeader) ?? undefined;
  const problem = v.safeParse(v.pipe(v.string(), v.parseJson(), Problem), body);
  if (problem.success && problem.output.code !== "not-found") return new RenewalError(problem.output.code, problem.output.detail, { request });
  const detail = `The service answered ${status}.`;
  if (status === 404 || status === 405 || status === 501) return new RenewalError("renewal-not-offered", detail, { request });
  return new RenewalError(status >= 500 ? "unavailable" : "renewal-declined", detail, { request });
}

/** A file that does not open is a wrong answer; what it holds may be one in its own way. */
async function open<Value>(read: () => Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (cause) {
    if (!(cause instanceof KoshinError) || !cause.code.startsWith("pkcs12-")) throw cause;
    throw new RenewalError("answer-malformed", "The service's file does not open with its password.", { cause });
  }
}
