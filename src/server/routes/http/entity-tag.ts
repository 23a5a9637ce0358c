import { createHash } from "node:crypto";
import type { Context } from "hono";
import type { Bytes } from "../../../core/bytes.ts";
import { answer, answerNothing } from "./answer.ts";
import type { Environment } from "./environment.ts";

/** A representation that clients may cache and revalidate. */
export interface Entity {
  readonly type: string;
  /** Called only if it is sent. */
  readonly content: () => Bytes;
  /** The entity tag of this content. */
  readonly tag: string;
  /** `Cache-Control` and other headers. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Answers with an entity, or with 304 if the caller already has it.
 *
 * Not hono/etag: it needs the content for a 304 as well (30 ms instead of 0.2 ms for a list of 5 MB), and drops its
 * headers.
 */
export function answerEntity(c: Context<Environment>, { type, content, tag, headers }: Entity): Response {
  const all = { ETag: tag, ...headers };
  if (!namesEntity(c.req.header("If-None-Match"), tag)) return answer(type, content(), { headers: all });
  return answerNothing({ status: 304, headers: { ...all, "Content-Type": type } });
}

/** A strong entity tag (RFC 9110, section 8.8.3): a hash of the octets. */
export function entityTagOf(octets: Uint8Array): string {
  return `"${createHash("sha256").update(octets).digest("base64url")}"`;
}

/** Whether `If-None-Match` names this entity tag, by weak comparison (RFC 9110, section 13.1.2). */
function namesEntity(ifNoneMatch: string | undefined, tag: string): boolean {
  return (ifNoneMatch ?? "").split(",").some((each) => each.trim().replace(/^W\//, "") === tag || each.trim() === "*");
}
