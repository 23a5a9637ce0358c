import type { IncomingMessage, ServerResponse } from "node:http";
import { valuesIn } from "../listener/raw-headers.ts";

/**
 * Passes on what says that the answer is under way (RFC 9110, section 15.2), but not to clients of HTTP/1.0, who take it for the
 * answer; `100` was for the service.
 */
export function passInformation(
  { incoming, outgoing }: { readonly incoming: IncomingMessage; readonly outgoing: ServerResponse },
  status: number,
  rawHeaders: readonly string[],
): void {
  if (incoming.httpVersion === "1.0" || outgoing.headersSent || outgoing.destroyed) return;
  if (status === 102) outgoing.writeProcessing();
  const links = valuesIn(rawHeaders, "link");
  if (status !== 103 || links.length === 0) return;
  try {
    outgoing.writeEarlyHints({ link: links });
  } catch {
    // Node takes well-formed links only, and these are hints.
  }
}
