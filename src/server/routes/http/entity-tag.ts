import { createHash } from "node:crypto";
import type { Context } from "hono";
import type { Bytes } from "../../../core/bytes.ts";
import { answer, answerNothing } from "./answer.ts";
import type { Environment } from "./environment.ts";

/** What may be kept as long as it has not changed. */
export interface Entity {
  readonly type: string;
  /** Asked for only where it is sent. */
  readonly content: () => Bytes;
  /** Of this very content. */
  readonly tag: string;
  /** `Cache-Control`, and whatever else is said of it. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Answers with an entity, or says that whoever asks has it already (304). */
export function answerEntity(c: Context<Environment>, { type, content, tag, headers }: Entity): Response {
  const all = { ETag: tag, ...headers };
  if (!namesEntity(c.req.header("If-None-Match"), tag)) return answer(type, content(), { headers: all });
  return answerNothing({ status: 304, headers: { ...all, "Content-Type": type } });
}

/** A strong entity tag (RFC 9110, section 8.8.3) that is made of the octets themselves. */
export function entityTagOf(octets: Uint8Array): string {
  return `"${createHash("sha256").update(octets).digest("base64url")}"`;
}

/** Whether an `If-None-Match` names this entity tag (RFC 9110, section 13.1.2: by weak comparison). */
function namesEntity(ifNoneMatch: string | undefined, tag: string): boolean {
  return (ifNoneMatch ?? "").split(",").some((each) => each.trim().replace(/^W\//, "") === tag || each.trim() === "*");
}
