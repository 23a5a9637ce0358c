import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

/** A proxy to a loopback port that cuts a connection in the middle of the server's response. */
export class CuttingProxy implements AsyncDisposable {
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  /** The number of bytes on the wire that a client may still receive, by the client's port. */
  readonly #left = new Map<number, number>();
  /** The number of bytes that each client has received. */
  readonly #given = new Map<number, number>();

  private constructor(target: number) {
    this.#server = createServer((near) => this.#join(near, connect(target, "127.0.0.1")));
  }

  static async open(target: number): Promise<CuttingProxy> {
    const proxy = new CuttingProxy(target);
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  /** Forwards this number of further bytes to a client, then cuts both sides. */
  cutAfter(clientPort: number, octets: number): void {
    this.#left.set(clientPort, octets);
  }

  /** The number of bytes that a client has received so far. */
  givenTo(clientPort: number): number {
    return this.#given.get(clientPort) ?? 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }

  #join(near: Socket, far: Socket): void {
    const client = near.remotePort ?? 0;
    // Ports are reused.
    this.#left.delete(client);
    this.#given.delete(client);
    const cut = (): void => {
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) {
      this.#open.add(socket);
      socket.setNoDelay(true);
      socket.once("close", () => {
        this.#open.delete(socket);
        cut();
      });
      socket.on("error", cut);
    }
    near.on("data", (chunk) => far.write(chunk));
    far.on("data", (chunk) => {
      const left = this.#left.get(client) ?? Infinity;
      const part = chunk.subarray(0, Math.min(left, chunk.length));
      this.#left.set(client, left - part.length);
      this.#given.set(client, this.givenTo(client) + part.length);
      if (part.length === chunk.length) near.write(part);
      else near.write(part, cut);
    });
  }
}
