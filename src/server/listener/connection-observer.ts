import type { Limits } from "../settings/operation-settings.ts";

/** A limit at which connections are closed before their handshake. */
export type ConnectionLimit = Extract<keyof Limits, "connections" | "connectionsPerAddress" | "handshakesPerSecondPerAddress">;

/** Receives events of connections before their handshake, which are not logged as requests. */
export interface ConnectionObserver {
  /** A handshake is delayed, because its address has exceeded its rate. */
  readonly delayed: () => void;
  readonly refused: (limit: ConnectionLimit) => void;
}
