import type { Bytes } from "../../../core/bytes.ts";

/** What every answer says where it says nothing else: nobody keeps it, and nobody guesses its type. */
const usual = { "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff" };

/** What an answer says besides its content. */
interface AnswerOptions {
  /** 200 where it is not given. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer with content. */
export function answer(type: string, content: string | Bytes, { status = 200, headers = {} }: AnswerOptions = {}): Response {
  return new Response(content, { status, headers: { ...usual, "Content-Type": type, ...headers } });
}

/** An answer in JSON. */
export function answerJson(value: unknown, options?: AnswerOptions): Response {
  return answer("application/json", JSON.stringify(value), options);
}

/** An answer without content; 204 where the status is not given. */
export function answerNothing({ status = 204, headers = {} }: AnswerOptions = {}): Response {
  return new Response(null, { status, headers: { ...usual, ...headers } });
}
