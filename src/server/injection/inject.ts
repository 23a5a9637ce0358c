import type { Duplex } from "node:stream";
import { valuesIn } from "../listener/raw-headers.ts";
import { decoded, encoders } from "./coded-body.ts";
import { changedPageHead, codings, wholePageRequest, type Coding } from "./entity-headers.ts";
import type { HeadFault } from "./head-end.ts";
import { judgePolicies, requiresIntegrity } from "./policy.ts";
import { ScriptInserter } from "./script-inserter.ts";

/** Whether a page got the script: its policies, its encoding, its coding, its head or its owner may not let it. */
export type InjectionOutcome = "injected" | "policy" | "coding" | "no-transform" | HeadFault;

export const injectionOutcomes: readonly InjectionOutcome[] = ["injected", "policy", "coding", "no-transform", "charset", "head"];

/** A response's head, as names and values. */
interface Head {
  readonly status: number;
  readonly message: string;
  readonly headers: readonly string[];
}

/** What is put into a page. */
export interface Injection {
  /** The absolute URL of the script, of the page's own origin. */
  readonly script: URL;
  readonly connections: readonly URL[];
  /** The method of the request. */
  readonly method: string;
  readonly note: (outcome: InjectionOutcome) => void;
}

/** Changes a request for a page, and its response: the page gets one external script, if its policies let it run. */
export function injection(order: Injection): {
  readonly request: (headers: readonly string[]) => string[];
  readonly response: (head: Head) => { readonly head: Head; readonly through?: readonly Duplex[] };
} {
  return { request: wholePageRequest, response: (head) => inject(head, order) };
}

function inject(
  head: Head,
  { script, connections, method, note }: Injection,
): ReturnType<ReturnType<typeof injection>["response"]> {
  const { headers } = head;
  // The app has found its own tag behind a marked one.
  if (head.status === 304) return { head: { ...head, headers: changedPageHead(headers) } };
  if (head.status !== 200 || !isPage(headers)) return { head };
  const unchanged = (outcome: InjectionOutcome): { readonly head: Head } => {
    if (method !== "HEAD") note(outcome);
    return { head };
  };
  if (/\bno-transform\b/i.test(valuesIn(headers, "cache-control").join(","))) return unchanged("no-transform");
  if (/charset\s*=\s*"?\s*utf-?16/i.test(valuesIn(headers, "content-type").join(""))) return unchanged("charset");
  const coding = codingOf(headers);
  if (coding === "unknown") return unchanged("coding");
  const policies = valuesIn(headers, "content-security-policy");
  const judge = (inPage: readonly string[]): ReturnType<typeof judgePolicies> =>
    judgePolicies([...policies, ...inPage], { script, connections });
  if (!judge([]).allowed || requiresIntegrity(valuesIn(headers, "integrity-policy"))) return unchanged("policy");
  const changed = { ...head, headers: changedPageHead(headers) };
  if (method === "HEAD") return { head: changed };
  const inserter = new ScriptInserter(({ policies: inPage }) => {
    const verdict = judge(inPage);
    return verdict.allowed ? tagOf(script, verdict.nonce) : undefined;
  }, note);
  return { head: changed, through: coding === undefined ? [inserter] : [decoded(coding), inserter, encoders[coding]()] };
}

function tagOf(script: URL, nonce: string | undefined): string {
  return `<script src="${script.href}"${nonce === undefined ? "" : ` nonce="${nonce}"`} async></script>`;
}

function isPage(headers: readonly string[]): boolean {
  const [type = ""] = valuesIn(headers, "content-type");
  const isAttachment = /^\s*attachment\b/i.test(valuesIn(headers, "content-disposition").join(""));
  return /^\s*text\/html\s*(?:;|$)/i.test(type) && !isAttachment;
}

function codingOf(headers: readonly string[]): Coding | "unknown" | undefined {
  const value = valuesIn(headers, "content-encoding").join(",").trim().toLowerCase();
  if (value === "" || value === "identity") return undefined;
  return codings.find((each) => each === value) ?? "unknown";
}
