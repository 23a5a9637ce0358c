/**
 * The outcome of sending a notice. `refused`: it certainly did not arrive, and may be retried. `unknown`: the connection
 * broke before the response, so it may have arrived, and is never retried automatically.
 */
export type Delivery =
  | { readonly outcome: "delivered" }
  | {
      readonly outcome: "refused" | "unknown";
      /**
       * `ECONNREFUSED`, `HTTP 500`, `SMTP 451`, `mail-not-configured`, `mail-password-missing`; without addresses and
       * the receiver's message.
       */
      readonly failure: string;
    };

/** Delivery timeout in milliseconds, so that one receiver does not delay the others for long. */
export const deliveryTime = 10_000;

/** The code of a network, TLS or file error. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "failed";
  if (error.name === "AbortError" || error.name === "TimeoutError") return "ETIMEDOUT";
  const code = "originalCode" in error ? error.originalCode : "code" in error ? error.code : undefined;
  return typeof code === "string" && /^[A-Z0-9_]{1,64}$/.test(code) ? code : "failed";
}
