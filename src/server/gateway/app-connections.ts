import { isIP } from "node:net";
import { Agent, buildConnector } from "undici";
import type { Limits } from "../settings/operation-settings.ts";

/**
 * Opens connections to apps as they are needed: by HTTP/1.1, whose messages pass unchanged. By `https`, the app proves the name
 * in its origin; where that is an address, the host of the request.
 */
export function appConnections({ upstreamConnections, upstreamConnectSeconds }: Limits): Agent {
  const connector = buildConnector({ timeout: upstreamConnectSeconds * 1000, allowH2: false });
  return new Agent({
    connections: upstreamConnections,
    pipelining: 1,
    allowH2: false,
    // By itself, undici has an app prove the name in `Host`, which is the service's own.
    connect: (options, callback) =>
      connector(isIP(options.hostname) === 0 ? { ...options, servername: options.hostname } : options, callback),
  });
}
