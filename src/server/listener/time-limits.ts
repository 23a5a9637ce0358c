import type { ServerOptions } from "node:https";
import type { Limits } from "../operation-settings.ts";

type TimeLimits = Pick<
  ServerOptions,
  "handshakeTimeout" | "headersTimeout" | "requestTimeout" | "connectionsCheckingInterval" | "maxHeaderSize"
>;

/** How often connections are looked at that may be too slow, in milliseconds; a limit is late by so much at most. */
const checkInterval = 1000;

/** What a listener needs to end connections that are too slow or say too much, by Node's own 408 and 431. */
export function timeLimits(limits: Limits): TimeLimits {
  return {
    handshakeTimeout: limits.handshakeSeconds * 1000,
    headersTimeout: Math.min(limits.headerSeconds, limits.requestSeconds) * 1000,
    requestTimeout: limits.requestSeconds * 1000,
    connectionsCheckingInterval: checkInterval,
    maxHeaderSize: limits.headerBytes,
  };
}
