import type { Server, Socket } from "node:net";
import type { Limits } from "../settings/operation-settings.ts";
import { clientAddress, clientEndpoint } from "./client-address.ts";
import type { ConnectionObserver } from "./connection-observer.ts";
import { RateLimit } from "./rate-limit.ts";

/** What a client with a chain of a few certificates says in its handshake, in octets. */
const usual = 4096;
/** So many octets more count as one handshake more: each certificate of a chain is worked through. */
const further = 512;
/** What a handshake is taken to cost until it is over and has shown it: so much is what bounds those under way. */
const deposit = 10;

/** How many handshakes one counts for in which the client has said so much, in octets. */
export function handshakeCost(octets: number): number {
  return 1 + Math.max(0, Math.ceil((octets - usual) / further));
}

/**
 * Lets each address have its share of handshakes, and the others of that address wait before theirs begins: until
 * there is room for one more, and for as long as a handshake may take. OpenSSL works through whatever chain a client
 * makes up, and Node bounds neither its depth nor its size; so it is paid for afterwards, by its octets.
 *
 * @param server its TLS layer takes up connections from here on when their turn has come
 * @param now in milliseconds; never goes back
 */
export function paceHandshakes(server: Server, limits: Limits, now: () => number, { delayed, refused }: ConnectionObserver): void {
  const budget = new RateLimit(limits.handshakesPerSecondPerAddress, now);
  const reserved = Math.min(deposit, budget.full);
  const queues = new Map<string, Queue>();
  /** By the client's endpoint. */
  const underWay = new Map<string, Socket>();
  const takeUp = server.listeners("connection");
  server.removeAllListeners("connection");
  const admit = (address: string): void => {
    const queue = queues.get(address);
    if (queue === undefined) return;
    clearTimeout(queue.timer);
    for (const [socket, endpoint] of queue.sockets) {
      if (!budget.take(address, reserved)) break;
      queue.sockets.delete(socket);
      underWay.set(endpoint, socket);
      for (const listener of takeUp) Reflect.apply(listener, server, [socket]);
    }
    if (queue.sockets.size === 0) queues.delete(address);
    else queue.timer = setTimeout(() => admit(address), budget.delay(address, reserved)).unref();
  };
  const end = (endpoint: string, address: string, { bytesRead }: Socket): void => {
    underWay.delete(endpoint);
    budget.giveBack(address, reserved - handshakeCost(bytesRead));
    admit(address);
  };
  server.on("connection", (socket: Socket) => {
    const [address, endpoint] = [clientAddress(socket), clientEndpoint(socket)];
    const queue: Queue = queues.get(address) ?? { sockets: new Map(), timer: undefined };
    queues.set(address, queue);
    queue.sockets.set(socket, endpoint);
    socket.on("error", () => undefined);
    socket.once("close", () => {
      queue.sockets.delete(socket);
      if (underWay.get(endpoint) === socket) end(endpoint, address, socket);
    });
    admit(address);
    if (!queue.sockets.has(socket)) return;
    delayed();
    const giveUp = (): void => {
      if (!queue.sockets.has(socket)) return;
      refused("handshakesPerSecondPerAddress");
      socket.destroy();
    };
    const patience = setTimeout(giveUp, limits.handshakeSeconds * 1000).unref();
    socket.once("close", () => clearTimeout(patience));
  });
  server.on("secureConnection", (socket: Socket) => {
    const endpoint = clientEndpoint(socket);
    const connection = underWay.get(endpoint);
    if (connection !== undefined) end(endpoint, clientAddress(socket), connection);
  });
}

/** The connections of one address that wait for their turn, in their order. */
interface Queue {
  /** With their clients' endpoints. */
  readonly sockets: Map<Socket, string>;
  timer: NodeJS.Timeout | undefined;
}
