/**
 * What became of a notice that was sent off. `refused`: it certainly did not arrive, and may be tried again.
 * `unknown`: the connection broke before the answer, so it may have arrived, and is never sent again by itself.
 */
export type Delivery =
  | { readonly outcome: "delivered" }
  | {
      readonly outcome: "refused" | "unknown";
      /** `ECONNREFUSED`, `HTTP 500`, `SMTP 451`, `mail-not-configured`, `mail-password-missing`; without addresses and without the receiver's words. */
      readonly failure: string;
    };

/** In milliseconds; nothing may keep the others waiting for longer. */
export const deliveryTime = 10_000;

/** The code that an error of the network, of TLS or of a file carries. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "failed";
  if (error.name === "AbortError" || error.name === "TimeoutError") return "ETIMEDOUT";
  const code = "originalCode" in error ? error.originalCode : "code" in error ? error.code : undefined;
  return typeof code === "string" && /^[A-Z0-9_]{1,64}$/.test(code) ? code : "failed";
}
