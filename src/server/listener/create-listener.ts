import { createSecureServer, type Http2SecureServer } from "node:http2";
import type { Server } from "node:net";
import type { TlsOptions } from "node:tls";
import type { Limits } from "../settings/operation-settings.ts";
import { acceptProxied } from "./accept-proxied.ts";
import { remoteAddress, type RemoteOf } from "./client-address.ts";
import type { ConnectionObserver } from "./connection-observer.ts";
import { paceHandshakes } from "./pace-handshakes.ts";
import { endSlowAnswers, endSlowSessions, http1Limits } from "./time-limits.ts";

/** The number of concurrent streams of an HTTP/2 connection; RFC 9113, section 6.5.2, recommends no fewer. */
const streams = 100;
/** The rate per second, and the burst, of streams that a client may reset before its connection is closed. */
const resets = { streamResetRate: 10, streamResetBurst: streams };
/** The memory limit of an HTTP/2 connection, in megabytes, above which it gets no further streams. */
const sessionMemory = 1;

/** A listener that clients reach by TLS. */
export interface TlsListener {
  readonly server: Http2SecureServer;
  /** The server that accepts its connections: the same one, or one that takes the proxies' headers off them. */
  readonly entrance: Server;
  /** The address of a connection's client, as a proxy names it if it comes from one. */
  readonly remoteOf: RemoteOf;
}

/**
 * Creates the server of a listener. It supports HTTP/1.1, and HTTP/2 for some hosts: browsers reuse an HTTP/2
 * connection for other names of the server's certificate, so the service would see the client certificate that was
 * chosen for another host. (A request for a host other than the handshake's is refused as misdirected.)
 *
 * @param limits its timeouts and header size are fixed at startup; the others may change
 * @param http2Hosts returns the current ones, in lower case, as HTTP/2 clients send them
 * @param isProxy whether an address is that of a proxy that passes TLS through, and names its client by PROXY protocol
 */
export function createListener(
  tls: TlsOptions,
  limits: () => Limits,
  http2Hosts: () => readonly string[],
  observer: ConnectionObserver,
  isProxy?: (address: string) => boolean,
): TlsListener {
  const fixed = limits();
  const server = createSecureServer({
    ...tls,
    ...resets,
    noDelay: true,
    handshakeTimeout: fixed.handshakeSeconds * 1000,
    allowHTTP1: true,
    http1Options: http1Limits(fixed),
    ALPNCallback({ servername, protocols }) {
      const offered = http2Hosts().includes(servername) ? ["h2", "http/1.1"] : ["http/1.1"];
      return offered.find((protocol) => protocols.includes(protocol));
    },
    settings: { maxConcurrentStreams: streams },
    maxSessionMemory: sessionMemory,
  });
  const proxied = isProxy && acceptProxied(isProxy, fixed.handshakeSeconds * 1000);
  const remoteOf = proxied?.remoteOf ?? remoteAddress;
  paceHandshakes(server, limits, () => performance.now(), observer, remoteOf);
  endSlowAnswers(server, fixed);
  endSlowSessions(server, fixed);
  proxied?.to(server);
  return { server, entrance: proxied?.listener ?? server, remoteOf };
}
