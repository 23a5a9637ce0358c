import type { FailureTrace } from "../../core/failure-trace.ts";
import { occasion } from "../../dialog/machine/occasion.ts";
import { RenewalError, type RenewalErrorCode } from "../../protocol/failure.ts";
import type { Status } from "../../protocol/status.ts";
import { siteOf, type Site } from "../sites/sites.ts";

/** The state of the site in the current tab, as the popup shows it. */
export type Situation =
  | { readonly kind: "not-configured" }
  | { readonly kind: "failed"; readonly origin: string; readonly code: RenewalErrorCode; readonly trace: FailureTrace }
  | {
      readonly kind: "known";
      readonly origin: string;
      readonly status: Status;
      readonly advice: Advice;
      readonly receivedAt: Date;
    };

/** What the holder of a certificate should do about it. */
export type Advice =
  /** A replacement has been issued but not used. */
  | "pending"
  /** The prompt date has passed and the certificate renews. */
  | "due"
  /** The prompt date has passed and the certificate does not renew. */
  | "refused"
  /** Its replacement has been used. */
  | "renewed"
  /** Nothing before the prompt date. */
  | "later";

/**
 * Determines the situation of a tab's site; it never rejects.
 *
 * @param url the tab's URL; undefined if the browser does not reveal it, as for sites that are not granted
 * @param sites the configured sites
 * @param ask fetches the status of the certificate that the browser presents to an origin
 */
export async function lookAt(
  url: string | undefined,
  sites: readonly Site[],
  ask: (site: { readonly origin: string }) => Promise<Status>,
): Promise<Situation> {
  if (url === undefined || siteOf(url, sites) === undefined) return { kind: "not-configured" };
  const { origin } = new URL(url);
  try {
    const status = await ask({ origin });
    return { kind: "known", origin, status, advice: advise(status), receivedAt: new Date() };
  } catch (cause) {
    const { code, trace } =
      cause instanceof RenewalError ? cause : new RenewalError("internal", "The site's status could not be determined.", { cause });
    return { kind: "failed", origin, code, trace };
  }
}

/** What a certificate's status means for its holder. */
export function advise(status: Status): Advice {
  switch (occasion(status)) {
    case "prompt":
      return "due";
    case "resume":
      return "pending";
    case "refusal":
      return "refused";
    case undefined:
      return status.refusal?.code === "already-renewed" || status.pending?.stage === "first-used" ? "renewed" : "later";
  }
}
