import type { Service } from "../../client/ask.ts";
import { fetchWith } from "../../client/transport.ts";

/** The service on the page's own origin, where the browser presents the certificate to renew. */
export function pageService(): Service {
  return { origin: location.origin, transport: fetchWith({ mode: "same-origin", credentials: "same-origin" }) };
}
