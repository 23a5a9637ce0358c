import type { Limits } from "../settings/operation-settings.ts";

/** A limit beyond which a connection is cut before its handshake. */
export type ConnectionLimit = Extract<keyof Limits, "connections" | "connectionsPerAddress" | "handshakesPerSecondPerAddress">;

/** Is told of connections that have to wait, or are cut, before anything of them can be answered or logged as a request. */
export interface ConnectionObserver {
  /** A handshake waits for its turn: its address has had its share for the moment. */
  readonly delayed: () => void;
  readonly refused: (limit: ConnectionLimit) => void;
}
