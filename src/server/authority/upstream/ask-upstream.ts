import { request } from "node:https";
import * as v from "valibot";
import { fromBase64, toBase64 } from "../../../core/base64.ts";
import type { Bytes } from "../../../core/bytes.ts";
import { readCertsOnly } from "../../../core/x509/certs-only.ts";
import { connectionAdvice, statusAdvice } from "./connection-advice.ts";
import type { Upstream } from "./upstream.ts";

/** How long an answer may take, in milliseconds: less than the service's own clients wait. */
const answerTime = 15_000;
/** The longest answer, in octets; one with a long chain has about ten thousand. */
const longestAnswer = 256 * 1024;
/** How much of a refusal's text is kept for the log, in characters. */
const longestReason = 500;
/** The pause before a request is repeated whose authority names none, and the longest, in seconds. */
const usualPause = 3600;
const longestPause = 24 * 3600;

/** The refusal of another Koshin (RFC 9457), whose codes docs/errors.md explains. */
const Problem = v.pipe(v.string(), v.parseJson(), v.object({ code: v.pipe(v.string(), v.regex(/^[a-z-]{1,60}$/)) }));

/** The statuses of an authority that has judged the request. */
const refusing: ReadonlySet<number> = new Set([400, 403, 406, 409, 410, 412, 413, 415, 422]);

/** What an authority answers to a request for a certificate (RFC 7030, section 4.2.3). */
export type UpstreamAnswer =
  | { readonly kind: "certificates"; readonly certificates: readonly Bytes[] }
  /** The authority has not decided yet; the same request is to be sent again, after a number of seconds. */
  | { readonly kind: "delayed"; readonly retryAfter: number }
  /** The authority refuses the request; the reason is for the operator. */
  | { readonly kind: "refused"; readonly reason: string };

/** The authority did not answer, or not in a way that says whether it has signed. */
export class UpstreamUnreachable extends Error {
  override readonly name = "UpstreamUnreachable";
  readonly code = "upstream-unreachable";
  /** What to do, a sentence. */
  readonly advice: string;

  constructor(url: string, why: string, options?: { readonly cause?: unknown; readonly advice?: string }) {
    super(`The authority that signs, at ${url}, cannot be asked: ${why}`, options);
    this.advice = options?.advice ?? "Ask its operators.";
  }
}

/** What is needed to ask an authority. */
export type UpstreamAddress = Pick<Upstream, "url" | "credential" | "serverRoots">;

/**
 * Sends a request for a certificate to an EST service (RFC 7030, section 4.2). Redirects are not followed.
 *
 * @param operation `simpleenroll` for another's certificate, `simplereenroll` for that of the credential itself
 * @param pkcs10 DER
 * @throws UpstreamUnreachable
 */
export async function enrolUpstream(
  upstream: UpstreamAddress,
  operation: "simpleenroll" | "simplereenroll",
  pkcs10: Bytes,
): Promise<UpstreamAnswer> {
  const answer = await exchange(upstream, operation, toBase64(pkcs10));
  const { status, retryAfter, body } = answer;
  if (status === 200) return { kind: "certificates", certificates: certificatesIn(upstream, body) };
  if (status === 202) return { kind: "delayed", retryAfter: retryAfter ?? usualPause };
  const problem = v.safeParse(Problem, body);
  const said = problem.success ? `(${problem.output.code})` : body.slice(0, longestReason);
  const reason = `HTTP ${status} ${said}`.trim();
  // Every other status is about what is between the two services, or their state: the same request may be answered later.
  if (refusing.has(status)) return { kind: "refused", reason };
  throw new UpstreamUnreachable(upstream.url, reason, { advice: statusAdvice(status) });
}

/**
 * The certificates of an EST service's authorities (RFC 7030, section 4.1).
 *
 * @throws UpstreamUnreachable
 */
export async function upstreamAuthorities(upstream: UpstreamAddress): Promise<readonly Bytes[]> {
  const { status, body } = await exchange(upstream, "cacerts");
  if (status !== 200) throw new UpstreamUnreachable(upstream.url, `HTTP ${status} for cacerts`, { advice: statusAdvice(status) });
  return certificatesIn(upstream, body);
}

function certificatesIn({ url }: UpstreamAddress, body: string): readonly Bytes[] {
  try {
    return readCertsOnly(fromBase64(body));
  } catch (cause) {
    throw new UpstreamUnreachable(url, "its answer contains no certificates", { cause });
  }
}

interface Answered {
  readonly status: number;
  /** In seconds, within what is sensible. */
  readonly retryAfter: number | undefined;
  readonly body: string;
}

async function exchange(upstream: UpstreamAddress, operation: string, pkcs10?: string): Promise<Answered> {
  const { url, credential, serverRoots } = upstream;
  const method = pkcs10 === undefined ? "GET" : "POST";
  const type = pkcs10 === undefined ? {} : { "Content-Type": "application/pkcs10", "Content-Length": Buffer.byteLength(pkcs10) };
  const identity = { cert: credential.certificates, key: credential.privateKey.export({ type: "pkcs8", format: "pem" }) };
  // Whoever names an authority below a root trusts that one alone.
  const trust = serverRoots === undefined ? {} : { ca: serverRoots, allowPartialTrustChain: true };
  const settings = { method, headers: { Accept: "*/*", ...type }, agent: false, ...trust, ...identity };
  try {
    return await new Promise<Answered>((resolve, reject) => {
      const outgoing = request(`${url}/${operation}`, { ...settings, signal: AbortSignal.timeout(answerTime) });
      outgoing.once("error", reject);
      outgoing.once("response", (incoming) => {
        const parts: Buffer[] = [];
        let length = 0;
        incoming.on("data", (part: Buffer) => {
          length += part.length;
          if (length > longestAnswer) incoming.destroy(new Error(`its answer is longer than ${longestAnswer} octets`));
          parts.push(part);
        });
        incoming.once("error", reject);
        incoming.once("end", () => {
          const { statusCode: status = 0, headers } = incoming;
          resolve({ status, retryAfter: pauseIn(headers["retry-after"]), body: Buffer.concat(parts).toString("latin1") });
        });
      });
      outgoing.end(pkcs10);
    });
  } catch (cause) {
    throw new UpstreamUnreachable(url, cause instanceof Error ? cause.message : String(cause), {
      cause,
      advice: connectionAdvice(cause),
    });
  }
}

/** Retry-After in seconds (RFC 9110, section 10.2.3); a date is not worth a clock's difference. */
function pauseIn(header: string | undefined): number | undefined {
  if (header === undefined || !/^\d{1,9}$/.test(header)) return undefined;
  return Math.min(Math.max(Number(header), 1), longestPause);
}
