import { createSecureServer, type Http2SecureServer } from "node:http2";
import type { TlsOptions } from "node:tls";
import type { Limits } from "../settings/operation-settings.ts";
import type { ConnectionObserver } from "./connection-observer.ts";
import { paceHandshakes } from "./pace-handshakes.ts";
import { endSlowAnswers, endSlowSessions, http1Limits } from "./time-limits.ts";

/** How many requests may be under way on one HTTP/2 connection (RFC 9113, section 6.5.2, wants no fewer). */
const streams = 100;
/** How many requests a client may take back in a second, and how many at once, before its connection is ended. */
const resets = { streamResetRate: 10, streamResetBurst: streams };
/** What one HTTP/2 connection may hold in memory, in megabytes, before it is given no further stream. */
const sessionMemory = 1;

/**
 * Creates the server of a listener. It speaks HTTP/1.1 to everybody, and HTTP/2 to whoever names one host in the
 * handshake and asks for it. No other host has it: browsers send requests for other names of the same certificate over
 * an HTTP/2 connection that they have, and the service would see the client certificate that was chosen for the wrong
 * host.
 *
 * @param http2Host in lower case, as everybody sends it who means HTTP/2
 */
export function createListener(
  tls: TlsOptions,
  limits: Limits,
  http2Host: string,
  observer: ConnectionObserver,
): Http2SecureServer {
  const server = createSecureServer({
    ...tls,
    ...resets,
    noDelay: true,
    handshakeTimeout: limits.handshakeSeconds * 1000,
    allowHTTP1: true,
    http1Options: http1Limits(limits),
    ALPNCallback({ servername, protocols }) {
      const offered = servername === http2Host ? ["h2", "http/1.1"] : ["http/1.1"];
      return offered.find((protocol) => protocols.includes(protocol));
    },
    settings: { maxConcurrentStreams: streams },
    maxSessionMemory: sessionMemory,
  });
  paceHandshakes(server, limits, () => performance.now(), observer);
  endSlowAnswers(server, limits);
  endSlowSessions(server, limits);
  return server;
}
