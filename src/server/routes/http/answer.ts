import type { Bytes } from "../../../core/bytes.ts";

/** The default headers of every response: no caching, no MIME sniffing, not in other sites' pages. */
export const defaults = {
  "Cache-Control": "no-store",
  "Cross-Origin-Resource-Policy": "same-origin",
  "X-Content-Type-Options": "nosniff",
} as const;

/** The status and headers of a response. */
interface AnswerOptions {
  /** 200 by default. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A response with content. */
export function answer(type: string, content: string | Bytes, { status = 200, headers = {} }: AnswerOptions = {}): Response {
  return new Response(content, { status, headers: { ...defaults, "Content-Type": type, ...headers } });
}

/** A response in JSON. */
export function answerJson(value: unknown, options?: AnswerOptions): Response {
  return answer("application/json", JSON.stringify(value), options);
}

/** A response without content; 204 by default. */
export function answerNothing({ status = 204, headers = {} }: AnswerOptions = {}): Response {
  return new Response(null, { status, headers: { ...defaults, ...headers } });
}
