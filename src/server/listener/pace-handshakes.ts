import type { Server, Socket } from "node:net";
import type { Limits } from "../settings/operation-settings.ts";
import { clientAddress, clientEndpoint, type RemoteOf } from "./client-address.ts";
import type { ConnectionObserver } from "./connection-observer.ts";
import { RateLimit } from "./rate-limit.ts";

/** The octets that a client with a chain of a few certificates sends in its handshake. */
const usual = 4096;
/** Each further number of octets counts as another handshake, because each certificate of a chain is processed. */
const further = 512;
/** The cost reserved for a handshake until it ends and its cost is known, which limits those that are pending. */
const deposit = 10;

/** The cost of a handshake in which the client has sent a number of octets. */
export function handshakeCost(octets: number): number {
  return 1 + Math.max(0, Math.ceil((octets - usual) / further));
}

/**
 * Limits the rate of handshakes of each address. Connections over the rate wait before their handshake, for at most as
 * long as a handshake may take. OpenSSL processes any chain that a client sends, and Node limits neither its depth nor
 * its size, so the cost of a handshake is charged afterwards, by its octets.
 *
 * @param server its TLS layer receives each connection when its turn comes
 * @param limits read for each connection, because a reload may change them
 * @param now in milliseconds; never goes back
 */
export function paceHandshakes(
  server: Server,
  limits: () => Limits,
  now: () => number,
  { delayed, refused }: ConnectionObserver,
  remoteOf: RemoteOf,
): void {
  const budget = new RateLimit(limits().handshakesPerSecondPerAddress, now);
  const reserved = (): number => Math.min(deposit, budget.full);
  const queues = new Map<string, Queue>();
  /** By the client's endpoint. */
  const pending = new Map<string, Socket>();
  const tlsListeners = server.listeners("connection");
  server.removeAllListeners("connection");
  const admit = (address: string): void => {
    const queue = queues.get(address);
    if (queue === undefined) return;
    clearTimeout(queue.timer);
    for (const [socket, endpoint] of queue.sockets) {
      if (!budget.take(address, reserved())) break;
      queue.sockets.delete(socket);
      pending.set(endpoint, socket);
      for (const listener of tlsListeners) Reflect.apply(listener, server, [socket]);
    }
    if (queue.sockets.size === 0) queues.delete(address);
    else queue.timer = setTimeout(() => admit(address), budget.delay(address, reserved())).unref();
  };
  const end = (endpoint: string, address: string, { bytesRead }: Socket): void => {
    pending.delete(endpoint);
    budget.giveBack(address, reserved() - handshakeCost(bytesRead));
    admit(address);
  };
  server.on("connection", (socket: Socket) => {
    budget.adjust(limits().handshakesPerSecondPerAddress);
    const [address, endpoint] = [clientAddress(remoteOf(socket)), clientEndpoint(socket)];
    const queue: Queue = queues.get(address) ?? { sockets: new Map(), timer: undefined };
    queues.set(address, queue);
    queue.sockets.set(socket, endpoint);
    socket.on("error", () => undefined);
    socket.once("close", () => {
      queue.sockets.delete(socket);
      if (pending.get(endpoint) === socket) end(endpoint, address, socket);
    });
    admit(address);
    if (!queue.sockets.has(socket)) return;
    delayed();
    const giveUp = (): void => {
      if (!queue.sockets.has(socket)) return;
      refused("handshakesPerSecondPerAddress");
      socket.destroy();
    };
    const timeout = setTimeout(giveUp, limits().handshakeSeconds * 1000).unref();
    socket.once("close", () => clearTimeout(timeout));
  });
  server.on("secureConnection", (socket: Socket) => {
    const endpoint = clientEndpoint(socket);
    const connection = pending.get(endpoint);
    if (connection !== undefined) end(endpoint, clientAddress(remoteOf(socket)), connection);
  });
}

/** The waiting connections of one address, in order. */
interface Queue {
  /** With their clients' endpoints. */
  readonly sockets: Map<Socket, string>;
  timer: NodeJS.Timeout | undefined;
}
