import { errors } from "undici";

/** Why an app has not answered a request: no connection, no answer in time, or none that is HTTP. */
export type AppFailure = "unreachable" | "timeout" | "broken";

export const appFailures: readonly AppFailure[] = ["unreachable", "timeout", "broken"];

/** An app's answer that takes longer than the settings allow. */
export class AppTimeout extends Error {
  override readonly name = "AppTimeout";
}

/** Codes of Node's errors for which there was no connection. */
const withoutConnection: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ENOENT",
  "EACCES",
]);

/** Classifies the error of a request to an app. */
export function appFailureOf(error: Error): AppFailure {
  if (error instanceof AppTimeout || error instanceof errors.ConnectTimeoutError) return "timeout";
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  // Node tries every address of a name, and reports their errors together.
  const inner = error instanceof AggregateError ? error.errors.map((each: unknown) => each) : [];
  const refused = inner.some((each) => each instanceof Error && appFailureOf(each) === "unreachable");
  return refused || withoutConnection.has(code) ? "unreachable" : "broken";
}

/**
 * Whether a request that failed before it was answered may be sent again: the app closed a connection that was kept for
 * further requests while this one was on its way (RFC 9112, section 9.3.1).
 */
export function wasClosedMeanwhile(error: Error): boolean {
  if (error instanceof errors.SocketError) return error.message === "other side closed";
  return "code" in error && (error.code === "ECONNRESET" || error.code === "EPIPE");
}
